"""Tickets that the system raises for what nobody did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from facility.activity.models import TaskSchedule
from facility.core.cache_tags import bump
from facility.onboarding.models import TypeAssist
from facility.y_helpdesk.logbook import note
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.statuses import STATUS_LIST
from facility.y_helpdesk.statuses import Status as TicketStatus
from facility.y_helpdesk.tags import ticket_tags

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from facility.activity.models import Task

#: Tickets written by one statement.
BATCH_SIZE = 500


def raise_tickets(missed: Iterable[TaskSchedule], now: datetime) -> int:
    """Raise a ticket for each missed occurrence whose task asks for it; returns how many.

    A query for the codes, and an INSERT and an UPDATE for each batch; nothing where no task asks.
    """
    raising = [
        (schedule, schedule.task)
        for schedule in missed
        if schedule.task is not None and schedule.task.raiseticket and schedule.ticket_id is None
    ]
    if not raising:
        return 0
    new = _new_status_ids()
    tickets = [
        _ticket(schedule, task, new.get(schedule.client_id) or new[None], now)
        for schedule, task in raising
    ]
    Ticket.objects.bulk_create(tickets, batch_size=BATCH_SIZE)
    for (schedule, _), ticket in zip(raising, tickets, strict=True):
        schedule.ticket = ticket
    TaskSchedule.objects.bulk_update(
        [schedule for schedule, _ in raising], ["ticket"], batch_size=BATCH_SIZE
    )
    bump(tag for ticket in tickets for tag in ticket_tags(ticket.client_id, ticket.site_id))
    return len(tickets)


def _new_status_ids() -> dict[int | None, int]:
    """Ids of the code NEW by client; under None the shared one, for clients without their own."""
    found = TypeAssist.objects.filter(tacode=TicketStatus.NEW, tatype__tacode=STATUS_LIST)
    return dict(found.values_list("client_id", "id"))


def _ticket(schedule: TaskSchedule, task: Task, status_id: int, now: datetime) -> Ticket:
    # An occurrence is missed once, so its id makes a number that nothing else can have.
    ticket = Ticket(
        ticketno=f"TASK-{schedule.id}",
        ticketdesc=f"{task.name}, due on {schedule.scheduledon:%Y-%m-%d %H:%M}, was not done",
        client_id=schedule.client_id,
        site_id=schedule.site_id,
        status_id=status_id,
        assignedto_id=schedule.assignedto_id,
        assignedtogroup_id=schedule.assignedtogroup_id,
        asset_id=task.asset_id,
        source=Ticket.Source.SYSTEM,
        createdon=now,
    )
    note(ticket, "raised for a missed task", now=now)
    return ticket
