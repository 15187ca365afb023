"""Makers of tasks and of their occurrences, for a tenant's site and guard."""

from __future__ import annotations

from datetime import timedelta

from facility.activity.models import Task, TaskSchedule
from facility.core.clock import AS_OF
from facility.peoples.models import Pgbelonging, Pgroup

HOUR = timedelta(hours=1)


def make_task(tenant, name="Round", **fields):
    """A task at the tenant's site, daily at half past nine unless ``fields`` say otherwise."""
    given = {"site": tenant.site, "cron": "30 9 * * *", "expirytime": 120, **fields}
    return Task.objects.create(name=name, client=tenant.client, **given)


def make_schedule(tenant, scheduledon=AS_OF, **fields):
    """An occurrence for the guard, open for two hours, unless ``fields`` say otherwise."""
    given = {
        "task": fields.pop("task", None) or make_task(tenant),
        "site": tenant.site,
        "assignedto": tenant.guard,
        "expireson": scheduledon + 2 * HOUR,
        **fields,
    }
    return TaskSchedule.objects.create(client=tenant.client, scheduledon=scheduledon, **given)


def make_group(tenant, *members, name="Night watch"):
    """A group of people of the tenant."""
    group = Pgroup.objects.create(groupname=name, client=tenant.client)
    for person in members:
        Pgbelonging.objects.create(pgroup=group, people=person, client=tenant.client)
    return group


def names_of(rows):
    """The names of the tasks, in the order of the rows."""
    return [row["name"] for row in rows]
