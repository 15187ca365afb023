"""Assets: a site's list by key, counts, downtime by one window query, and what is done to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Count
from django.urls import reverse

from facility.activity.assets.bulk_writes import close_maintenance, set_statuses
from facility.activity.assets.counts import counts_by_type, status_counts, status_counts_of_site
from facility.activity.assets.details import asset_detail
from facility.activity.assets.downtime import LONGEST_SHOWN, downtime
from facility.activity.assets.pages import (
    CRITICAL_SHOWN,
    PAGE_SIZE,
    critical_not_working,
    site_assets,
    site_name,
)
from facility.activity.assets.statuses import Status
from facility.activity.assets.writes import (
    create_asset,
    disable_asset,
    move_asset,
    rename_location,
    rename_type,
    set_status,
)
from facility.activity.models import Asset, Location
from facility.core import clock
from facility.onboarding.models import Bt, TypeAssist

pytestmark = pytest.mark.perf(dataset="medium")

END = clock.now()
START = END - timedelta(days=30)


@pytest.fixture
def site_id(largest_client):
    """The site of the largest client with the most assets."""
    sites = Asset.objects.filter(client=largest_client, enable=True).values("site")
    return sites.annotate(assets=Count("id")).order_by("-assets", "site")[0]["site"]


@pytest.fixture
def pump(largest_client):
    """The asset of the largest client whose log is the longest, and that is part of another."""
    found = Asset.objects.filter(client=largest_client, enable=True, status__tacode=Status.WORKING)
    whole = found.filter(parent__isnull=False, location__isnull=False, brand__isnull=False)
    return whole.annotate(changes=Count("log")).order_by("-changes", "id")[0]


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=PAGE_SIZE + 1)
def test_first_page(perf, largest_client, site_id):
    """A page is one query over one page of rows, and nothing when it is cached."""
    cold = perf.cold(site_assets, largest_client, site_id)
    warm = perf.warm(site_assets, largest_client, site_id)

    assert cold == warm
    assert len(cold["assets"]) == PAGE_SIZE
    assert len({asset["type"] for asset in cold["assets"]}) > 1


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=PAGE_SIZE + 1)
def test_later_pages(perf, largest_client, site_id):
    """The second page costs what the first costs, and so does one of a single status."""
    after = site_assets(largest_client, site_id)["next"]
    second = perf.named("second")(site_assets, largest_client, site_id, after)
    working = perf.named("working")(site_assets, largest_client, site_id, after, "WORKING")

    assert second["assets"][0]["assetcode"] > after[0]
    assert {asset["status"] for asset in working["assets"]} == {"WORKING"}


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=1)
def test_name_of_a_site(perf, largest_client, site_id):
    """The name above a site's list is one row, and nothing when it is cached."""
    cold = perf.cold(site_name, largest_client, site_id)

    assert perf.warm(site_name, largest_client, site_id) == cold


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=len(Status))
def test_status_counts(perf, largest_client):
    """The database counts: a row for each status is all that is fetched."""
    cold = perf.cold(status_counts, largest_client)
    warm = perf.warm(status_counts, largest_client)

    assert cold == warm
    assert sum(cold.values()) == Asset.objects.filter(client=largest_client, enable=True).count()


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=len(Status))
def test_status_counts_of_a_site(perf, largest_client, site_id):
    """The same for one site."""
    cold = perf.cold(status_counts_of_site, largest_client, site_id)
    warm = perf.warm(status_counts_of_site, largest_client, site_id)

    assert cold == warm
    assert sum(cold.values()) == Asset.objects.filter(site=site_id, enable=True).count()


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_counts_by_type(perf, largest_client, site_id):
    """A row for each type and status, of the client and of one site."""
    cold = perf.cold(counts_by_type, largest_client)
    warm = perf.warm(counts_by_type, largest_client)
    of_site = perf.named("site")(counts_by_type, largest_client, site_id)

    assert cold == warm
    numbers = [sum(sum(row["counts"].values()) for row in rows) for rows in (cold, of_site)]
    assert numbers == [
        sum(status_counts(largest_client).values()),
        sum(status_counts_of_site(largest_client, site_id).values()),
    ]


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=CRITICAL_SHOWN)
def test_critical_not_working(perf, largest_client):
    """Site and status come with each critical asset that fails."""
    cold = perf.cold(critical_not_working, largest_client)
    warm = perf.warm(critical_not_working, largest_client)

    assert cold == warm
    assert len({asset["site"] for asset in cold}) > 1
    assert {asset["status"] for asset in cold} == {"STANDBY", "MAINTENANCE"}


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_detail_with_log(perf, pump):
    """One query for the asset, one for its log and all names in it."""
    detail = perf(asset_detail, pump.client_id, pump.id)

    assert len(detail["log"]) == pump.changes > 1


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=LONGEST_SHOWN)
def test_downtime(perf, largest_client):
    """One window query adds up the hours of all assets of a client."""
    cold = perf.cold(downtime, largest_client, START, END)
    warm = perf.warm(downtime, largest_client, START, END)

    assert cold == warm
    hours = [asset["hours"] for asset in cold]
    assert hours == sorted(hours, reverse=True)
    assert len(hours) == LONGEST_SHOWN


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_downtime_of_a_site(perf, largest_client, site_id):
    """A site's hours cost what its own assets' logs cost."""
    found = perf(downtime, largest_client, START, END, site_id)

    assert {asset["site_id"] for asset in found} == {site_id}


def test_list_page(perf, client, largest_client, site_id):
    """The HTML list takes the name, a page and the counts, and nothing while rendering."""
    url = reverse("asset-list", args=[largest_client, site_id])
    cold = perf.cold(client.get, url)
    warm = perf.warm(client.get, url)

    assert cold.content == warm.content
    assert cold.content.decode().count("<tr>") == PAGE_SIZE + 1


def test_asset_page(perf, client, pump):
    """An asset's page renders its whole log from two queries."""
    response = perf(client.get, reverse("asset", args=[pump.client_id, pump.id]))

    assert response.content.decode().count("<tr>") == pump.changes + 1


def test_downtime_page(perf, client, largest_client):
    """Downtime, critical assets and counts by type are a query each, and rendering none."""
    url = reverse("asset-downtime", args=[largest_client])
    response = perf.cold(client.get, url)

    assert len(response.context["assets"]) == LONGEST_SHOWN


def test_list_over_http(perf, client, largest_client, site_id):
    """The JSON list leads to the next page by the address it names."""
    url = reverse("api-assets", args=[largest_client, site_id])
    first = perf(client.get, url).json()
    second = client.get(url, {"after": first["next"]}).json()

    ids = [asset["id"] for asset in first["assets"] + second["assets"]]
    assert len(set(ids)) == len(ids) > PAGE_SIZE


@pytest.mark.parametrize("name", ["counts", "types", "downtime", "critical"])
def test_answers_over_http(perf, client, largest_client, name):
    """What a client asks for over HTTP is the one query that it is elsewhere."""
    response = perf(client.get, reverse(f"api-asset-{name}", args=[largest_client]))

    assert response.status_code == 200


def test_create(perf, largest_client, site_id):
    """Site, location, code, type and status are looked up, two rows are written."""
    location = Location.objects.filter(site=site_id).earliest("id")

    def create():
        asset = Asset(
            client_id=largest_client,
            site_id=site_id,
            location_id=location.id,
            assetcode="NEW",
            assetname="New pump",
        )
        return create_asset(asset, "PUMP", now=clock.now())

    assert perf(create).status.tacode == Status.WORKING


def test_set_status(perf, pump):
    """The asset and the code are read, the asset and its log are written."""
    asset = perf(set_status, pump.client_id, pump.id, Status.MAINTENANCE, now=clock.now())

    assert asset.status.tacode == Status.MAINTENANCE


def test_set_statuses(perf, largest_client, site_id):
    """Fifty assets cost what one costs."""
    working = Asset.objects.filter(site=site_id, enable=True, status__tacode=Status.WORKING)
    ids = list(working.order_by("id").values_list("id", flat=True)[:50])
    went = perf(set_statuses, largest_client, ids, Status.STANDBY, now=clock.now())

    assert went == len(ids) == 50


def test_move(perf, pump):
    """The asset, the new site and its codes are read, one row is written."""
    site = Bt.objects.filter(client=pump.client_id, identifier__tacode="SITE", enable=True)
    wanted = site.exclude(id=pump.site_id).earliest("id")
    asset = perf(move_asset, pump.client_id, pump.id, wanted.id, now=clock.now())

    assert asset.site_id == wanted.id


def test_close_maintenance(perf, largest_client):
    """All assets of a site go back to work in one UPDATE, with one INSERT of their entries."""
    repaired = Asset.objects.filter(client=largest_client, status__tacode=Status.MAINTENANCE)
    sites = repaired.values("site").annotate(assets=Count("id"))
    site_id = sites.order_by("-assets", "site")[0]["site"]

    assert perf(close_maintenance, largest_client, site_id, now=clock.now()) > 1


def test_disable(perf, pump):
    """Disabling reads and writes one row."""
    asset = perf(disable_asset, pump.client_id, pump.id, now=clock.now())

    assert asset.enable is False


def test_rename_location(perf, pump):
    """A location's new name ends the lists of its site."""
    location = perf(rename_location, pump.client_id, pump.location_id, "Renamed", now=clock.now())

    assert location.locname == "Renamed"


def test_rename_type(perf, largest_client):
    """The new name of a client's own type ends that client's answers and nobody else's."""
    shared = TypeAssist.objects.get(tacode="PUMP", tatype__tacode="ASSETTYPE")
    TypeAssist.objects.create(
        tacode="OWN", taname="Own", tatype_id=shared.tatype_id, client_id=largest_client
    )
    renamed = perf(rename_type, largest_client, "OWN", "Renamed", now=clock.now())

    assert renamed.taname == "Renamed"
