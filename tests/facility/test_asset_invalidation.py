"""After every write, what the cache says about assets is what the tables say."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from equipment import change, make_asset, make_location

from facility.activity.assets.bulk_writes import close_maintenance, set_statuses
from facility.activity.assets.counts import counts_by_type, status_counts, status_counts_of_site
from facility.activity.assets.downtime import downtime
from facility.activity.assets.pages import critical_not_working, site_assets, site_name
from facility.activity.assets.statuses import Status
from facility.activity.assets.writes import (
    create_asset,
    disable_asset,
    move_asset,
    rename_location,
    rename_type,
    set_status,
)
from facility.activity.models import Asset
from facility.core.clock import AS_OF
from facility.onboarding.models import TypeAssist

START, NOW, END = AS_OF - timedelta(days=2), AS_OF - timedelta(days=1), AS_OF


@pytest.fixture
def plant(tenant):
    """A working pump and a critical chiller in maintenance, a type of the client's own, a site."""
    codes = tenant.codes
    own = TypeAssist.objects.create(
        tacode="OWN", taname="Own", tatype=codes["PUMP"].tatype, client=tenant.client
    )
    roof = make_location(tenant, "Roof")
    return SimpleNamespace(
        roof=roof,
        far=tenant.make_site("far away"),
        pump=make_asset(tenant, assettype=own, location=roof, brand=codes["PLUMBING"]),
        chiller=make_asset(
            tenant, "MAINTENANCE", assettype=codes["CHILLER"], location=roof, iscritical=True
        ),
    )


def create(tenant, _plant):
    """Record another asset."""
    asset = Asset(client=tenant.client, site=tenant.site, assetcode="N1", assetname="New")
    create_asset(asset, "PUMP", now=NOW)


def save(_tenant, plant):
    """Rename an asset by saving."""
    plant.pump.assetname = "Renamed"
    plant.pump.save()


def delete(_tenant, plant):
    """Delete the row."""
    plant.pump.delete()


def disable(tenant, plant):
    """Take an asset out of every list."""
    disable_asset(tenant.id, plant.chiller.id, now=NOW)


def fail(tenant, plant):
    """Set an asset's status."""
    set_status(tenant.id, plant.pump.id, Status.MAINTENANCE, now=NOW)


def fail_in_bulk(tenant, plant):
    """Set the statuses of both."""
    set_statuses(tenant.id, [plant.pump.id, plant.chiller.id], Status.STANDBY, now=NOW)


def move(tenant, plant):
    """Take an asset to the other site."""
    move_asset(tenant.id, plant.chiller.id, plant.far.id, now=NOW)


def end_maintenance(tenant, _plant):
    """Let what is done work again."""
    close_maintenance(tenant.id, tenant.site.id, now=NOW)


def add_to_log(tenant, plant):
    """Put a change into the log by hand."""
    change(tenant, plant.chiller, NOW, "WORKING", "MAINTENANCE")


def take_from_log(tenant, plant):
    """Correct the log by deleting from it; the answers in between are not asked for."""
    change(tenant, plant.pump, NOW, "MAINTENANCE", "WORKING")
    plant.pump.log.earliest("at").delete()
    change(tenant, plant.chiller, NOW, "WORKING", "MAINTENANCE")


def rename_own_type(tenant, _plant):
    """Rename a type of the client's own."""
    rename_type(tenant.id, "OWN", "Renamed", now=NOW)


def rename_shared_type(_tenant, _plant):
    """Rename a type that all clients share."""
    rename_type(None, "CHILLER", "Renamed", now=NOW)


def rename_status(tenant, _plant):
    """Rename the code of a status."""
    tenant.codes["MAINTENANCE"].tacode = "REPAIR"
    tenant.codes["MAINTENANCE"].save()


def rename_brand(tenant, _plant):
    """Rename the code that is the pump's brand."""
    tenant.codes["PLUMBING"].taname = "Renamed"
    tenant.codes["PLUMBING"].save()


def rename_place(tenant, plant):
    """Rename the location of both."""
    rename_location(tenant.id, plant.roof.id, "Renamed", now=NOW)


def rename_site(tenant, _plant):
    """Rename the site of both."""
    tenant.site.buname = "Renamed"
    tenant.site.save()


WRITES = [
    create,
    save,
    delete,
    disable,
    fail,
    fail_in_bulk,
    move,
    end_maintenance,
    add_to_log,
    take_from_log,
    rename_own_type,
    rename_shared_type,
    rename_status,
    rename_brand,
    rename_place,
    rename_site,
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_cached_equals_uncached_after(tenant, plant, assert_fresh_after, write):
    """After every write the warm cache says what an empty one would."""

    def answers():
        return [
            *(site_assets(tenant.id, site.id) for site in (tenant.site, plant.far)),
            *(site_name(tenant.id, site.id) for site in (tenant.site, plant.far)),
            *(status_counts_of_site(tenant.id, site.id) for site in (tenant.site, plant.far)),
            *(counts_by_type(tenant.id, site.id) for site in (tenant.site, plant.far)),
            *(downtime(tenant.id, START, END, site.id) for site in (tenant.site, plant.far)),
            status_counts(tenant.id),
            counts_by_type(tenant.id),
            downtime(tenant.id, START, END),
            critical_not_working(tenant.id),
        ]

    assert_fresh_after(lambda: write(tenant, plant), answers)


def test_write_at_one_site_spares_the_others(tenant, plant, django_assert_num_queries):
    """A site's cached answers outlive writes at other sites."""
    site_assets(tenant.id, plant.far.id)
    downtime(tenant.id, START, END, plant.far.id)
    set_status(tenant.id, plant.pump.id, Status.STANDBY, now=NOW)
    with django_assert_num_queries(0):
        site_assets(tenant.id, plant.far.id)
        downtime(tenant.id, START, END, plant.far.id)


def test_write_of_one_client_spares_the_others(tenant, other, plant, django_assert_num_queries):
    """A client's cached answers outlive what other clients write and rename."""
    status_counts(other.id)
    rename_type(tenant.id, "OWN", "Renamed", now=NOW)
    set_status(tenant.id, plant.pump.id, Status.STANDBY, now=NOW)
    with django_assert_num_queries(0):
        status_counts(other.id)
