"""Which cached lists of tickets a saved or deleted row makes untrue."""

from __future__ import annotations

from django.dispatch import receiver

from facility.core.cache_tags import CHANGED, bump
from facility.onboarding.models import Bt, TypeAssist
from facility.peoples.models import People
from facility.y_helpdesk.models import EscalationMatrix, Ticket
from facility.y_helpdesk.tags import setup_tags, ticket_tags


@receiver(CHANGED, sender=Ticket)
def ticket_changed(instance: Ticket, **_: object) -> None:
    """The lists that the ticket stands in."""
    bump(ticket_tags(instance.client_id, instance.site_id))


@receiver(CHANGED, sender=EscalationMatrix)
def matrix_changed(instance: EscalationMatrix, **_: object) -> None:
    """The lists of the client."""
    bump(setup_tags(instance.client_id))


@receiver(CHANGED, sender=Bt)
def business_unit_changed(instance: Bt, **_: object) -> None:
    """A site's name in the client's lists."""
    bump(setup_tags(instance.client_id or instance.id))


@receiver(CHANGED, sender=People)
def person_changed(instance: People, **_: object) -> None:
    """An assignee's name in the client's lists."""
    bump(setup_tags(instance.client_id))


@receiver(CHANGED, sender=TypeAssist)
def code_changed(instance: TypeAssist, **_: object) -> None:
    """Statuses and categories in lists; a shared code stands in everybody's."""
    bump(setup_tags(instance.client_id))
