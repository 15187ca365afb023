"""The naive twins give the same answers and write the same rows, at another price."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import transaction
from schedules import HOUR, make_group, make_schedule, make_task
from tenants import TODAY

from facility.activity.models import TaskSchedule
from facility.activity.tasks import autoclose, generating, pages, summaries
from facility.activity.tasks.statuses import Status
from facility.core.clock import AS_OF
from facility.core.days import DAY
from facility.naive import tasks as naive
from facility.y_helpdesk.models import Ticket


@pytest.fixture
def busy(tenant, other):
    """A client with occurrences of every status on two days at three sites, one of them shut."""
    sites = [tenant.site, tenant.make_site("far away"), tenant.make_site("shut")]
    group = make_group(tenant, tenant.guard)
    for (number, site), status, day in product(enumerate(sites), Status, (0, 1)):
        make_schedule(
            tenant,
            AS_OF - day * DAY + number * HOUR,
            site=site,
            status=status,
            task=make_task(tenant, f"Task {status}", site=site, raiseticket=number == 0),
            assignedto=[tenant.guard, tenant.admin, None][number],
            assignedtogroup=group if day else None,
        )
    make_schedule(tenant, AS_OF - DAY)
    sites[2].enable = False
    sites[2].save()
    make_schedule(other)
    return tenant


def test_lists(busy):
    """A site's day and a person's tasks are the same, row for row."""
    day = (busy.id, busy.site.id, TODAY, TODAY)
    mine = (busy.id, busy.guard.id, TODAY - DAY, TODAY)

    assert naive.site_day(*day) == pages.site_day(*day) != []
    assert naive.my_tasks(*mine) == pages.my_tasks(*mine) != []


@pytest.mark.parametrize("some", [False, True])
def test_summary(busy, some):
    """The counts are the same, of all sites and of some."""
    asked = (busy.id, TODAY - DAY, TODAY, TODAY, (busy.site.id,) if some else None)

    assert naive.summary(*asked) == summaries.summary(*asked) != []


def test_overdue(busy, monkeypatch):
    """The pages by number are the pages by key."""
    for module in (pages, naive):
        monkeypatch.setattr(module, "PAGE_SIZE", 3)
    first = pages.overdue(busy.id, AS_OF + DAY)
    second = pages.overdue(busy.id, AS_OF + DAY, first["next"])

    assert naive.overdue(busy.id, AS_OF + DAY) == first["tasks"]
    assert naive.overdue(busy.id, AS_OF + DAY, 1) == second["tasks"] != []


def written(write):
    """What a write returned and left behind; it is taken back."""
    with transaction.atomic():
        result = write()
        schedules = TaskSchedule.objects.order_by("task", "scheduledon").values_list(
            "task",
            "site",
            "assignedto",
            "assignedtogroup",
            "scheduledon",
            "expireson",
            "status",
            "jobtype",
            "identifier",
            "createdon",
            "modifiedon",
            "modifiedby",
            "ticket__ticketno",
        )
        tickets = Ticket.objects.order_by("ticketno").values_list(
            "ticketno",
            "ticketdesc",
            "site",
            "status",
            "assignedto",
            "source",
            "ticketlog",
            "createdon",
            "modifiedon",
        )
        found = (result, list(schedules), list(tickets))
        transaction.set_rollback(True)
    return found


def test_generate(busy):
    """The same occurrences are made, and none that are there."""
    until = AS_OF + 2 * DAY
    generating.generate(busy.id, AS_OF + DAY, AS_OF)
    naively = written(lambda: naive.generate(busy.id, until, AS_OF))

    assert naively == written(lambda: generating.generate(busy.id, until, AS_OF))
    assert naively[0] > 0


def test_auto_close(busy):
    """The same occurrences are closed, and the same tickets raised."""
    later = AS_OF + DAY
    naively = written(lambda: naive.auto_close(later, busy.id))

    assert naively == written(lambda: autoclose.auto_close(later, busy.id))
    assert naively[0] > len(naively[2]) > 0


def test_price_of_the_list(busy, django_assert_num_queries):
    """A query for each name: the site, the task and the assignee of five occurrences."""
    with django_assert_num_queries(1 + 5 * 3):
        naive.site_day(busy.id, busy.site.id, TODAY, TODAY)
