"""The addresses, their answers, and how they refuse."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tenants import make_capability, post

from facility.y_helpdesk import pages
from facility.y_helpdesk.statuses import Status


def test_list_leads_to_the_next_page(tenant, client, monkeypatch):
    """The list shows a page, and its link shows the one after."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    newest_first = [tenant.make_ticket() for _ in range(3)][::-1]
    url = reverse("ticket-list", args=[tenant.id])
    first = client.get(url).content.decode()
    link = first.partition('rel="next" href="')[2].partition('"')[0]
    second = client.get(url + link).content.decode()

    assert [ticket.ticketno in first for ticket in newest_first] == [True, True, False]
    assert [ticket.ticketno in second for ticket in newest_first] == [False, False, True]


def test_texts_are_escaped(tenant, client):
    """What somebody typed is shown, not run."""
    ticket = tenant.make_ticket()
    ticket.ticketdesc = "<script>"
    ticket.save()

    assert b"<script>" not in client.get(reverse("ticket-list", args=[tenant.id])).content


def test_ticket_shows_its_log(tenant, client):
    """A ticket's page has an entry for each entry of the log."""
    ticket = tenant.make_ticket()
    post(
        client,
        reverse("api-ticket-assign", args=[tenant.id, ticket.id]),
        {"people_id": tenant.guard.id},
    )

    response = client.get(reverse("ticket", args=[tenant.id, ticket.id]))
    assert "assigned to acme guard" in response.content.decode()


def test_status_is_set(tenant, client):
    """The status asked for is the status found."""
    ticket = tenant.make_ticket()
    post(client, reverse("api-ticket-status", args=[tenant.id, ticket.id]), {"status": "RESOLVED"})

    detail = client.get(reverse("api-ticket", args=[tenant.id, ticket.id])).json()
    assert detail["status"] == Status.RESOLVED


def test_impossible_status_is_a_conflict(tenant, client):
    """What life does not allow is answered with 409 and the reason."""
    ticket = tenant.make_ticket(Status.CLOSED)
    url = reverse("api-ticket-status", args=[tenant.id, ticket.id])
    response = post(client, url, {"status": "OPEN"})

    assert response.status_code == 409
    assert response.json()["error"].endswith("is CLOSED; it cannot become OPEN")


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"status": "CLOSE"}'])
def test_unreadable_body_is_refused(tenant, client, body):
    """What cannot be understood is answered with 400."""
    url = reverse("api-ticket-status", args=[tenant.id, tenant.make_ticket().id])

    assert client.post(url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("after", ["x", "2026-06-30_1", "_", "2026-06-30T00:00:00+00:00_x"])
def test_unreadable_page_is_refused(tenant, client, after):
    """An address that no page named is answered with 400."""
    response = client.get(reverse("api-tickets", args=[tenant.id]), {"after": after})

    assert response.status_code == 400


def test_capabilities_as_a_page(tenant, client):
    """The tree's page has an item for each node."""
    make_capability("ITEM", make_capability("MENU"))

    content = client.get(reverse("capability-tree", args=[tenant.id, "WEB"])).content.decode()
    assert [content.count("<li"), content.count('"--depth: 1"')] == [2, 1]


@pytest.mark.parametrize("name", ["capability-tree", "api-capability-tree", "api-choices"])
def test_unknown_kind_is_not_found(tenant, client, name):
    """There are no capabilities for what does not exist."""
    assert client.get(reverse(name, args=[tenant.id, "FAX"])).status_code == 404


def test_person_who_is_not_there_is_not_found(tenant, client):
    """Nobody's capabilities are nothing to show."""
    url = reverse("api-effective-capabilities", args=[tenant.id, 0, "WEB"])

    assert client.get(url).status_code == 404


@pytest.mark.usefixtures("dead_cache")
def test_application_works_without_its_cache(tenant, client):
    """With the cache server down every page still comes."""
    tenant.make_ticket()
    urls = [
        reverse("ticket-list", args=[tenant.id]),
        reverse("api-ticket-counts", args=[tenant.id]),
        reverse("capability-tree", args=[tenant.id, "WEB"]),
        reverse("api-choices", args=[tenant.id, "WEB"]),
    ]

    assert [client.get(url).status_code for url in urls] == [200] * 4
