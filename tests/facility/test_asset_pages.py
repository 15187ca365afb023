"""Lists of assets, counts of them, and single ones: whole, in order, and as few queries as said."""

from __future__ import annotations

import pytest
from equipment import change, make_asset, make_location

from facility.activity.assets import details, pages
from facility.activity.assets.counts import counts_by_type, status_counts, status_counts_of_site
from facility.activity.assets.details import asset_detail
from facility.activity.assets.pages import critical_not_working, site_assets, site_name
from facility.activity.assets.writes import disable_asset
from facility.activity.models import Asset
from facility.core.clock import AS_OF
from facility.onboarding.models import Bt


def ids(page):
    """Ids in the order of the page."""
    return [asset["id"] for asset in page["assets"]]


def test_pages_hold_every_asset_once(tenant, monkeypatch):
    """In the order of their codes, whatever order they were made in, page after page."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    made = [make_asset(tenant, assetcode=code) for code in ("C_1", "A", "D", "B", "C_", "E", "C")]
    page = site_assets(tenant.id, tenant.site.id)
    shown = ids(page)
    while page["next"] is not None:
        page = site_assets(tenant.id, tenant.site.id, page["next"])
        shown += ids(page)

    assert shown == [asset.id for asset in sorted(made, key=lambda asset: asset.assetcode)]


def test_full_last_page_leads_nowhere(tenant, monkeypatch):
    """A last page that is full does not promise another."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    for _ in range(2):
        make_asset(tenant)

    assert site_assets(tenant.id, tenant.site.id)["next"] is None


def test_page_is_one_query(tenant, django_assert_num_queries):
    """Type, status, location and brand come with the asset, and from the cache with no query."""
    roof = make_location(tenant, "Roof")
    for _ in range(3):
        make_asset(tenant, location=roof, brand=tenant.codes["CHILLER"])
    with django_assert_num_queries(1):
        page = site_assets(tenant.id, tenant.site.id)
    with django_assert_num_queries(0):
        again = site_assets(tenant.id, tenant.site.id)

    assert page == again
    assert {
        tuple(asset[key] for key in ("type", "status", "location", "brand"))
        for asset in page["assets"]
    } == {("Pump", "WORKING", "Roof", "Chiller")}


def test_status_filter(tenant):
    """Only assets of the status are listed."""
    make_asset(tenant)
    wanted = make_asset(tenant, "STANDBY")

    assert ids(site_assets(tenant.id, tenant.site.id, None, "STANDBY")) == [wanted.id]


def test_disabled_and_elsewhere_is_not_listed(tenant):
    """A site's list holds the enabled assets of that site."""
    disable_asset(tenant.id, make_asset(tenant).id, now=AS_OF)
    make_asset(tenant, site=tenant.make_site("far away"))

    assert ids(site_assets(tenant.id, tenant.site.id)) == []


def test_site_name_of_another_client_is_not_found(tenant, other):
    """A site's name is told to its own client."""
    assert site_name(tenant.id, tenant.site.id) == "acme site"
    with pytest.raises(Bt.DoesNotExist):
        site_name(tenant.id, other.site.id)


def test_counts_are_one_query(tenant, django_assert_num_queries):
    """The database counts, for the client and for a site."""
    for status in ("WORKING", "WORKING", "SCRAPPED"):
        make_asset(tenant, status)
    make_asset(tenant, site=tenant.make_site("far away"))
    with django_assert_num_queries(1):
        counts = status_counts(tenant.id)
    with django_assert_num_queries(1):
        of_site = status_counts_of_site(tenant.id, tenant.site.id)

    assert counts == {"SCRAPPED": 1, "WORKING": 3}
    assert of_site == {"SCRAPPED": 1, "WORKING": 2}


def test_counts_by_type(tenant, django_assert_num_queries):
    """By the name of the type, what has none last."""
    for status in ("WORKING", "STANDBY"):
        make_asset(tenant, status)
    make_asset(tenant, assettype=tenant.codes["CHILLER"], site=tenant.make_site("far away"))
    make_asset(tenant, assettype=None)
    with django_assert_num_queries(1):
        counts = counts_by_type(tenant.id)

    here = [
        {"type": "Pump", "counts": {"STANDBY": 1, "WORKING": 1}},
        {"type": None, "counts": {"WORKING": 1}},
    ]
    assert counts == [{"type": "Chiller", "counts": {"WORKING": 1}}, *here]
    assert counts_by_type(tenant.id, tenant.site.id) == here


def test_types_of_the_same_name_are_kept_apart(tenant):
    """Two codes with one name are two types."""
    codes = tenant.codes
    codes["CHILLER"].taname = codes["PUMP"].taname
    codes["CHILLER"].save()
    for code in ("CHILLER", "PUMP"):
        make_asset(tenant, assettype=codes[code])

    assert counts_by_type(tenant.id) == [{"type": "Pump", "counts": {"WORKING": 1}}] * 2


@pytest.mark.parametrize(
    ("status", "iscritical", "listed"),
    [
        ("WORKING", True, False),
        ("STANDBY", True, True),
        ("MAINTENANCE", True, True),
        ("SCRAPPED", True, False),
        ("STANDBY", False, False),
    ],
)
def test_critical_assets_that_do_not_work(tenant, status, iscritical, listed):
    """Critical, not at work, and not scrapped for good."""
    make_asset(tenant, status, iscritical=iscritical)

    assert len(critical_not_working(tenant.id)) == listed


def test_critical_assets_are_one_query(tenant, django_assert_num_queries):
    """Site and status come with the asset; by site, then by code."""
    sites = [tenant.make_site(name) for name in ("B", "A")]
    made = [make_asset(tenant, "STANDBY", iscritical=True, site=site) for site in sites]
    with django_assert_num_queries(1):
        found = critical_not_working(tenant.id)

    assert [asset["id"] for asset in found] == [made[1].id, made[0].id]
    assert [asset["site"] for asset in found] == ["A", "B"]


def test_detail_is_two_queries(tenant, django_assert_num_queries):
    """However long the log, it comes with one query, newest first."""
    asset = make_asset(tenant)
    for day, (old, new) in enumerate([(None, "STANDBY"), ("STANDBY", "WORKING")], start=1):
        change(tenant, asset, AS_OF.replace(day=day), old, new, people=tenant.guard)
    with django_assert_num_queries(2):
        detail = asset_detail(tenant.id, asset.id)

    assert [(entry["old"], entry["new"], entry["who"]) for entry in detail["log"]] == [
        ("STANDBY", "WORKING", "acme guard"),
        (None, "STANDBY", "acme guard"),
    ]
    assert (detail["site"], detail["type"], detail["status"]) == ("acme site", "Pump", "WORKING")


def test_detail_shows_the_newest_of_a_long_log(tenant, monkeypatch):
    """A log without end does not make a page without end."""
    monkeypatch.setattr(details, "LOG_SHOWN", 1)
    asset = make_asset(tenant)
    for day, new in enumerate(("STANDBY", "WORKING"), start=1):
        change(tenant, asset, AS_OF.replace(day=day), None, new)

    assert [entry["new"] for entry in asset_detail(tenant.id, asset.id)["log"]] == ["WORKING"]


def test_detail_of_another_client_is_not_found(tenant, other):
    """An asset is shown to its own client."""
    with pytest.raises(Asset.DoesNotExist):
        asset_detail(tenant.id, make_asset(other).id)
