"""Changes of capabilities; those that send no signal bump their tags themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from facility.core.cache_tags import bump
from facility.core.models import Capability

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime


def capability_tags(client_id: int | None) -> tuple[str, ...]:
    """What changes with a capability: its client's trees, or, if it is shared, every tree."""
    return ("cap",) if client_id is None else (f"cap:client:{client_id}",)


@transaction.atomic
def rename_capability(
    client_id: int | None, capability_id: int, name: str, *, now: datetime
) -> Capability:
    """Give a client's own capability another name, or with no client a shared one.

    Raises:
        Capability.DoesNotExist: the client has no such capability of its own.
    """
    capability = Capability.objects.select_for_update().get(id=capability_id, client=client_id)
    capability.capsname = name
    capability.modifiedon = now
    capability.save(update_fields=["capsname", "modifiedon"])
    return capability


@transaction.atomic
def set_capabilities_enabled(ids: Collection[int], *, enable: bool, now: datetime) -> int:
    """Enable or disable capabilities in one UPDATE; returns how many there were."""
    _bump_owners(ids)
    return Capability.objects.filter(id__in=ids).update(enable=enable, modifiedon=now)


@transaction.atomic
def move_capabilities(ids: Collection[int], *, parent_id: int | None, now: datetime) -> int:
    """Hang capabilities, with all below them, under another menu; returns how many there were."""
    _bump_owners(ids)
    return Capability.objects.filter(id__in=ids).update(parent_id=parent_id, modifiedon=now)


@transaction.atomic
def create_capabilities(capabilities: Iterable[Capability]) -> list[Capability]:
    """Insert many capabilities in one statement."""
    created = Capability.objects.bulk_create(capabilities)
    bump(tag for capability in created for tag in capability_tags(capability.client_id))
    return created


def _bump_owners(ids: Collection[int]) -> None:
    owners = Capability.objects.filter(id__in=ids).order_by().values_list("client_id", flat=True)
    bump(tag for client_id in owners.distinct() for tag in capability_tags(client_id))
