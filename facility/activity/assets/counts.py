"""How many assets there are, by status and by type; the database counts."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F

from facility.activity.assets.pages import TTL_S
from facility.activity.assets.tags import answer_tags
from facility.activity.models import Asset
from facility.core.cache_manager import cached

if TYPE_CHECKING:
    from django.db.models import QuerySet


@cached(prefix="ast", ttl_s=TTL_S, tags=answer_tags)
def status_counts(client_id: int) -> dict[str, int]:
    """Number of a client's assets by status code; a status without assets is left out."""
    return _by_status(Asset.objects.filter(client=client_id, enable=True))


@cached(prefix="ast", ttl_s=TTL_S, tags=answer_tags)
def status_counts_of_site(client_id: int, site_id: int) -> dict[str, int]:
    """Number of a site's assets by status code; a status without assets is left out."""
    return _by_status(Asset.objects.filter(client=client_id, site=site_id, enable=True))


@cached(prefix="ast", ttl_s=TTL_S, tags=answer_tags)
def counts_by_type(client_id: int, site_id: int | None = None) -> list[dict[str, Any]]:
    """``{"type": name or None, "counts": {status code: number}}`` for each type, by name.

    Of a client, or of one of its sites.
    """
    assets = Asset.objects.filter(client=client_id, enable=True)
    if site_id is not None:
        assets = assets.filter(site=site_id)
    counted = (
        assets.values("assettype", name=F("assettype__taname"), code=F("status__tacode"))
        .annotate(assets=Count("id"))
        .order_by("name", "assettype", "code")
    )
    return [
        {"type": name, "counts": {row["code"]: row["assets"] for row in rows}}
        for (name, _), rows in groupby(counted, lambda row: (row["name"], row["assettype"]))
    ]


def _by_status(assets: QuerySet[Asset]) -> dict[str, int]:
    counted = (
        assets.values("status__tacode").annotate(assets=Count("id")).order_by("status__tacode")
    )
    return {row["status__tacode"]: row["assets"] for row in counted}
