"""The plan is carried out once, by however many and however often."""

from __future__ import annotations

from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from schedules import HOUR, make_group, make_schedule, make_task

from facility.activity.models import TaskSchedule
from facility.activity.tasks import generating
from facility.activity.tasks.generating import generate
from facility.activity.tasks.writes import create_adhoc, reschedule
from facility.core.clock import AS_OF
from facility.core.days import DAY

HALF_PAST_NINE = AS_OF + 9.5 * HOUR


def moments():
    """When occurrences are scheduled, in order."""
    return list(TaskSchedule.objects.order_by("scheduledon").values_list("scheduledon", flat=True))


def test_what_is_generated(tenant):
    """An occurrence has the task's site, people and kind, and expires when the task says."""
    task = make_task(tenant, people=tenant.guard, pgroup=make_group(tenant), identifier="PPM")
    assert generate(tenant.id, AS_OF + DAY, AS_OF) == 1
    made = TaskSchedule.objects.get()

    assert (made.task, made.site, made.client) == (task, tenant.site, tenant.client)
    assert (made.assignedto, made.assignedtogroup) == (tenant.guard, task.pgroup)
    assert (made.status, made.jobtype, made.identifier) == ("ASSIGNED", "SCHEDULE", "PPM")
    assert (made.scheduledon, made.expireson) == (HALF_PAST_NINE, HALF_PAST_NINE + 2 * HOUR)
    assert made.createdon == AS_OF


def test_range_is_half_open(tenant):
    """From now on, and before the end."""
    make_task(tenant)
    assert generate(tenant.id, HALF_PAST_NINE, AS_OF) == 0
    assert generate(tenant.id, HALF_PAST_NINE + DAY, HALF_PAST_NINE) == 1

    assert moments() == [HALF_PAST_NINE]


def test_a_second_run_makes_what_is_new(tenant):
    """Nothing twice; a longer horizon adds what lies between."""
    make_task(tenant)
    made = [generate(tenant.id, AS_OF + days * DAY, AS_OF) for days in (1, 1, 3)]

    assert made == [1, 0, 2]


@pytest.mark.parametrize("what", ["disabled", "moved", "moved twice"])
def test_what_was_taken_away_does_not_come_back(tenant, what):
    """An occurrence that somebody disabled or moved is not made again where the plan has it."""
    make_task(tenant)
    generate(tenant.id, AS_OF + DAY, AS_OF)
    schedule = TaskSchedule.objects.get()
    if what == "disabled":
        TaskSchedule.objects.update(enable=False)
    else:
        for days in range(2 if what == "moved twice" else 1):
            reschedule(tenant.id, schedule.id, AS_OF + (20 + days) * DAY, now=AS_OF)

    assert generate(tenant.id, AS_OF + DAY, AS_OF) == 0


def test_what_was_moved_here_is_not_the_plan(tenant):
    """An occurrence of another day does not stand for the one of this day."""
    task = make_task(tenant)
    moved = make_schedule(tenant, HALF_PAST_NINE - DAY, task=task)
    reschedule(tenant.id, moved.id, HALF_PAST_NINE, now=AS_OF)

    assert generate(tenant.id, AS_OF + DAY, AS_OF) == 1


def test_what_was_asked_for_is_not_the_plan(tenant):
    """Asking for a task at a planned moment does not take the plan's place."""
    task = make_task(tenant)
    create_adhoc(tenant.id, task.id, tenant.guard.id, HALF_PAST_NINE, now=AS_OF)

    assert generate(tenant.id, AS_OF + DAY, AS_OF) == 1


def test_who_has_no_plan(tenant):
    """A disabled task, one without cron and one of a disabled site recur no more."""
    shut = tenant.make_site("shut")
    shut.enable = False
    shut.save()
    make_task(tenant, enable=False)
    make_task(tenant, cron="")
    make_task(tenant, site=shut)

    assert generate(tenant.id, AS_OF + DAY, AS_OF) == 0


def test_unreadable_plan_stops_no_other(tenant, caplog):
    """It is left out, and the log says which."""
    wrong = make_task(tenant, cron="every day")
    make_task(tenant)

    assert generate(tenant.id, AS_OF + DAY, AS_OF) == 1
    assert caplog.messages == [f"task {wrong.id} is left out: cron 'every day' has not 5 fields"]


def test_one_client_or_all(tenant, other):
    """Asked for one client, the plans of the others wait."""
    for each in (tenant, other):
        make_task(each)

    assert [generate(tenant.id, AS_OF + DAY, AS_OF), generate(None, AS_OF + DAY, AS_OF)] == [1, 1]


def test_price(tenant, monkeypatch, django_assert_num_queries):
    """Seven occurrences in batches of three: the tasks, what is there, three INSERTs."""
    monkeypatch.setattr(generating, "BATCH_SIZE", 3)
    make_task(tenant)
    with django_assert_num_queries(5 + 2):  # and a savepoint, opened and released
        assert generate(tenant.id, AS_OF + 7 * DAY, AS_OF) == 7


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_double(tenant):
    """A run leaves to another what that one is just making, and finds it afterwards."""
    make_task(tenant)
    made = []

    def run_beside():
        made.append(generate(tenant.id, AS_OF + DAY, AS_OF))
        connection.close()

    with transaction.atomic():
        made.append(generate(tenant.id, AS_OF + DAY, AS_OF))
        beside = Thread(target=run_beside)
        beside.start()
        beside.join()
    made.append(generate(tenant.id, AS_OF + DAY, AS_OF))

    assert made == [1, 0, 0]
    assert moments() == [HALF_PAST_NINE]


def test_command(tenant):
    """The scheduler's command plans three days from the clock where nobody says otherwise."""
    make_task(tenant)
    out = StringIO()
    call_command("generate_tasks", f"--client={tenant.id}", stdout=out)
    call_command(
        "generate_tasks",
        "--now=2026-07-02T00:00:00+00:00",
        "--until=2026-07-05T00:00:00+00:00",
        stdout=out,
    )

    assert out.getvalue() == "3 tasks generated\n2 tasks generated\n"
