"""Assets of small tenants, and what happened to them."""

from __future__ import annotations

import itertools

from facility.activity.models import Asset, AssetLog, Location

_NUMBERS = itertools.count(1)


def make_asset(tenant, status="WORKING", **fields):
    """A pump at the client's site, unless ``fields`` say otherwise."""
    number = next(_NUMBERS)
    given = {
        "assetcode": f"A{number:04d}",
        "assetname": f"{tenant.client.buname} pump {number}",
        "site": tenant.site,
        "assettype": tenant.codes["PUMP"],
        **fields,
    }
    return Asset.objects.create(client=tenant.client, status=tenant.codes[status], **given)


def make_location(tenant, name, site=None):
    """A location within the client's site, or within another one."""
    return Location.objects.create(
        loccode=name, locname=name, client=tenant.client, site=site or tenant.site
    )


def change(tenant, asset, at, old, new, **fields):
    """An entry of an asset's log, made by hand; ``old`` may be None."""
    return AssetLog.objects.create(
        client=tenant.client,
        asset=asset,
        old=old and tenant.codes[old],
        new=tenant.codes[new],
        at=at,
        **fields,
    )
