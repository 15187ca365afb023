"""Which cached answers about assets a saved or deleted row makes untrue."""

from __future__ import annotations

from django.dispatch import receiver

from facility.activity.assets.tags import asset_tags, setup_tags
from facility.activity.models import Asset, AssetLog, Location
from facility.core.cache_tags import CHANGED, bump
from facility.onboarding.models import Bt, TypeAssist


@receiver(CHANGED, sender=Asset)
def asset_changed(instance: Asset, **_: object) -> None:
    """The answers that the asset stands in."""
    bump(asset_tags(instance.client_id, instance.site_id))


@receiver(CHANGED, sender=AssetLog)
def history_changed(instance: AssetLog, **_: object) -> None:
    """How long the asset stood still."""
    bump(asset_tags(instance.client_id, instance.asset.site_id))


@receiver(CHANGED, sender=Location)
def location_changed(instance: Location, **_: object) -> None:
    """The location's name in the list of its site."""
    bump([f"ast:site:{instance.site_id}"])


@receiver(CHANGED, sender=Bt)
def site_changed(instance: Bt, **_: object) -> None:
    """The site's name in the client's lists and above its own."""
    bump(asset_tags(instance.client_id or instance.id, instance.id))


@receiver(CHANGED, sender=TypeAssist)
def code_changed(instance: TypeAssist, **_: object) -> None:
    """Types, statuses and brands; a shared code stands in everybody's lists."""
    bump(setup_tags(instance.client_id))
