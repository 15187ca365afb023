"""What people do to single assets. All take ``now``; ``by`` is the id of the acting person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from facility.activity.assets.statuses import STATUS_LIST, TYPE_LIST, Status
from facility.activity.assets.tags import asset_tags
from facility.activity.models import Asset, AssetLog, Location
from facility.core.cache_tags import bump
from facility.onboarding.codes import find_code, rename_code
from facility.onboarding.models import Bt

if TYPE_CHECKING:
    from datetime import datetime

    from facility.onboarding.models import TypeAssist


class TransitionError(ValueError):
    """An asset cannot go from its status to the one asked for."""


class TakenError(ValueError):
    """A site has an asset of the code already."""


@transaction.atomic
def create_asset(asset: Asset, type_code: str, *, now: datetime, by: int | None = None) -> Asset:
    """Record a new asset of a type: it begins as WORKING. Six statements, seven with a location.

    Raises:
        Bt.DoesNotExist: the client has no such site.
        Location.DoesNotExist: the site has no such location.
        TypeAssist.DoesNotExist: there is no such type.
        TakenError: the site has an asset of this code.
    """
    client_id, site_id = asset.client_id, asset.site_id
    asset.site = Bt.objects.only("id").get(id=site_id, client=client_id, enable=True)
    if asset.location_id is not None:
        asset.location = Location.objects.only("id").get(id=asset.location_id, site=site_id)
    _refuse_taken(site_id, asset.assetcode)
    asset.assettype = find_code(client_id, TYPE_LIST, type_code)
    asset.status = find_code(client_id, STATUS_LIST, Status.WORKING)
    asset.createdon = now
    asset.createdby_id = by
    _stamp(asset, now, by)
    asset.save(force_insert=True)
    _note(asset, None, now=now, by=by)
    return asset


@transaction.atomic
def set_status(
    client_id: int, asset_id: int, status: Status, *, now: datetime, by: int | None = None
) -> Asset:
    """Let an asset go to another status, and note it in its log. Four statements.

    Raises:
        Asset.DoesNotExist: the client has no such asset.
        TransitionError: it is in that status, or scrapped.
    """
    asset = (
        Asset.objects.select_related("status")
        .select_for_update(of=("self",))
        .get(id=asset_id, client=client_id, enable=True)
    )
    before = asset.status
    if before.tacode in (status, Status.SCRAPPED):
        raise TransitionError(
            f"asset {asset.assetcode} is {before.tacode}; it cannot become {status}"
        )
    asset.status = find_code(client_id, STATUS_LIST, status)
    _stamp(asset, now, by)
    asset.save(update_fields=["status", "modifiedon", "modifiedby"])
    _note(asset, before, now=now, by=by)
    return asset


@transaction.atomic
def move_asset(
    client_id: int, asset_id: int, site_id: int, *, now: datetime, by: int | None = None
) -> Asset:
    """Take an asset to another site, out of its location and of what it was a part of.

    Four statements.

    Raises:
        Asset.DoesNotExist: the client has no such asset.
        Bt.DoesNotExist: the client has no such site.
        TakenError: the new site has an asset of the same code.
    """
    asset = _locked(client_id, asset_id)
    site = Bt.objects.only("id").get(id=site_id, client=client_id, enable=True)
    _refuse_taken(site_id, asset.assetcode)
    # Saving bumps the tags of the new site; only here the old one is known.
    bump(asset_tags(client_id, asset.site_id))
    asset.site = site
    asset.location = None
    asset.parent = None
    _stamp(asset, now, by)
    asset.save(update_fields=["site", "location", "parent", "modifiedon", "modifiedby"])
    return asset


@transaction.atomic
def disable_asset(client_id: int, asset_id: int, *, now: datetime, by: int | None = None) -> Asset:
    """Take an asset out of every list; rows are kept. Two statements.

    Raises:
        Asset.DoesNotExist: the client has no such asset.
    """
    asset = _locked(client_id, asset_id)
    asset.enable = False
    _stamp(asset, now, by)
    asset.save(update_fields=["enable", "modifiedon", "modifiedby"])
    return asset


@transaction.atomic
def rename_location(
    client_id: int, location_id: int, locname: str, *, now: datetime, by: int | None = None
) -> Location:
    """Give a location another name. Two statements.

    Raises:
        Location.DoesNotExist: the client has no such location.
    """
    location = Location.objects.select_for_update().get(id=location_id, client=client_id)
    location.locname = locname
    _stamp(location, now, by)
    location.save(update_fields=["locname", "modifiedon", "modifiedby"])
    return location


def rename_type(client_id: int | None, code: str, name: str, *, now: datetime) -> TypeAssist:
    """Give a client's own type another name, or with no client a shared one. Two statements.

    Raises:
        TypeAssist.DoesNotExist: the client has no such type of its own.
    """
    return rename_code(client_id, TYPE_LIST, code, name, now=now)


def _locked(client_id: int, asset_id: int) -> Asset:
    return Asset.objects.select_for_update().get(id=asset_id, client=client_id, enable=True)


def _refuse_taken(site_id: int, assetcode: str) -> None:
    """Ask beforehand for the sake of the message; the unique index is what keeps them apart."""
    if Asset.objects.filter(site=site_id, assetcode=assetcode).exists():
        raise TakenError(f"site {site_id} has an asset {assetcode} already")


def _stamp(row: Asset | Location, now: datetime, by: int | None) -> None:
    row.modifiedon = now
    row.modifiedby_id = by


def _note(asset: Asset, before: TypeAssist | None, *, now: datetime, by: int | None) -> None:
    AssetLog.objects.create(
        client_id=asset.client_id,
        asset=asset,
        old=before,
        new=asset.status,
        at=now,
        people_id=by,
        createdon=now,
        modifiedon=now,
    )
