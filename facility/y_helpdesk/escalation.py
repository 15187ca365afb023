"""The sweep that lets tickets climb: due is what was raised too long ago for its level.

A ticket at level n is due once ``createdon`` plus the matrix's time for level n + 1 lies before
``now``. The sweep reads what is due afresh each time, never from the cache, and locks it, so two
sweeps at once never raise the same ticket twice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from facility.core.cache_tags import bump
from facility.y_helpdesk.logbook import note
from facility.y_helpdesk.models import EscalationMatrix, Ticket
from facility.y_helpdesk.statuses import OPEN_STATUSES
from facility.y_helpdesk.tags import ticket_tags

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

#: Tickets written by one UPDATE.
BATCH_SIZE = 500

#: The columns that a step changes.
WRITTEN = (
    "level",
    "isescalated",
    "assignedto",
    "assignedtogroup",
    "ticketlog",
    "modifiedon",
    "modifiedby",
)

_UNITS = {
    EscalationMatrix.Frequency.MINUTE: timedelta(minutes=1),
    EscalationMatrix.Frequency.HOUR: timedelta(hours=1),
    EscalationMatrix.Frequency.DAY: timedelta(days=1),
    EscalationMatrix.Frequency.WEEK: timedelta(weeks=1),
}


class Step(NamedTuple):
    """A row of the matrix: how long after a ticket was raised, and to whom it goes then."""

    wait: timedelta
    person_id: int | None
    group_id: int | None


Matrix = dict[tuple[int, int, int], Step]


@transaction.atomic
def sweep(now: datetime, client_id: int | None = None) -> int:
    """Raise every due ticket by one level, of one client or of all; returns how many.

    Two queries, and one UPDATE for each batch.
    """
    due = list(_due(now, client_id))
    for ticket, step in due:
        _escalate(ticket, step, now)
    Ticket.objects.bulk_update([ticket for ticket, _ in due], WRITTEN, batch_size=BATCH_SIZE)
    bump(tag for ticket, _ in due for tag in ticket_tags(ticket.client_id, ticket.site_id))
    return len(due)


def _due(now: datetime, client_id: int | None) -> Iterator[tuple[Ticket, Step]]:
    matrix = _matrix(client_id)
    if not matrix:
        return
    soonest = min(step.wait for step in matrix.values())
    tickets = (
        Ticket.objects.filter(
            enable=True,
            resolvedon=None,
            status__tacode__in=OPEN_STATUSES,
            category__isnull=False,
            createdon__lt=now - soonest,
        )
        .only(
            "client",
            "site",
            "category",
            "createdon",
            "level",
            "assignedto",
            "assignedtogroup",
            "ticketlog",
        )
        .order_by("createdon", "id")
        .select_for_update(skip_locked=True, of=("self",))
    )
    if client_id is not None:
        tickets = tickets.filter(client=client_id)
    for ticket in tickets:
        if ticket.category_id is None:
            continue
        step = matrix.get((ticket.client_id, ticket.category_id, ticket.level + 1))
        if step is not None and ticket.createdon + step.wait < now:
            yield ticket, step


def _matrix(client_id: int | None) -> Matrix:
    rows = (
        EscalationMatrix.objects.filter(enable=True)
        .only(
            "client",
            "template",
            "level",
            "frequency",
            "frequencyvalue",
            "assignedperson",
            "assignedgroup",
        )
        .order_by("-id")
    )
    if client_id is not None:
        rows = rows.filter(client=client_id)
    # Of two rows for the same step the older one counts, as it comes last here.
    return {
        (row.client_id, row.template_id, row.level): Step(
            row.frequencyvalue * _UNITS[EscalationMatrix.Frequency(row.frequency)],
            row.assignedperson_id,
            row.assignedgroup_id,
        )
        for row in rows
    }


def _escalate(ticket: Ticket, step: Step, now: datetime) -> None:
    ticket.level += 1
    ticket.isescalated = True
    if step.person_id is not None or step.group_id is not None:
        ticket.assignedto_id = step.person_id
        ticket.assignedtogroup_id = step.group_id
    note(ticket, f"escalated to level {ticket.level}", now=now)
