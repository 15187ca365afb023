"""Which cached parts of the business tree a saved or deleted row makes untrue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from facility.core.cache_tags import CHANGED, bump
from facility.onboarding.models import Bt, TypeAssist
from facility.onboarding.tags import belonging_tags, tree_tags
from facility.peoples.models import People, Pgbelonging, Pgroup

if TYPE_CHECKING:
    from collections.abc import Collection


@receiver(CHANGED, sender=Bt)
def business_unit_changed(
    instance: Bt,
    created: bool = True,
    update_fields: Collection[str] | None = None,
    **_: object,
) -> None:
    """The client's trees; everybody's, if a saved node may have been another client's before.

    Which client that was is not known any more. A node that is new or deleted was nobody else's.
    """
    written = {"client"} if update_fields is None else set(update_fields)
    moved = not created and not written.isdisjoint({"client", "client_id"})
    bump(tree_tags(None if moved else instance.client_id or instance.id))


@receiver(CHANGED, sender=TypeAssist)
def kind_changed(instance: TypeAssist, **_: object) -> None:
    """The kinds of nodes; a shared code stands in everybody's trees."""
    bump(tree_tags(instance.client_id))


@receiver(CHANGED, sender=People)
def person_changed(instance: People, **_: object) -> None:
    """The person's own sites."""
    bump(belonging_tags(instance.client_id, instance.id))


@receiver(CHANGED, sender=Pgroup)
def group_changed(instance: Pgroup, **_: object) -> None:
    """The sites of whoever is in the group."""
    bump(belonging_tags(instance.client_id, None))


@receiver(CHANGED, sender=Pgbelonging)
def belonging_changed(instance: Pgbelonging, **_: object) -> None:
    """The sites of all people: whose they were before it was saved is not known any more."""
    bump(belonging_tags(instance.client_id, None))
