"""Which cached results a saved or deleted row makes untrue.

Signals are sent by ``save()`` and ``delete()`` only: functions that write by ``update()`` or in
bulk bump their tags themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from facility.core.cache_tags import bump
from facility.core.models import Capability
from facility.onboarding.models import Bt, TypeAssist
from facility.peoples.models import People
from facility.y_helpdesk.invalidation import setup_tags, ticket_tags
from facility.y_helpdesk.models import EscalationMatrix, Ticket

if TYPE_CHECKING:
    from collections.abc import Callable

Row = TypeVar("Row", bound=Model)


def capability_changed(instance: Capability) -> tuple[str, ...]:
    """Every tree: the client, the code or the menu it had before is not known any more."""
    del instance
    return ("cap",)


def business_unit_changed(instance: Bt) -> tuple[str, ...]:
    """A client's list of capabilities, and a site's name in the client's lists of tickets."""
    client_id = instance.client_id or instance.id
    return (f"cap:client:{client_id}", *setup_tags(client_id))


def person_changed(instance: People) -> tuple[str, ...]:
    """The person's own capabilities, and the name in the client's lists of tickets."""
    return (f"usr:{instance.id}", *setup_tags(instance.client_id))


def code_changed(instance: TypeAssist) -> tuple[str, ...]:
    """Statuses and categories in lists of tickets; a shared code stands in everybody's."""
    return setup_tags(instance.client_id)


def ticket_changed(instance: Ticket) -> tuple[str, ...]:
    """The lists that the ticket stands in."""
    return ticket_tags(instance.client_id, instance.site_id)


def matrix_changed(instance: EscalationMatrix) -> tuple[str, ...]:
    """The lists of the client."""
    return setup_tags(instance.client_id)


def connect() -> None:
    """Bump the tags of every row that is saved or deleted from now on."""
    _on_change(Capability, capability_changed)
    _on_change(Bt, business_unit_changed)
    _on_change(People, person_changed)
    _on_change(TypeAssist, code_changed)
    _on_change(Ticket, ticket_changed)
    _on_change(EscalationMatrix, matrix_changed)


def _on_change(model: type[Row], tags_of: Callable[[Row], tuple[str, ...]]) -> None:
    def receive(*, instance: Row, **_: object) -> None:
        bump(tags_of(instance))

    for signal in (post_save, post_delete):
        signal.connect(receive, sender=model, weak=False, dispatch_uid=f"cache:{model.__name__}")
