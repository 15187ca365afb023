"""The page that leads to all areas of a client."""

from __future__ import annotations

from django.urls import reverse


def test_home_leads_to_all_areas(tenant, client):
    """A client's home has its name, and links to the areas that there are."""
    content = client.get(reverse("client-home", args=[tenant.id])).content.decode()

    assert "<h1>acme</h1>" in content
    for name, more in (
        ("ticket-list", []),
        ("asset-downtime", []),
        ("capability-tree", ["WEB"]),
    ):
        assert f'href="{reverse(name, args=[tenant.id, *more])}"' in content


def test_home_of_what_is_no_client_is_not_found(tenant, client):
    """A site has no home, nor has nobody."""
    responses = [client.get(reverse("client-home", args=[n])) for n in (tenant.site.id, 0)]

    assert [response.status_code for response in responses] == [404, 404]


def test_every_page_leads_home(tenant, client):
    """From every page of a client there is a way back."""
    home = f'href="{reverse("client-home", args=[tenant.id])}"'
    urls = [
        reverse("ticket-list", args=[tenant.id]),
        reverse("capability-tree", args=[tenant.id, "WEB"]),
        reverse("asset-downtime", args=[tenant.id]),
    ]

    assert all(home in client.get(url).content.decode() for url in urls)
