"""One asset with everything about it. Not cached: it is read to be acted on."""

from __future__ import annotations

from typing import Any

from facility.activity.models import Asset, AssetLog

#: What is shown of the asset as it is.
OWN = ("id", "assetcode", "assetname", "iscritical", "identifier", "site_id", "createdon")

#: What is shown of the rows it refers to; their other columns are not fetched.
RELATED = (
    "site__buname",
    "assettype__taname",
    "status__tacode",
    "category__taname",
    "brand__taname",
    "location__locname",
    "parent__assetname",
)

#: Entries of the log that are shown, the newest ones.
LOG_SHOWN = 100


def asset_detail(client_id: int, asset_id: int) -> dict[str, Any]:
    """An asset of a client, with its log, newest first. Two queries.

    Raises:
        Asset.DoesNotExist: the client has no such asset.
    """
    asset = (
        Asset.objects.select_related(*(name.partition("__")[0] for name in RELATED))
        .only(*OWN, *RELATED)
        .get(id=asset_id, client=client_id, enable=True)
    )
    changes = (
        AssetLog.objects.filter(asset=asset)
        .order_by("-at", "-id")
        .values_list("at", "old__tacode", "new__tacode", "people__peoplename")
    )
    return {name: getattr(asset, name) for name in OWN} | {
        "site": asset.site.buname,
        "type": asset.assettype.taname if asset.assettype else None,
        "status": asset.status.tacode,
        "category": asset.category.taname if asset.category else None,
        "brand": asset.brand.taname if asset.brand else None,
        "location": asset.location.locname if asset.location else None,
        "parent": asset.parent.assetname if asset.parent else None,
        "log": [
            {"at": at, "old": old, "new": new, "who": who}
            for at, old, new, who in changes[:LOG_SHOWN]
        ],
    }
