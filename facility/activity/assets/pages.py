"""Lists of assets: those of a site, a page at a time by key, and the critical ones that fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from facility.activity.assets.statuses import Status
from facility.activity.assets.tags import answer_tags
from facility.activity.models import Asset
from facility.core.cache_manager import cached
from facility.core.cursors import cut
from facility.onboarding.models import Bt

if TYPE_CHECKING:
    from facility.core.cursors import AfterCode

#: Rows of a page.
PAGE_SIZE = 50

#: Rows of the list of critical assets.
CRITICAL_SHOWN = 100

TTL_S = 600

Page = dict[str, Any]


@cached(prefix="ast", ttl_s=TTL_S, tags=answer_tags)
def site_assets(
    client_id: int, site_id: int, after: AfterCode | None = None, status: str | None = None
) -> Page:
    """``{"assets": [...], "next": AfterCode or None}`` of a site, by code. One query."""
    assets = (
        Asset.objects.filter(client=client_id, site=site_id, enable=True)
        .select_related("assettype", "status", "location", "brand")
        .only(
            "assetcode",
            "assetname",
            "iscritical",
            "assettype__taname",
            "status__tacode",
            "location__locname",
            "brand__taname",
        )
        .order_by("assetcode", "id")
    )
    if status is not None:
        assets = assets.filter(status__tacode=status)
    if after is not None:
        # The first condition alone bounds the codes; an OR of the two would not.
        assetcode, asset_id = after
        assets = assets.filter(
            Q(assetcode__gt=assetcode) | Q(id__gt=asset_id), assetcode__gte=assetcode
        )
    rows = list(assets[: PAGE_SIZE + 1])
    shown, following = cut(rows, PAGE_SIZE, lambda asset: (asset.assetcode, asset.id))
    return {"assets": [_row(asset) for asset in shown], "next": following}


@cached(prefix="ast", ttl_s=TTL_S, tags=answer_tags)
def site_name(client_id: int, site_id: int) -> str:
    """The name of a site of the client. One query.

    Raises:
        Bt.DoesNotExist: the client has no such site.
    """
    return Bt.objects.values_list("buname", flat=True).get(id=site_id, client=client_id)


@cached(prefix="ast", ttl_s=TTL_S, tags=answer_tags)
def critical_not_working(client_id: int) -> list[dict[str, Any]]:
    """A client's critical assets that are neither at work nor scrapped, by site. One query."""
    assets = (
        Asset.objects.filter(client=client_id, enable=True, iscritical=True)
        .exclude(status__tacode__in=(Status.WORKING, Status.SCRAPPED))
        .select_related("site", "status")
        .only("assetcode", "assetname", "site__buname", "status__tacode")
        .order_by("site__buname", "assetcode", "id")
    )
    return [
        {
            "id": asset.id,
            "assetcode": asset.assetcode,
            "assetname": asset.assetname,
            "site_id": asset.site_id,
            "site": asset.site.buname,
            "status": asset.status.tacode,
        }
        for asset in assets[:CRITICAL_SHOWN]
    ]


def _row(asset: Asset) -> dict[str, Any]:
    return {
        "id": asset.id,
        "assetcode": asset.assetcode,
        "assetname": asset.assetname,
        "iscritical": asset.iscritical,
        "type": asset.assettype.taname if asset.assettype else None,
        "status": asset.status.tacode,
        "location": asset.location.locname if asset.location else None,
        "brand": asset.brand.taname if asset.brand else None,
    }
