"""Tags of cached answers about tasks. Every write bumps a fixed number of them.

====================================  =====================================================
``task:site:<site>:<yyyy-mm-dd>``     what is to be done at a site on a day
``task:person:<person>``              what is assigned to a person
``task:groups:<client>``              what is assigned to groups, and who is in them
``task:client:<client>:<yyyymm>``     how much of a month was done
``task:names:<client>``               names of tasks, people and groups
``task:site:<site>``                  the name of a site and whether it is enabled
``task:sites:<client>``               the same of all sites of a client
====================================  =====================================================
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from facility.core.days import months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from facility.activity.models import TaskSchedule


def site_day_tags(*, client_id: int, site_id: int, day: date, **_: object) -> tuple[str, ...]:
    """What a site's list of a day is made of."""
    return (
        f"task:site:{site_id}:{day:%Y-%m-%d}",
        f"task:site:{site_id}",
        f"task:names:{client_id}",
    )


def my_tasks_tags(*, client_id: int, people_id: int, **_: object) -> tuple[str, ...]:
    """What a person's list is made of."""
    return (
        f"task:person:{people_id}",
        f"task:groups:{client_id}",
        f"task:names:{client_id}",
        f"task:sites:{client_id}",
    )


def summary_tags(*, client_id: int, start: date, end: date, **_: object) -> tuple[str, ...]:
    """What a summary is made of."""
    touched = (f"task:client:{client_id}:{month}" for month in months(start, end))
    return (f"task:sites:{client_id}", *touched)


def moment_tags(schedule: TaskSchedule) -> tuple[str, ...]:
    """The day and the month that an occurrence stands in."""
    moment = schedule.scheduledon.astimezone(UTC)
    return (
        f"task:site:{schedule.site_id}:{moment:%Y-%m-%d}",
        f"task:client:{schedule.client_id}:{moment:%Y%m}",
    )


def assignee_tags(schedule: TaskSchedule) -> Iterator[str]:
    """The lists of those who are to do an occurrence."""
    if schedule.assignedto_id is not None:
        yield f"task:person:{schedule.assignedto_id}"
    if schedule.assignedtogroup_id is not None:
        yield f"task:groups:{schedule.client_id}"


def schedule_tags(schedule: TaskSchedule) -> tuple[str, ...]:
    """What a change of one occurrence bumps."""
    return (*moment_tags(schedule), *assignee_tags(schedule))


def names_tags(client_id: int) -> tuple[str, ...]:
    """What a change of the name of a task, a person or a group bumps."""
    return (f"task:names:{client_id}",)


def members_tags(client_id: int) -> tuple[str, ...]:
    """What a change of who is in a group bumps."""
    return (f"task:groups:{client_id}",)


def sites_tags(client_ids: Iterable[int], site_ids: Iterable[int]) -> Iterator[str]:
    """What a change of sites bumps: of their names, or of whether they are enabled."""
    for client_id in client_ids:
        yield f"task:sites:{client_id}"
    for site_id in site_ids:
        yield f"task:site:{site_id}"
