"""Lists of occurrences: of a site on a day, of a person, and of what is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from facility.activity.models import TaskSchedule
from facility.activity.tasks.statuses import OPEN_STATUSES
from facility.activity.tasks.tags import my_tasks_tags, site_day_tags
from facility.core.cache_manager import cached
from facility.core.cursors import cut
from facility.core.days import bounds
from facility.peoples.models import Pgbelonging

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from facility.core.cursors import After

#: Rows of a page of what is overdue.
PAGE_SIZE = 50

#: More than any site plans for a day and any person has to do in a week: a bound, not a page.
MOST_ROWS = 500

#: What a day still changes much, and what it changes no more; seconds.
TTL_OPEN_S = 300
TTL_PAST_S = 900

Row = dict[str, Any]


def _day_ttl_s(*, day: date, today: date, **_: object) -> int:
    return TTL_PAST_S if day < today else TTL_OPEN_S


@cached(prefix="task", ttl_s=_day_ttl_s, tags=site_day_tags)
def site_day(client_id: int, site_id: int, day: date, today: date) -> list[Row]:  # noqa: ARG001
    """What is to be done at a site of a client on a day, in its order. One query.

    ``today`` decides how long the answer is kept.
    """
    begin, end = bounds(day, day)
    found = _listed(client_id).filter(site=site_id, scheduledon__gte=begin, scheduledon__lt=end)
    return [_row(schedule) for schedule in found[:MOST_ROWS]]


@cached(prefix="task", ttl_s=TTL_OPEN_S, tags=my_tasks_tags)
def my_tasks(client_id: int, people_id: int, start: date, end: date) -> list[Row]:
    """What a person still has to do from day to day, alone or in a group. One query."""
    begin, stop = bounds(start, end)
    groups = Pgbelonging.objects.filter(
        client=client_id, people=people_id, enable=True, pgroup__enable=True
    )
    period = TaskSchedule.objects.filter(
        status__in=OPEN_STATUSES, scheduledon__gte=begin, scheduledon__lt=stop
    )
    own = period.filter(assignedto=people_id)
    shared = period.filter(assignedtogroup__in=groups.values("pgroup"))
    # A union, as with OR no index serves either side.
    found = _listed(client_id).filter(id__in=own.values("id").union(shared.values("id")))
    return [_row(schedule) for schedule in found[:MOST_ROWS]]


def overdue(client_id: int, now: datetime, after: After | None = None) -> dict[str, Any]:
    """``{"tasks": [...], "next": After or None}``: open though expired, the oldest first.

    One query, never cached: it is read to be acted on.
    """
    # Status and completion are what the index of the open ones is made for. What has expired was
    # scheduled before: that bounds the scan.
    found = _listed(client_id).filter(
        completedon=None,
        scheduledon__lt=now,
        status__in=OPEN_STATUSES,
        expireson__lt=now,
    )
    if after is not None:
        # The first condition alone bounds the index scan; an OR of the two would not.
        scheduledon, schedule_id = after
        found = found.filter(
            Q(scheduledon__gt=scheduledon) | Q(id__gt=schedule_id), scheduledon__gte=scheduledon
        )
    rows = list(found[: PAGE_SIZE + 1])
    shown, following = cut(rows, PAGE_SIZE, lambda schedule: (schedule.scheduledon, schedule.id))
    return {"tasks": [_row(schedule) for schedule in shown], "next": following}


def _listed(client_id: int) -> QuerySet[TaskSchedule]:
    return (
        TaskSchedule.objects.filter(client=client_id, enable=True, site__enable=True)
        .select_related("task", "site", "assignedto", "assignedtogroup")
        .only(
            "scheduledon",
            "expireson",
            "completedon",
            "status",
            "identifier",
            "task__name",
            "site__buname",
            "assignedto__peoplename",
            "assignedtogroup__groupname",
        )
        .order_by("scheduledon", "id")
    )


def _row(schedule: TaskSchedule) -> Row:
    return {
        "id": schedule.id,
        "scheduledon": schedule.scheduledon,
        "expireson": schedule.expireson,
        "completedon": schedule.completedon,
        "status": schedule.status,
        "identifier": schedule.identifier,
        "name": schedule.task.name if schedule.task else None,
        "site_id": schedule.site_id,
        "site": schedule.site.buname,
        "assignedto": schedule.assignedto.peoplename if schedule.assignedto else None,
        "group": schedule.assignedtogroup.groupname if schedule.assignedtogroup else None,
    }
