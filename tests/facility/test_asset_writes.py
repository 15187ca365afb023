"""What people may do to assets, and what is written when they do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from equipment import make_asset, make_location

from facility.activity.assets.bulk_writes import close_maintenance, set_statuses
from facility.activity.assets.statuses import Status
from facility.activity.assets.writes import (
    TakenError,
    TransitionError,
    create_asset,
    disable_asset,
    move_asset,
    rename_location,
    rename_type,
    set_status,
)
from facility.activity.models import Asset, AssetLog, Location
from facility.core.clock import AS_OF
from facility.onboarding.models import Bt, TypeAssist
from facility.y_helpdesk.statuses import Status as TicketStatus

NOW = AS_OF + timedelta(hours=1)


def new(tenant, **fields):
    """An asset that is not in the database yet."""
    given = {"assetcode": "N1", "assetname": "New", "site_id": tenant.site.id, **fields}
    return Asset(client_id=tenant.id, **given)


def log_of(asset):
    """From where to where the asset went, by whom and when, oldest first."""
    entries = AssetLog.objects.filter(asset=asset).order_by("at", "id")
    return list(entries.values_list("old__tacode", "new__tacode", "people", "at"))


def test_created_asset_works(tenant, django_assert_num_queries):
    """It begins as WORKING, its log begins with it; six statements and a savepoint."""
    asset = new(tenant)
    with django_assert_num_queries(6 + 2):
        create_asset(asset, "PUMP", now=NOW, by=tenant.guard.id)
    asset.refresh_from_db()

    assert (asset.status.tacode, asset.assettype.tacode, asset.createdon) == (
        "WORKING",
        "PUMP",
        NOW,
    )
    assert log_of(asset) == [(None, "WORKING", tenant.guard.id, NOW)]


def test_created_within_a_location_of_its_site(tenant):
    """A location must be one of the asset's own site."""
    roof = make_location(tenant, "Roof")
    far = make_location(tenant, "Far", tenant.make_site("far away"))
    made = create_asset(new(tenant, location_id=roof.id), "PUMP", now=NOW)

    assert made.location == roof
    with pytest.raises(Location.DoesNotExist):
        create_asset(new(tenant, assetcode="N2", location_id=far.id), "PUMP", now=NOW)


def test_created_at_own_sites_only(tenant, other):
    """Another client's site is none."""
    with pytest.raises(Bt.DoesNotExist):
        create_asset(new(tenant, site_id=other.site.id), "PUMP", now=NOW)


def test_code_is_taken_once(tenant):
    """Two assets of a site never share a code."""
    create_asset(new(tenant), "PUMP", now=NOW)

    with pytest.raises(TakenError, match="has an asset N1 already"):
        create_asset(new(tenant), "PUMP", now=NOW)


@pytest.mark.parametrize("type_code", ["FAX", "WORKING"])
def test_type_must_be_one(tenant, type_code):
    """A code of no list, or of another one, is no type."""
    with pytest.raises(TypeAssist.DoesNotExist):
        create_asset(new(tenant), type_code, now=NOW)


@pytest.mark.parametrize("before", ["WORKING", "STANDBY", "MAINTENANCE"])
@pytest.mark.parametrize("after", Status)
def test_status(tenant, before, after):
    """What is not scrapped goes anywhere but to where it is, and the log says so."""
    asset = make_asset(tenant, before)
    if before == after:
        with pytest.raises(TransitionError, match=f"is {before}; it cannot become {after}"):
            set_status(tenant.id, asset.id, after, now=NOW)
    else:
        set_status(tenant.id, asset.id, after, now=NOW, by=tenant.guard.id)
        asset.refresh_from_db()
        assert (asset.status.tacode, asset.modifiedon) == (after, NOW)
        assert log_of(asset) == [(before, after, tenant.guard.id, NOW)]


@pytest.mark.parametrize("after", Status)
def test_scrapped_is_the_end(tenant, after):
    """Nothing comes back from the scrap heap."""
    with pytest.raises(TransitionError):
        set_status(tenant.id, make_asset(tenant, "SCRAPPED").id, after, now=NOW)


def test_status_takes_four_statements(tenant, django_assert_num_queries):
    """The asset, the code, the update, the log; and a savepoint."""
    asset = make_asset(tenant)
    with django_assert_num_queries(4 + 2):
        set_status(tenant.id, asset.id, Status.STANDBY, now=NOW)


def test_statuses_in_bulk(tenant, django_assert_num_queries):
    """One UPDATE and one INSERT, however many; what is there already or scrapped stays."""
    assets = [
        make_asset(tenant, status) for status in ("WORKING", "STANDBY", "MAINTENANCE", "SCRAPPED")
    ]
    with django_assert_num_queries(4 + 2):
        went = set_statuses(tenant.id, [a.id for a in assets], Status.STANDBY, now=NOW)
    for asset in assets:
        asset.refresh_from_db()

    assert went == 2
    assert [asset.status.tacode for asset in assets] == ["STANDBY"] * 3 + ["SCRAPPED"]
    assert [log_of(asset) for asset in assets] == [
        [("WORKING", "STANDBY", None, NOW)],
        [],
        [("MAINTENANCE", "STANDBY", None, NOW)],
        [],
    ]


def test_statuses_in_bulk_of_another_client(tenant, other):
    """One foreign asset among them, and nothing is written."""
    mine, theirs = make_asset(tenant), make_asset(other)

    with pytest.raises(Asset.DoesNotExist, match=f"has no assets \\[{theirs.id}\\]"):
        set_statuses(tenant.id, [mine.id, theirs.id], Status.STANDBY, now=NOW)
    assert log_of(mine) == []


def test_nothing_to_do_in_bulk(tenant):
    """No assets, no writes."""
    assert set_statuses(tenant.id, [], Status.STANDBY, now=NOW) == 0


def test_move_leaves_location_and_parent_behind(tenant):
    """At the new site the old location and the old whole mean nothing."""
    whole = make_asset(tenant)
    asset = make_asset(tenant, location=make_location(tenant, "Roof"), parent=whole)
    far = tenant.make_site("far away")
    move_asset(tenant.id, asset.id, far.id, now=NOW)
    asset.refresh_from_db()

    assert (asset.site, asset.location, asset.parent, asset.modifiedon) == (far, None, None, NOW)


def test_move_to_where_the_code_is_taken(tenant):
    """Neither there nor to where it is can an asset move whose code is taken."""
    asset = make_asset(tenant)
    far = tenant.make_site("far away")
    make_asset(tenant, site=far, assetcode=asset.assetcode)

    for site in (far, tenant.site):
        with pytest.raises(TakenError):
            move_asset(tenant.id, asset.id, site.id, now=NOW)


def test_move_within_the_client_only(tenant, other):
    """Another client's site is none."""
    with pytest.raises(Bt.DoesNotExist):
        move_asset(tenant.id, make_asset(tenant).id, other.site.id, now=NOW)


def test_maintenance_that_is_done(tenant, django_assert_num_queries):
    """Only assets of the site, in maintenance, about which no ticket is open, work again."""
    free, asked_for, closed, deleted = (make_asset(tenant, "MAINTENANCE") for _ in range(4))
    make_asset(tenant, "STANDBY")
    make_asset(tenant, "MAINTENANCE", site=tenant.make_site("far away"))
    tenant.make_ticket(asset=asked_for)
    tenant.make_ticket(TicketStatus.CLOSED, asset=closed)
    tenant.make_ticket(asset=deleted, enable=False)
    with django_assert_num_queries(4 + 2):
        working = close_maintenance(tenant.id, tenant.site.id, now=NOW)

    assert working == 3
    assert [log_of(asset) for asset in (free, asked_for, closed)] == [
        [("MAINTENANCE", "WORKING", None, NOW)],
        [],
        [("MAINTENANCE", "WORKING", None, NOW)],
    ]


def test_maintenance_of_another_client(tenant, other):
    """Under another client's address nothing is closed."""
    make_asset(other, "MAINTENANCE")

    assert close_maintenance(tenant.id, other.site.id, now=NOW) == 0


def test_shared_type_is_not_a_clients_to_rename(tenant):
    """A client renames its own types, nobody's those that all share."""
    with pytest.raises(TypeAssist.DoesNotExist):
        rename_type(tenant.id, "PUMP", "Ours", now=NOW)

    assert rename_type(None, "PUMP", "Everybody's", now=NOW).taname == "Everybody's"


@pytest.mark.parametrize(
    "write",
    [
        lambda client_id, asset: set_status(client_id, asset.id, Status.STANDBY, now=NOW),
        lambda client_id, asset: move_asset(client_id, asset.id, 0, now=NOW),
        lambda client_id, asset: disable_asset(client_id, asset.id, now=NOW),
    ],
    ids=["status", "move", "disable"],
)
def test_asset_of_another_client_is_not_found(tenant, other, write):
    """Nobody writes to another client's asset."""
    with pytest.raises(Asset.DoesNotExist):
        write(tenant.id, make_asset(other))


def test_location_of_another_client_is_not_found(tenant, other):
    """Nobody renames another client's location."""
    with pytest.raises(Location.DoesNotExist):
        rename_location(tenant.id, make_location(other, "Roof").id, "Ours", now=NOW)
