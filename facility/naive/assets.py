"""Assets as they are listed, counted and timed before anybody measures it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from facility.activity.assets.statuses import Status
from facility.activity.models import Asset, AssetLog

if TYPE_CHECKING:
    from datetime import datetime

PAGE_SIZE = 50

_HOUR = timedelta(hours=1)


def site_assets(
    client_id: int, site_id: int, page: int = 1, status: str | None = None
) -> list[dict[str, Any]]:
    """A page by OFFSET: 1 + 4N queries, and all earlier rows are read again."""
    assets = Asset.objects.filter(client=client_id, site=site_id, enable=True)
    if status is not None:
        assets = assets.filter(status__tacode=status)
    first = (page - 1) * PAGE_SIZE
    return [
        {
            "id": asset.id,
            "assetcode": asset.assetcode,
            "assetname": asset.assetname,
            "iscritical": asset.iscritical,
            "type": asset.assettype.taname if asset.assettype else None,
            "status": asset.status.tacode,
            "location": asset.location.locname if asset.location else None,
            "brand": asset.brand.taname if asset.brand else None,
        }
        for asset in assets.order_by("assetcode", "id")[first : first + PAGE_SIZE]
    ]


def status_counts(client_id: int, site_id: int | None = None) -> dict[str, int]:
    """Counted in Python over all rows, each of which is asked for its status: 1 + N queries."""
    found: dict[str, int] = {}
    for asset in _assets(client_id, site_id):
        found[asset.status.tacode] = found.get(asset.status.tacode, 0) + 1
    return dict(sorted(found.items()))


def counts_by_type(client_id: int) -> list[dict[str, Any]]:
    """The same by type: 1 + 2N queries."""
    found: dict[str | None, dict[str, int]] = {}
    for asset in _assets(client_id):
        counts = found.setdefault(asset.assettype.taname if asset.assettype else None, {})
        counts[asset.status.tacode] = counts.get(asset.status.tacode, 0) + 1
    return [
        {"type": name, "counts": dict(sorted(found[name].items()))}
        for name in sorted(found, key=lambda name: (name is None, name or ""))
    ]


def asset_detail(client_id: int, asset_id: int) -> dict[str, Any]:
    """One asset; each name in it and each entry of its log is asked for by itself."""
    asset = Asset.objects.get(id=asset_id, client=client_id, enable=True)
    return {
        "id": asset.id,
        "assetcode": asset.assetcode,
        "assetname": asset.assetname,
        "iscritical": asset.iscritical,
        "identifier": asset.identifier,
        "site_id": asset.site_id,
        "createdon": asset.createdon,
        "site": asset.site.buname,
        "type": asset.assettype.taname if asset.assettype else None,
        "status": asset.status.tacode,
        "category": asset.category.taname if asset.category else None,
        "brand": asset.brand.taname if asset.brand else None,
        "location": asset.location.locname if asset.location else None,
        "parent": asset.parent.assetname if asset.parent else None,
        "log": [
            {
                "at": change.at,
                "old": change.old.tacode if change.old else None,
                "new": change.new.tacode,
                "who": change.people.peoplename if change.people else None,
            }
            for change in AssetLog.objects.filter(asset=asset).order_by("-at", "-id")
        ],
    }


def downtime(
    client_id: int, start: datetime, end: datetime, site_id: int | None = None
) -> list[dict[str, Any]]:
    """The log of each asset by itself, and each entry's statuses: 1 + N queries and more."""
    found = []
    for asset in _assets(client_id, site_id):
        hours = _still(asset, start, end) / _HOUR
        if hours:
            found.append(
                {
                    "id": asset.id,
                    "assetcode": asset.assetcode,
                    "assetname": asset.assetname,
                    "site_id": asset.site_id,
                    "site": asset.site.buname,
                    "hours": hours,
                }
            )
    return sorted(found, key=lambda row: (-row["hours"], row["assetcode"], row["id"]))


def critical_not_working(client_id: int) -> list[dict[str, Any]]:
    """All assets are read, to leave most of them out: 1 + 2N queries."""
    found = [
        {
            "id": asset.id,
            "assetcode": asset.assetcode,
            "assetname": asset.assetname,
            "site_id": asset.site_id,
            "site": asset.site.buname,
            "status": asset.status.tacode,
        }
        for asset in _assets(client_id)
        if asset.iscritical and asset.status.tacode not in {Status.WORKING, Status.SCRAPPED}
    ]
    return sorted(found, key=lambda row: (row["site"], row["assetcode"], row["id"]))


def _assets(client_id: int, site_id: int | None = None) -> list[Asset]:
    assets = Asset.objects.filter(client=client_id, enable=True)
    if site_id is not None:
        assets = assets.filter(site=site_id)
    return list(assets)


def _still(asset: Asset, start: datetime, end: datetime) -> timedelta:
    """How long the asset did not work."""
    changes = list(AssetLog.objects.filter(asset=asset).order_by("at", "id"))
    before = changes[0].old if changes else asset.status
    moments = [start, *(change.at for change in changes), end]
    statuses = [before, *(change.new for change in changes)]
    still = timedelta()
    for status, since, until in zip(statuses, moments[:-1], moments[1:], strict=True):
        if status is not None and status.tacode != Status.WORKING:
            still += max(min(until, end) - max(since, start), timedelta())
    return still
