"""What people do to single tickets. All take ``now``; ``by`` is the id of the acting person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from facility.onboarding.codes import find_code, rename_code
from facility.onboarding.models import Bt
from facility.peoples.models import People
from facility.y_helpdesk.logbook import note
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.statuses import CATEGORY_LIST, NEXT, STATUS_LIST, Status

if TYPE_CHECKING:
    from datetime import datetime

    from facility.onboarding.models import TypeAssist


class TransitionError(ValueError):
    """A ticket cannot go from its status to the one asked for."""


class TakenError(ValueError):
    """There is a ticket of the number already."""


@transaction.atomic
def create_ticket(ticket: Ticket, *, now: datetime, by: int | None = None) -> Ticket:
    """Raise a ticket at a site of its client: it begins as NEW. Four statements.

    Raises:
        Bt.DoesNotExist: the client has no such site.
        TakenError: there is a ticket of this number.
    """
    ticket.site = Bt.objects.only("id").get(id=ticket.site_id, client=ticket.client_id, enable=True)
    # Asked beforehand for the sake of the message; the unique index is what keeps them apart.
    if Ticket.objects.filter(ticketno=ticket.ticketno).exists():
        raise TakenError(f"there is a ticket {ticket.ticketno} already")
    ticket.status = find_code(ticket.client_id, STATUS_LIST, Status.NEW)
    ticket.createdon = now
    ticket.createdby_id = by
    note(ticket, "created", now=now, by=by)
    ticket.save(force_insert=True)
    return ticket


@transaction.atomic
def assign_ticket(
    client_id: int, ticket_id: int, people_id: int, *, now: datetime, by: int | None = None
) -> Ticket:
    """Give a ticket to a person of the same client. Three statements.

    Raises:
        Ticket.DoesNotExist: the client has no such ticket.
        People.DoesNotExist: the client has no such person.
    """
    ticket = _locked(client_id, ticket_id)
    person = People.objects.only("peoplename").get(id=people_id, client=client_id, enable=True)
    ticket.assignedto = person
    ticket.assignedtogroup = None
    note(ticket, f"assigned to {person.peoplename}", now=now, by=by)
    _save(ticket, "assignedto", "assignedtogroup")
    return ticket


@transaction.atomic
def set_ticket_status(
    client_id: int, ticket_id: int, status: Status, *, now: datetime, by: int | None = None
) -> Ticket:
    """Move a ticket along its life. Three statements.

    Raises:
        Ticket.DoesNotExist: the client has no such ticket.
        TransitionError: its status does not lead there.
    """
    ticket = _locked(client_id, ticket_id)
    current = Status(ticket.status.tacode)
    if status not in NEXT[current]:
        raise TransitionError(f"ticket {ticket.ticketno} is {current}; it cannot become {status}")
    ticket.status = find_code(client_id, STATUS_LIST, status)
    if status is Status.RESOLVED:
        ticket.resolvedon = now
    elif status is Status.OPEN:
        ticket.resolvedon = None
    elif status in {Status.CLOSED, Status.CANCELLED}:
        ticket.closedon = now
    note(ticket, f"{current} to {status}", now=now, by=by)
    _save(ticket, "status", "resolvedon", "closedon")
    return ticket


@transaction.atomic
def disable_ticket(
    client_id: int, ticket_id: int, *, now: datetime, by: int | None = None
) -> Ticket:
    """Take a ticket out of every list; rows are kept. Two statements.

    Raises:
        Ticket.DoesNotExist: the client has no such ticket.
    """
    ticket = _locked(client_id, ticket_id)
    ticket.enable = False
    note(ticket, "deleted", now=now, by=by)
    _save(ticket, "enable")
    return ticket


def rename_category(client_id: int | None, code: str, name: str, *, now: datetime) -> TypeAssist:
    """Give a client's own category another name, or with no client a shared one. Two statements.

    Raises:
        TypeAssist.DoesNotExist: the client has no such category of its own.
    """
    return rename_code(client_id, CATEGORY_LIST, code, name, now=now)


def _locked(client_id: int, ticket_id: int) -> Ticket:
    return (
        Ticket.objects.select_related("status")
        .select_for_update(of=("self",))
        .get(id=ticket_id, client=client_id, enable=True)
    )


def _save(ticket: Ticket, *fields: str) -> None:
    ticket.save(update_fields=[*fields, "ticketlog", "modifiedon", "modifiedby"])
