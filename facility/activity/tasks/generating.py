"""Occurrences of recurring tasks, made ahead of time.

A task's plan is carried out once, however often and by however many this runs: the tasks are
locked, and what is there already is asked for only after that. A disabled or moved occurrence
counts as there.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from facility.activity.models import Task, TaskSchedule
from facility.activity.tasks.cron import occurrences
from facility.activity.tasks.tags import schedule_tags
from facility.core.cache_tags import bump

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

#: Occurrences written by one INSERT.
BATCH_SIZE = 1_000

#: How far ahead the plan is made where nobody says so.
HORIZON = timedelta(days=3)

_logger = logging.getLogger(__name__)

#: An occurrence by its task and the moment the plan asks for.
Planned = tuple[int | None, "datetime"]


@transaction.atomic
def generate(client_id: int | None, until: datetime, now: datetime) -> int:
    """Make what is due from ``now`` on and before ``until``, of one client or of all.

    Two queries, and one INSERT for each batch; returns how many were made. What another run is
    just making is left to it.
    """
    tasks = (
        Task.objects.filter(enable=True, site__enable=True)
        .exclude(cron="")
        .only("client", "site", "people", "pgroup", "cron", "expirytime", "identifier")
        .order_by("id")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
    )
    if client_id is not None:
        tasks = tasks.filter(client=client_id)
    locked = list(tasks)
    there = _there(client_id, now, until)
    made = TaskSchedule.objects.bulk_create(
        [
            _occurrence(task, moment, now)
            for task, moment in _plan(locked, now, until)
            if (task.id, moment) not in there
        ],
        batch_size=BATCH_SIZE,
    )
    bump(tag for schedule in made for tag in schedule_tags(schedule))
    return len(made)


def _there(client_id: int | None, now: datetime, until: datetime) -> set[Planned]:
    planned = TaskSchedule.objects.filter(
        Q(scheduledon__gte=now, scheduledon__lt=until) | Q(movedfrom__gte=now, movedfrom__lt=until),
        jobtype=TaskSchedule.JobType.SCHEDULE,
    )
    if client_id is not None:
        planned = planned.filter(client=client_id)
    return set(planned.values_list("task_id", Coalesce("movedfrom", "scheduledon")))


def _plan(tasks: Iterable[Task], now: datetime, until: datetime) -> Iterator[tuple[Task, datetime]]:
    for task in tasks:
        try:
            moments = occurrences(task.cron, now, until)
        except ValueError as error:
            # One plan that cannot be read must not keep all others from being carried out.
            _logger.warning("task %s is left out: %s", task.id, error)
            continue
        for moment in moments:
            yield task, moment


def _occurrence(task: Task, moment: datetime, now: datetime) -> TaskSchedule:
    return TaskSchedule(
        task=task,
        client_id=task.client_id,
        site_id=task.site_id,
        assignedto_id=task.people_id,
        assignedtogroup_id=task.pgroup_id,
        scheduledon=moment,
        expireson=moment + timedelta(minutes=task.expirytime),
        identifier=task.identifier,
        createdon=now,
        modifiedon=now,
    )
