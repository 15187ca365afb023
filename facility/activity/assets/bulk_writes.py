"""What is done to many assets at once; as it sends no signals the tags are bumped here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from facility.activity.assets.statuses import STATUS_LIST, Status
from facility.activity.assets.tags import asset_tags
from facility.activity.models import Asset, AssetLog
from facility.core.cache_tags import bump
from facility.onboarding.codes import find_code
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.statuses import OPEN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


@transaction.atomic
def set_statuses(
    client_id: int,
    ids: Collection[int],
    status: Status,
    *,
    now: datetime,
    by: int | None = None,
) -> int:
    """Let assets go to another status, and note it in their logs; returns how many went.

    Those that are in that status already, or scrapped, are left alone. Four statements.

    Raises:
        Asset.DoesNotExist: the client lacks one of them.
    """
    found = list(
        Asset.objects.select_related("status")
        .select_for_update(of=("self",))
        .only("site", "status__tacode")
        .filter(id__in=ids, client=client_id, enable=True)
        .order_by("id")
    )
    if missing := set(ids) - {asset.id for asset in found}:
        raise Asset.DoesNotExist(f"client {client_id} has no assets {sorted(missing)}")
    going = [asset for asset in found if asset.status.tacode not in (status, Status.SCRAPPED)]
    _go(client_id, going, status, now=now, by=by)
    return len(going)


@transaction.atomic
def close_maintenance(client_id: int, site_id: int, *, now: datetime, by: int | None = None) -> int:
    """Let all assets of a site whose maintenance is done work again; returns how many.

    It is done when no ticket about the asset is open any more. Four statements.
    """
    asked_for = Ticket.objects.filter(
        asset=OuterRef("id"), enable=True, status__tacode__in=OPEN_STATUSES
    )
    done = list(
        Asset.objects.select_for_update(of=("self",))
        .only("site", "status")
        .filter(
            ~Exists(asked_for),
            client=client_id,
            site=site_id,
            enable=True,
            status__tacode=Status.MAINTENANCE,
        )
        .order_by("id")
    )
    _go(client_id, done, Status.WORKING, now=now, by=by)
    return len(done)


def _go(
    client_id: int, assets: Sequence[Asset], status: Status, *, now: datetime, by: int | None
) -> None:
    """One UPDATE for all assets and one INSERT for all entries of their logs."""
    code = find_code(client_id, STATUS_LIST, status)
    AssetLog.objects.bulk_create(
        AssetLog(
            client_id=client_id,
            asset=asset,
            old_id=asset.status_id,
            new=code,
            at=now,
            people_id=by,
            createdon=now,
            modifiedon=now,
        )
        for asset in assets
    )
    Asset.objects.filter(id__in=[asset.id for asset in assets]).update(
        status=code, modifiedon=now, modifiedby=by
    )
    bump(tag for asset in assets for tag in asset_tags(client_id, asset.site_id))
