"""Tickets as they are listed, counted, shown and escalated before anybody measures it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from facility.onboarding.models import TypeAssist
from facility.peoples.models import People
from facility.y_helpdesk.logbook import note
from facility.y_helpdesk.models import EscalationMatrix, Ticket
from facility.y_helpdesk.statuses import OPEN_STATUSES, STATUS_LIST

if TYPE_CHECKING:
    from datetime import datetime

PAGE_SIZE = 50

_UNITS = {
    "MINUTE": timedelta(minutes=1),
    "HOUR": timedelta(hours=1),
    "DAY": timedelta(days=1),
    "WEEK": timedelta(weeks=1),
}


def client_page(client_id: int, page: int = 1, status: str | None = None) -> list[dict[str, Any]]:
    """A page by OFFSET: 1 + 3N queries, and all newer rows are read again."""
    tickets = Ticket.objects.filter(client=client_id, enable=True)
    if status is not None:
        tickets = tickets.filter(status__tacode=status)
    first = (page - 1) * PAGE_SIZE
    return [
        {
            "id": ticket.id,
            "ticketno": ticket.ticketno,
            "ticketdesc": ticket.ticketdesc,
            "priority": ticket.priority,
            "level": ticket.level,
            "createdon": ticket.createdon,
            "status": ticket.status.tacode,
            "site": ticket.site.buname,
            "assignedto": ticket.assignedto.peoplename if ticket.assignedto else None,
        }
        for ticket in tickets.order_by("-createdon", "-id")[first : first + PAGE_SIZE]
    ]


def status_counts(client_id: int) -> dict[str, int]:
    """A query for each status."""
    counts: dict[str, int] = {}
    for status in TypeAssist.objects.filter(tatype__tacode=STATUS_LIST).order_by("tacode"):
        tickets = Ticket.objects.filter(client=client_id, enable=True, status=status).count()
        if tickets:
            counts[status.tacode] = counts.get(status.tacode, 0) + tickets
    return counts


def ticket_detail(client_id: int, ticket_id: int) -> dict[str, Any]:
    """One ticket; each name in it and each entry of its log is asked for by itself."""
    ticket = Ticket.objects.get(id=ticket_id, client=client_id, enable=True)
    return {
        "id": ticket.id,
        "ticketno": ticket.ticketno,
        "ticketdesc": ticket.ticketdesc,
        "priority": ticket.priority,
        "level": ticket.level,
        "isescalated": ticket.isescalated,
        "source": ticket.source,
        "comments": ticket.comments,
        "createdon": ticket.createdon,
        "resolvedon": ticket.resolvedon,
        "closedon": ticket.closedon,
        "status": ticket.status.tacode,
        "site": ticket.site.buname,
        "category": ticket.category.taname if ticket.category else None,
        "assignedto": ticket.assignedto.peoplename if ticket.assignedto else None,
        "assignedtogroup": ticket.assignedtogroup.groupname if ticket.assignedtogroup else None,
        "asset": ticket.asset.assetname if ticket.asset else None,
        "location": ticket.location.locname if ticket.location else None,
        "log": [{**entry, "who": _name(client_id, entry.get("who"))} for entry in ticket.ticketlog],
    }


def sweep(now: datetime, client_id: int | None = None) -> int:
    """Each ticket asks for its status, its client and its step, and is saved: 1 + 4N queries."""
    tickets = Ticket.objects.filter(enable=True, resolvedon=None)
    if client_id is not None:
        tickets = tickets.filter(client=client_id)
    climbed = 0
    for ticket in tickets.order_by("createdon", "id"):
        if ticket.status.tacode not in OPEN_STATUSES:
            continue
        step = EscalationMatrix.objects.filter(
            client=ticket.client, template=ticket.category_id, level=ticket.level + 1, enable=True
        ).first()
        if step is None:
            continue
        if ticket.createdon + step.frequencyvalue * _UNITS[step.frequency] >= now:
            continue
        ticket.level += 1
        ticket.isescalated = True
        if step.assignedperson_id is not None or step.assignedgroup_id is not None:
            ticket.assignedto_id = step.assignedperson_id
            ticket.assignedtogroup_id = step.assignedgroup_id
        note(ticket, f"escalated to level {ticket.level}", now=now)
        ticket.save()
        climbed += 1
    return climbed


def _name(client_id: int, who: int | None) -> str | None:
    if who is None:
        return None
    person = People.objects.filter(client=client_id, id=who).first()
    return person.peoplename if person else None
