"""What people may do to an occurrence, and what is written when they do."""

from __future__ import annotations

import pytest
from schedules import HOUR, make_group, make_schedule, make_task

from facility.activity.models import Task
from facility.activity.tasks.statuses import NEXT, OPEN_STATUSES, Status, TransitionError
from facility.activity.tasks.writes import complete, create_adhoc, reassign, reschedule, start
from facility.core.clock import AS_OF
from facility.core.days import DAY
from facility.peoples.models import People

#: What leads to each status that people lead to.
STEPS = {
    Status.INPROGRESS: start,
    Status.COMPLETED: complete,
    Status.PARTIAL: lambda *ids, now: complete(*ids, now=now, partial=True),
}
ALL = [(one, two) for one in Status for two in STEPS]


@pytest.mark.parametrize(("before", "after"), [pair for pair in ALL if pair[1] in NEXT[pair[0]]])
def test_allowed_step(tenant, before, after):
    """Where life leads, an occurrence goes."""
    schedule = make_schedule(tenant, status=before)
    STEPS[after](tenant.id, schedule.id, now=AS_OF)
    schedule.refresh_from_db()

    assert (schedule.status, schedule.modifiedon) == (after, AS_OF)


@pytest.mark.parametrize(
    ("before", "after"), [pair for pair in ALL if pair[1] not in NEXT[pair[0]]]
)
def test_forbidden_step(tenant, before, after):
    """COMPLETED and AUTOCLOSED are the end, and nothing begins twice."""
    schedule = make_schedule(tenant, status=before)

    with pytest.raises(TransitionError, match=f"is {before}; it cannot become {after}"):
        STEPS[after](tenant.id, schedule.id, now=AS_OF)


def test_every_open_status_can_be_closed_by_the_sweep():
    """What the sweep looks for is what may become AUTOCLOSED."""
    assert [one for one in Status if Status.AUTOCLOSED in NEXT[one]] == list(OPEN_STATUSES)


def test_moments_of_doing(tenant):
    """Beginning and ending are remembered; what ends unbegun began at its end."""
    begun, unbegun = make_schedule(tenant), make_schedule(tenant)
    start(tenant.id, begun.id, now=AS_OF, by=tenant.guard.id)
    done = complete(tenant.id, begun.id, now=AS_OF + HOUR, by=tenant.admin.id)
    at_once = complete(tenant.id, unbegun.id, now=AS_OF + HOUR)

    assert (done.startedon, done.completedon) == (AS_OF, AS_OF + HOUR)
    assert (at_once.startedon, at_once.completedon) == (AS_OF + HOUR, AS_OF + HOUR)
    assert done.modifiedby == tenant.admin


def test_part_of_it_is_not_done(tenant):
    """What was left in part has no moment of completion until somebody finishes it."""
    schedule = make_schedule(tenant)
    part = complete(tenant.id, schedule.id, now=AS_OF, partial=True)
    whole = complete(tenant.id, schedule.id, now=AS_OF + HOUR)

    assert (part.completedon, whole.completedon, whole.startedon) == (None, AS_OF + HOUR, AS_OF)


def test_rescheduling_keeps_the_time_given(tenant):
    """As long as before, and the moment of the plan is kept, however often it is moved."""
    schedule = make_schedule(tenant)
    for days in (1, 2):
        reschedule(tenant.id, schedule.id, AS_OF + days * DAY, now=AS_OF)
    schedule.refresh_from_db()

    assert (schedule.scheduledon, schedule.movedfrom) == (AS_OF + 2 * DAY, AS_OF)
    assert schedule.expireson == AS_OF + 2 * DAY + 2 * HOUR


@pytest.mark.parametrize("status", [status for status in Status if status != Status.ASSIGNED])
def test_what_was_begun_is_not_moved(tenant, status):
    """Only what still waits can be rescheduled."""
    schedule = make_schedule(tenant, status=status)

    with pytest.raises(TransitionError, match=f"is {status}; it cannot be moved"):
        reschedule(tenant.id, schedule.id, AS_OF + DAY, now=AS_OF)


def test_nothing_is_moved_into_the_past(tenant):
    """Now is the earliest moment to move something to."""
    schedule = make_schedule(tenant, AS_OF + DAY)
    reschedule(tenant.id, schedule.id, AS_OF, now=AS_OF)

    with pytest.raises(TransitionError, match="the past"):
        reschedule(tenant.id, schedule.id, AS_OF - HOUR, now=AS_OF)


def test_reassigning_takes_it_from_the_group(tenant):
    """Who is given an occurrence has it alone."""
    schedule = make_schedule(tenant, assignedtogroup=make_group(tenant, tenant.guard))
    reassign(tenant.id, schedule.id, tenant.admin.id, now=AS_OF)
    schedule.refresh_from_db()

    assert (schedule.assignedto, schedule.assignedtogroup) == (tenant.admin, None)


@pytest.mark.parametrize("status", [status for status in Status if status not in OPEN_STATUSES])
def test_what_is_over_is_not_reassigned(tenant, status):
    """Nobody is given what is over."""
    schedule = make_schedule(tenant, status=status)

    with pytest.raises(TransitionError, match=f"is {status}; it cannot be given"):
        reassign(tenant.id, schedule.id, tenant.admin.id, now=AS_OF)


def test_adhoc_occurrence(tenant):
    """It is the task's, outside its plan, for the person and as long as the task allows."""
    task = make_task(tenant, identifier="PPM")
    made = create_adhoc(
        tenant.id, task.id, tenant.guard.id, AS_OF + HOUR, now=AS_OF, by=tenant.admin.id
    )
    made.refresh_from_db()

    assert (made.jobtype, made.status, made.identifier) == ("ADHOC", "ASSIGNED", "PPM")
    assert (made.site, made.assignedto, made.createdby) == (tenant.site, tenant.guard, tenant.admin)
    assert made.expireson == AS_OF + 3 * HOUR


def test_prices(tenant, django_assert_num_queries):
    """The occurrence and the UPDATE, and the person where there is one; and a savepoint's two."""
    schedule, task = make_schedule(tenant), make_task(tenant)
    ids = (tenant.id, schedule.id)
    with django_assert_num_queries(2 + 2):
        reschedule(*ids, AS_OF + DAY, now=AS_OF)
    with django_assert_num_queries(3 + 2):
        reassign(*ids, tenant.admin.id, now=AS_OF)
    with django_assert_num_queries(2 + 2):
        start(*ids, now=AS_OF)
    with django_assert_num_queries(2 + 2):
        complete(*ids, now=AS_OF)
    with django_assert_num_queries(3 + 2):
        create_adhoc(tenant.id, task.id, tenant.guard.id, AS_OF, now=AS_OF)


def test_another_clients_rows_are_not_there(tenant, other):
    """Neither an occurrence, a task nor a person of another client can be named."""
    mine, theirs = make_schedule(tenant), make_schedule(other)

    with pytest.raises(type(mine).DoesNotExist):
        start(tenant.id, theirs.id, now=AS_OF)
    with pytest.raises(People.DoesNotExist):
        reassign(tenant.id, mine.id, other.guard.id, now=AS_OF)
    with pytest.raises(Task.DoesNotExist):
        create_adhoc(tenant.id, theirs.task_id, tenant.guard.id, AS_OF, now=AS_OF)
    with pytest.raises(People.DoesNotExist):
        create_adhoc(tenant.id, mine.task_id, other.guard.id, AS_OF, now=AS_OF)
