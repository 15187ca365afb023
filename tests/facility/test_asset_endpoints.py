"""Assets over HTTP: the pages, the JSON, and how both refuse."""

from __future__ import annotations

import pytest
from django.urls import reverse
from equipment import change, make_asset, make_location
from tenants import post

from facility.activity.assets import pages
from facility.core.clock import AS_OF


def new(tenant, **fields):
    """The body that records an asset at the client's site."""
    given = {"site_id": tenant.site.id, "assetcode": "N1", "assetname": "New", "type": "PUMP"}
    return given | fields


@pytest.mark.parametrize("query", ["", "?status=WORKING"])
def test_list_leads_to_the_next_page(tenant, client, monkeypatch, query):
    """The list shows a page, and its link shows the one after, of the same status."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    codes = [make_asset(tenant, assetcode=f"X_{n} &").assetcode for n in range(3)]
    make_asset(tenant, "STANDBY", assetcode="Z")
    url = reverse("asset-list", args=[tenant.id, tenant.site.id])
    first = client.get(url + query)
    link = first.content.decode().partition('rel="next" href="')[2].partition('"')[0]
    second = client.get(url + link.replace("&amp;", "&"))

    assert [asset["assetcode"] for asset in first.context["assets"]] == codes[:2]
    shown = [asset["assetcode"] for asset in second.context["assets"]]
    assert shown == ([codes[2]] if query else [codes[2], "Z"])


def test_list_links_the_statuses(tenant, client):
    """Each status is linked with its number."""
    make_asset(tenant, "STANDBY")
    content = client.get(reverse("asset-list", args=[tenant.id, tenant.site.id])).content.decode()

    assert '<a href="?status=STANDBY">STANDBY 1</a>' in content
    assert "<h1>Assets of acme site</h1>" in content


def test_empty_list_says_so(tenant, client):
    """A table without rows is no table."""
    content = client.get(reverse("asset-list", args=[tenant.id, tenant.site.id])).content.decode()

    assert "No assets here" in content
    assert "<table>" not in content


def test_texts_are_escaped(tenant, client):
    """What somebody typed is shown, not run."""
    asset = make_asset(tenant, "STANDBY", assetname="<script>", iscritical=True)
    urls = [
        reverse("asset-list", args=[tenant.id, tenant.site.id]),
        reverse("asset", args=[tenant.id, asset.id]),
        reverse("asset-downtime", args=[tenant.id]),
    ]

    assert not any(b"<script>" in client.get(url).content for url in urls)


def test_asset_shows_its_log(tenant, client):
    """An asset's page has an entry for each entry of the log."""
    asset = make_asset(tenant)
    change(tenant, asset, AS_OF, "STANDBY", "WORKING", people=tenant.guard)
    content = client.get(reverse("asset", args=[tenant.id, asset.id])).content.decode()

    assert "<td>STANDBY</td><td>WORKING</td><td>acme guard</td>" in content


def test_downtime_page(tenant, client):
    """What stood still is listed with its hours, what is critical beside it."""
    make_asset(tenant, "STANDBY", iscritical=True)
    url = reverse("asset-downtime", args=[tenant.id])
    response = client.get(url, {"start": "2026-06-01", "end": "2026-06-03"})
    content = response.content.decode()

    assert '<td class="number">48.0</td>' in content
    assert len(response.context["critical"]) == 1
    assert "STANDBY 1" in content


def test_downtime_of_the_last_month(tenant, client):
    """Without days it is the thirty days before the clock."""
    make_asset(tenant, "STANDBY")
    body = client.get(reverse("api-asset-downtime", args=[tenant.id])).json()

    assert (body["start"], body["end"]) == ("2026-05-31T00:00:00Z", "2026-06-30T00:00:00Z")
    assert [asset["hours"] for asset in body["assets"]] == [720]


def test_downtime_of_a_site(tenant, client):
    """With ``site`` the other sites are left out."""
    make_asset(tenant, "STANDBY")
    far = tenant.make_site("far away")
    url = reverse("api-asset-downtime", args=[tenant.id])

    assert client.get(url, {"site": far.id}).json()["assets"] == []


def test_counts(tenant, client):
    """Counts by status and by type, of the client or of a site."""
    make_asset(tenant)
    far = tenant.make_site("far away")
    counts = reverse("api-asset-counts", args=[tenant.id])
    types = reverse("api-asset-types", args=[tenant.id])

    assert client.get(counts).json() == {"counts": {"WORKING": 1}}
    assert client.get(counts, {"site": far.id}).json() == {"counts": {}}
    assert client.get(types).json() == {"types": [{"type": "Pump", "counts": {"WORKING": 1}}]}
    assert client.get(types, {"site": far.id}).json() == {"types": []}


def test_critical(tenant, client):
    """The critical assets that do not work."""
    asset = make_asset(tenant, "STANDBY", iscritical=True)
    body = client.get(reverse("api-asset-critical", args=[tenant.id])).json()

    assert [found["id"] for found in body["assets"]] == [asset.id]


def test_created_and_found(tenant, client):
    """What is recorded is listed, in its location."""
    roof = make_location(tenant, "Roof")
    url = reverse("api-asset-create", args=[tenant.id])
    response = post(client, url, new(tenant, location_id=roof.id))

    assert (response.status_code, response.json()["status"]) == (201, "WORKING")
    listed = client.get(reverse("api-assets", args=[tenant.id, tenant.site.id])).json()
    assert (listed["site"], listed["next"]) == ("acme site", None)
    assert [(asset["id"], asset["location"]) for asset in listed["assets"]] == [
        (response.json()["id"], "Roof")
    ]


def test_status_is_set(tenant, client):
    """The status asked for is the status found."""
    asset = make_asset(tenant)
    url = reverse("api-asset-status", args=[tenant.id, asset.id])
    post(client, url, {"status": "STANDBY"})

    detail = client.get(reverse("api-asset", args=[tenant.id, asset.id])).json()
    assert (detail["status"], len(detail["log"])) == ("STANDBY", 1)


def test_moved(tenant, client):
    """The site asked for is the site found."""
    asset, far = make_asset(tenant), tenant.make_site("far away")
    url = reverse("api-asset-move", args=[tenant.id, asset.id])

    assert post(client, url, {"site_id": far.id}).json() == {"id": asset.id, "site_id": far.id}


def test_maintenance_is_closed(tenant, client):
    """The answer says how many work again."""
    make_asset(tenant, "MAINTENANCE")
    url = reverse("api-asset-close-maintenance", args=[tenant.id, tenant.site.id])

    assert [client.post(url).json() for _ in range(2)] == [{"working": 1}, {"working": 0}]


def test_what_the_state_forbids_is_a_conflict(tenant, client):
    """A code that is taken, a place where it is, and the scrap heap are answered with 409."""
    asset, scrapped = make_asset(tenant, assetcode="N1"), make_asset(tenant, "SCRAPPED")
    responses = [
        post(client, reverse("api-asset-create", args=[tenant.id]), new(tenant)),
        post(
            client,
            reverse("api-asset-move", args=[tenant.id, asset.id]),
            {"site_id": tenant.site.id},
        ),
        post(
            client,
            reverse("api-asset-status", args=[tenant.id, scrapped.id]),
            {"status": "WORKING"},
        ),
    ]

    assert [response.status_code for response in responses] == [409] * 3
    assert responses[2].json()["error"].endswith("is SCRAPPED; it cannot become WORKING")


@pytest.mark.parametrize(
    "fields",
    [
        {"site_id": "1"},
        {"assetcode": " "},
        {"assetcode": "N" * 51},
        {"assetname": None},
        {"assetname": "nul \0"},
        {"type": "FAX"},
        {"location_id": True},
    ],
)
def test_unreadable_asset_is_refused(tenant, client, fields):
    """What cannot be recorded is answered with 400."""
    response = post(client, reverse("api-asset-create", args=[tenant.id]), new(tenant, **fields))

    assert response.status_code == 400


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"status": "BROKEN"}', '{"status": []}'])
def test_unreadable_status_is_refused(tenant, client, body):
    """What cannot be understood is answered with 400."""
    url = reverse("api-asset-status", args=[tenant.id, make_asset(tenant).id])

    assert client.post(url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("name", ["asset-list", "api-assets"])
@pytest.mark.parametrize("query", [{"after": "x"}, {"after": "A_x"}, {"status": "\0"}])
def test_unreadable_page_is_refused(tenant, client, name, query):
    """An address that no page named is answered with 400."""
    response = client.get(reverse(name, args=[tenant.id, tenant.site.id]), query)

    assert response.status_code == 400


@pytest.mark.parametrize("name", ["asset-downtime", "api-asset-downtime"])
@pytest.mark.parametrize(
    "query",
    [
        {"start": "yesterday"},
        {"end": "2026-02-30"},
        {"end": "0001-01-02"},
        {"start": "2026-06-02", "end": "2026-06-02"},
        {"start": "2026-07-01"},
    ],
)
def test_unreadable_period_is_refused(tenant, client, name, query):
    """No date, or an end that does not come after the start, is answered with 400."""
    assert client.get(reverse(name, args=[tenant.id]), query).status_code == 400


def test_site_that_is_no_number_is_refused(tenant, client):
    """A site is asked for by its id."""
    url = reverse("api-asset-counts", args=[tenant.id])

    assert [client.get(url, {"site": site}).status_code for site in ("acme", 2**63)] == [400, 400]


def test_what_belongs_to_another_client_is_not_found(tenant, other, client):
    """Assets, sites and locations of another client are 404, to read and to write."""
    theirs = make_asset(other)
    roof = make_location(other, "Roof")
    responses = [
        client.get(reverse("asset-list", args=[tenant.id, other.site.id])),
        client.get(reverse("api-assets", args=[tenant.id, other.site.id])),
        client.get(reverse("asset", args=[tenant.id, theirs.id])),
        client.get(reverse("api-asset", args=[tenant.id, theirs.id])),
        post(
            client,
            reverse("api-asset-status", args=[tenant.id, theirs.id]),
            {"status": "STANDBY"},
        ),
        post(
            client,
            reverse("api-asset-move", args=[tenant.id, theirs.id]),
            {"site_id": tenant.site.id},
        ),
        post(
            client,
            reverse("api-asset-move", args=[tenant.id, make_asset(tenant).id]),
            {"site_id": other.site.id},
        ),
        post(
            client,
            reverse("api-asset-create", args=[tenant.id]),
            new(tenant, site_id=other.site.id),
        ),
        post(
            client,
            reverse("api-asset-create", args=[tenant.id]),
            new(tenant, location_id=roof.id),
        ),
    ]

    assert [response.status_code for response in responses] == [404] * 9


@pytest.mark.usefixtures("dead_cache")
def test_assets_are_shown_without_the_cache(tenant, client):
    """With the cache server down every page still comes."""
    urls = [
        reverse("asset-list", args=[tenant.id, tenant.site.id]),
        reverse("asset-downtime", args=[tenant.id]),
        reverse("api-asset-counts", args=[tenant.id]),
    ]

    assert [client.get(url).status_code for url in urls] == [200] * 3
