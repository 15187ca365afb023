"""What people do to single occurrences. All take ``now``; ``by`` is the id of the acting person.

Each saves the row, which bumps the lists it stands in now; those it stood in before are bumped
here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from facility.activity.models import Task, TaskSchedule
from facility.activity.tasks.statuses import NEXT, OPEN_STATUSES, Status, TransitionError
from facility.activity.tasks.tags import assignee_tags, moment_tags
from facility.core.cache_tags import bump
from facility.peoples.models import People

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def start(
    client_id: int, schedule_id: int, *, now: datetime, by: int | None = None
) -> TaskSchedule:
    """Begin an occurrence. Two statements.

    Raises:
        TaskSchedule.DoesNotExist: the client has no such occurrence.
        TransitionError: it was begun before, or is over.
    """
    schedule = _locked(client_id, schedule_id)
    _go(schedule, Status.INPROGRESS)
    schedule.startedon = now
    _save(schedule, "status", "startedon", now=now, by=by)
    return schedule


@transaction.atomic
def complete(
    client_id: int,
    schedule_id: int,
    *,
    now: datetime,
    by: int | None = None,
    partial: bool = False,
) -> TaskSchedule:
    """Finish an occurrence, or leave it with only a part done. Two statements.

    One that was never begun counts as begun now. What has expired can be finished until the
    sweep closes it.

    Raises:
        TaskSchedule.DoesNotExist: the client has no such occurrence.
        TransitionError: its status does not lead there.
    """
    schedule = _locked(client_id, schedule_id)
    _go(schedule, Status.PARTIAL if partial else Status.COMPLETED)
    schedule.startedon = schedule.startedon or now
    schedule.completedon = None if partial else now
    _save(schedule, "status", "startedon", "completedon", now=now, by=by)
    return schedule


@transaction.atomic
def reschedule(
    client_id: int,
    schedule_id: int,
    scheduledon: datetime,
    *,
    now: datetime,
    by: int | None = None,
) -> TaskSchedule:
    """Move an occurrence that was not begun; it is given as much time as before. Two statements.

    Raises:
        TaskSchedule.DoesNotExist: the client has no such occurrence.
        TransitionError: it was begun, or would be moved into the past.
    """
    schedule = _locked(client_id, schedule_id)
    if schedule.status != Status.ASSIGNED:
        raise TransitionError(f"occurrence {schedule.id} is {schedule.status}; it cannot be moved")
    if scheduledon < now:
        raise TransitionError(
            f"occurrence {schedule.id} cannot be moved to {scheduledon}, the past"
        )
    bump(moment_tags(schedule))
    schedule.movedfrom = schedule.movedfrom or schedule.scheduledon
    schedule.expireson += scheduledon - schedule.scheduledon
    schedule.scheduledon = scheduledon
    _save(schedule, "scheduledon", "movedfrom", "expireson", now=now, by=by)
    return schedule


@transaction.atomic
def reassign(
    client_id: int, schedule_id: int, people_id: int, *, now: datetime, by: int | None = None
) -> TaskSchedule:
    """Give an open occurrence to a person of the same client alone. Three statements.

    Raises:
        TaskSchedule.DoesNotExist: the client has no such occurrence.
        People.DoesNotExist: the client has no such person.
        TransitionError: it is over.
    """
    schedule = _locked(client_id, schedule_id)
    if schedule.status not in OPEN_STATUSES:
        raise TransitionError(f"occurrence {schedule.id} is {schedule.status}; it cannot be given")
    bump(assignee_tags(schedule))
    schedule.assignedto = _person(client_id, people_id)
    schedule.assignedtogroup = None
    _save(schedule, "assignedto", "assignedtogroup", now=now, by=by)
    return schedule


@transaction.atomic
def create_adhoc(  # noqa: PLR0913 - it takes all that an occurrence is made of
    client_id: int,
    task_id: int,
    people_id: int,
    scheduledon: datetime,
    *,
    now: datetime,
    by: int | None = None,
) -> TaskSchedule:
    """Ask a person to do a task once, outside its plan. Three statements.

    Raises:
        Task.DoesNotExist: the client has no such task.
        People.DoesNotExist: the client has no such person.
    """
    task = Task.objects.only("site", "identifier", "expirytime").get(
        id=task_id, client=client_id, enable=True
    )
    return TaskSchedule.objects.create(
        client_id=client_id,
        site_id=task.site_id,
        task=task,
        assignedto=_person(client_id, people_id),
        scheduledon=scheduledon,
        expireson=scheduledon + timedelta(minutes=task.expirytime),
        jobtype=TaskSchedule.JobType.ADHOC,
        identifier=task.identifier,
        createdon=now,
        createdby_id=by,
        modifiedon=now,
        modifiedby_id=by,
    )


def _locked(client_id: int, schedule_id: int) -> TaskSchedule:
    return TaskSchedule.objects.select_for_update().get(
        id=schedule_id, client=client_id, enable=True
    )


def _person(client_id: int, people_id: int) -> People:
    return People.objects.only("peoplename").get(id=people_id, client=client_id, enable=True)


def _go(schedule: TaskSchedule, status: Status) -> None:
    current = Status(schedule.status)
    if status not in NEXT[current]:
        raise TransitionError(f"occurrence {schedule.id} is {current}; it cannot become {status}")
    schedule.status = status


def _save(schedule: TaskSchedule, *fields: str, now: datetime, by: int | None) -> None:
    schedule.modifiedon = now
    schedule.modifiedby_id = by
    schedule.save(update_fields=[*fields, "modifiedon", "modifiedby"])
