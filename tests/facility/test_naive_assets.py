"""The naive twins of the assets' queries give the same answers, at the price that they are for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from equipment import change, make_asset, make_location

from facility.activity.assets import pages
from facility.activity.assets.counts import counts_by_type, status_counts, status_counts_of_site
from facility.activity.assets.details import asset_detail
from facility.activity.assets.downtime import downtime
from facility.activity.assets.pages import critical_not_working, site_assets
from facility.core.clock import AS_OF
from facility.naive import assets as naive

START = AS_OF - timedelta(days=30)


@pytest.fixture
def assets(tenant):
    """Six assets in every status, some with all that an asset can have, some with nothing."""
    roof = make_location(tenant, "Roof")
    brand = tenant.codes["CHILLER"]
    full = {"location": roof, "brand": brand, "iscritical": True}
    made = [
        make_asset(tenant, status, **(full if n % 2 else {"assettype": None}))
        for n, status in enumerate(["WORKING", "STANDBY", "MAINTENANCE", "SCRAPPED"] * 2)
    ]
    made[1].parent = made[0]
    made[1].save()
    make_asset(tenant, site=tenant.make_site("far away"))
    for n, asset in enumerate(made[:6]):
        change(tenant, asset, AS_OF - timedelta(days=40 - n), None, "WORKING", people=tenant.guard)
        change(tenant, asset, AS_OF - timedelta(days=20 - n), "WORKING", asset.status.tacode)
    return made


def test_pages(tenant, assets, monkeypatch, django_assert_num_queries):
    """Page after page, with 1 + 4N queries where all four are there."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    monkeypatch.setattr(naive, "PAGE_SIZE", 3)
    after = None
    for number in range(1, 4):
        page = site_assets(tenant.id, tenant.site.id, after)
        assert naive.site_assets(tenant.id, tenant.site.id, number) == page["assets"]
        after = page["next"]
    assert after is None
    with django_assert_num_queries(1 + 4 * 2):
        found = naive.site_assets(tenant.id, tenant.site.id, 1, "STANDBY")

    assert found == site_assets(tenant.id, tenant.site.id, None, "STANDBY")["assets"]
    assert len(assets) == 8


def test_counts(tenant, assets, django_assert_num_queries):
    """By status, by status at a site, by type."""
    with django_assert_num_queries(1 + len(assets) + 1):
        counts = naive.status_counts(tenant.id)

    assert counts == status_counts(tenant.id)
    of_site = naive.status_counts(tenant.id, tenant.site.id)
    assert of_site == status_counts_of_site(tenant.id, tenant.site.id)
    assert naive.counts_by_type(tenant.id) == counts_by_type(tenant.id)


def test_detail(tenant, assets):
    """One with everything and one with nothing."""
    for asset in (assets[1], assets[7], assets[6]):
        assert naive.asset_detail(tenant.id, asset.id) == asset_detail(tenant.id, asset.id)


@pytest.mark.usefixtures("assets")
def test_downtime(tenant):
    """Of the client and of a site."""
    found = naive.downtime(tenant.id, START, AS_OF)

    assert found == downtime(tenant.id, START, AS_OF)
    of_site = naive.downtime(tenant.id, START, AS_OF, tenant.site.id)
    assert of_site == downtime(tenant.id, START, AS_OF, tenant.site.id)
    assert found


@pytest.mark.usefixtures("assets")
def test_critical(tenant):
    """What is critical and does not work."""
    found = naive.critical_not_working(tenant.id)

    assert found == critical_not_working(tenant.id)
    assert found
