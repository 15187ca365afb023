"""Which cached capabilities a saved or deleted row makes untrue."""

from __future__ import annotations

from django.dispatch import receiver

from facility.core.cache_tags import CHANGED, bump
from facility.core.models import Capability
from facility.onboarding.models import Bt
from facility.peoples.models import People


@receiver(CHANGED, sender=Capability)
def capability_changed(**_: object) -> None:
    """Every tree: the client, the code or the menu it had before is not known any more."""
    bump(["cap"])


@receiver(CHANGED, sender=Bt)
def client_changed(instance: Bt, **_: object) -> None:
    """The list of capabilities that a client bought."""
    bump([f"cap:client:{instance.client_id or instance.id}"])


@receiver(CHANGED, sender=People)
def person_changed(instance: People, **_: object) -> None:
    """The person's own capabilities."""
    bump([f"usr:{instance.id}"])
