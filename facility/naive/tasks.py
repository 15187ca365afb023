"""Tasks as they are asked for before anybody measures it.

A query for each name, counting in Python, OFFSET, a look-up and an INSERT for each occurrence,
a save for each row. ``today`` is taken where the functions they stand for take it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from facility.activity.models import Task, TaskSchedule
from facility.activity.tasks.cron import occurrences
from facility.activity.tasks.pages import PAGE_SIZE
from facility.activity.tasks.statuses import OPEN_STATUSES, Status
from facility.core.days import bounds
from facility.onboarding.models import Bt, TypeAssist
from facility.peoples.models import People, Pgbelonging, Pgroup
from facility.y_helpdesk.logbook import note
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.statuses import STATUS_LIST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

#: The counter of a summary that a status adds to.
_COUNTER = {
    Status.COMPLETED: "completed",
    Status.PARTIAL: "partial",
    Status.AUTOCLOSED: "missed",
    Status.ASSIGNED: "open",
    Status.INPROGRESS: "open",
}


def site_day(client_id: int, site_id: int, day: date, today: date) -> list[dict[str, Any]]:  # noqa: ARG001
    """1 + 4N queries."""
    begin, end = bounds(day, day)
    found = TaskSchedule.objects.filter(
        client=client_id, site=site_id, enable=True, scheduledon__gte=begin, scheduledon__lt=end
    ).order_by("scheduledon", "id")
    return [row for row in map(_row, found) if row is not None]


def my_tasks(client_id: int, people_id: int, start: date, end: date) -> list[dict[str, Any]]:
    """1 + G queries for the groups, one for each group's occurrences, and 4N for the names."""
    begin, stop = bounds(start, end)
    period = TaskSchedule.objects.filter(
        client=client_id,
        enable=True,
        status__in=OPEN_STATUSES,
        scheduledon__gte=begin,
        scheduledon__lt=stop,
    )
    found = {schedule.id: schedule for schedule in period.filter(assignedto=people_id)}
    for belonging in Pgbelonging.objects.filter(client=client_id, people=people_id, enable=True):
        if belonging.pgroup.enable:
            for schedule in period.filter(assignedtogroup=belonging.pgroup):
                found[schedule.id] = schedule
    ordered = sorted(found.values(), key=lambda schedule: (schedule.scheduledon, schedule.id))
    return [row for row in map(_row, ordered) if row is not None]


def summary(
    client_id: int,
    start: date,
    end: date,
    today: date,  # noqa: ARG001
    site_ids: Sequence[int] | None = None,
) -> list[dict[str, Any]]:
    """Every occurrence is fetched, and its site with it, to be counted here: 1 + N queries."""
    begin, stop = bounds(start, end)
    counts: dict[int, dict[str, Any]] = {}
    found = TaskSchedule.objects.filter(
        client=client_id, enable=True, scheduledon__gte=begin, scheduledon__lt=stop
    )
    for schedule in found:
        site = Bt.objects.get(id=schedule.site_id)
        if not site.enable or (site_ids is not None and site.id not in site_ids):
            continue
        nothing = {"completed": 0, "partial": 0, "missed": 0, "open": 0}
        row = counts.setdefault(site.id, {"site_id": site.id, "site_name": site.buname, **nothing})
        row[_COUNTER[Status(schedule.status)]] += 1
    return sorted(counts.values(), key=lambda row: (row["site_name"], row["site_id"]))


def overdue(client_id: int, now: datetime, number: int = 0) -> list[dict[str, Any]]:
    """Page ``number`` by OFFSET, of which no index knows what is undone: 1 + 4N queries."""
    found = TaskSchedule.objects.filter(
        client=client_id,
        enable=True,
        site__enable=True,
        status__in=OPEN_STATUSES,
        expireson__lt=now,
    ).order_by("scheduledon", "id")
    first = number * PAGE_SIZE
    page = found[first : first + PAGE_SIZE]
    return [row for row in map(_row, page) if row is not None]


@transaction.atomic
def generate(client_id: int, until: datetime, now: datetime) -> int:
    """A question and an INSERT for each occurrence: 1 + N to 1 + 2N queries."""
    made = 0
    for task in Task.objects.filter(client=client_id, enable=True, site__enable=True):
        if not task.cron:
            continue
        for moment in occurrences(task.cron, now, until):
            there = task.schedules.filter(
                Q(movedfrom=None, scheduledon=moment) | Q(movedfrom=moment),
                jobtype=TaskSchedule.JobType.SCHEDULE,
            )
            if not there.exists():
                task.schedules.create(
                    client_id=client_id,
                    site_id=task.site_id,
                    assignedto_id=task.people_id,
                    assignedtogroup_id=task.pgroup_id,
                    scheduledon=moment,
                    expireson=moment + timedelta(minutes=task.expirytime),
                    identifier=task.identifier,
                    createdon=now,
                    modifiedon=now,
                )
                made += 1
    return made


@transaction.atomic
def auto_close(now: datetime, client_id: int) -> int:
    """Every undone occurrence is fetched, and saved if it expired; 1 + N to 1 + 5N statements."""
    closed = 0
    for schedule in TaskSchedule.objects.filter(
        client=client_id, enable=True, status__in=OPEN_STATUSES
    ):
        if schedule.expireson < now:
            schedule.status = Status.AUTOCLOSED
            schedule.modifiedon = now
            schedule.modifiedby = None
            if schedule.task and schedule.task.raiseticket and schedule.ticket is None:
                schedule.ticket = _raise_ticket(schedule, schedule.task, now)
            schedule.save()
            closed += 1
    return closed


def _raise_ticket(schedule: TaskSchedule, task: Task, now: datetime) -> Ticket:
    codes = TypeAssist.objects.filter(tacode="NEW", tatype__tacode=STATUS_LIST)
    ticket = Ticket(
        ticketno=f"TASK-{schedule.id}",
        ticketdesc=f"{task.name}, due on {schedule.scheduledon:%Y-%m-%d %H:%M}, was not done",
        client_id=schedule.client_id,
        site_id=schedule.site_id,
        status=codes.filter(client=schedule.client_id).first() or codes.get(client=None),
        assignedto_id=schedule.assignedto_id,
        assignedtogroup_id=schedule.assignedtogroup_id,
        asset_id=task.asset_id,
        source=Ticket.Source.SYSTEM,
        createdon=now,
    )
    note(ticket, "raised for a missed task", now=now)
    ticket.save()
    return ticket


def _row(schedule: TaskSchedule) -> dict[str, Any] | None:
    """The row of a list, each name asked for by itself; None where the site is disabled."""
    site = Bt.objects.get(id=schedule.site_id)
    if not site.enable:
        return None
    task = Task.objects.get(id=schedule.task_id) if schedule.task_id else None
    person = People.objects.get(id=schedule.assignedto_id) if schedule.assignedto_id else None
    group_id = schedule.assignedtogroup_id
    group = Pgroup.objects.get(id=group_id) if group_id else None
    return {
        "id": schedule.id,
        "scheduledon": schedule.scheduledon,
        "expireson": schedule.expireson,
        "completedon": schedule.completedon,
        "status": schedule.status,
        "identifier": schedule.identifier,
        "name": task.name if task else None,
        "site_id": site.id,
        "site": site.buname,
        "assignedto": person.peoplename if person else None,
        "group": group.groupname if group else None,
    }
