"""Tasks: what is to be done, how much of it was done, and what people and sweeps do to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Count
from django.urls import reverse

from facility.activity.models import Task, TaskSchedule
from facility.activity.models.tasks import Identifier
from facility.activity.tasks.autoclose import auto_close
from facility.activity.tasks.details import schedule_detail, tour
from facility.activity.tasks.generating import generate
from facility.activity.tasks.pages import PAGE_SIZE, my_tasks, overdue, site_day
from facility.activity.tasks.statuses import OPEN_STATUSES, Status
from facility.activity.tasks.summaries import summary
from facility.activity.tasks.writes import complete, create_adhoc, reassign, reschedule, start
from facility.core import clock
from facility.core.days import bounds
from facility.onboarding.models import Bt
from facility.peoples.models import Pgbelonging
from facility.y_helpdesk.models import Ticket

pytestmark = pytest.mark.perf(dataset="medium")

TODAY = clock.now().date()
YESTERDAY = TODAY - timedelta(days=1)
WEEK_AGO = TODAY - timedelta(days=7)


@pytest.fixture
def busy_sites(largest_client):
    """Ids of the two sites of the largest client with most done yesterday, the busiest first."""
    begin, end = bounds(YESTERDAY, YESTERDAY)
    sizes = (
        TaskSchedule.objects.filter(
            client=largest_client, scheduledon__gte=begin, scheduledon__lt=end
        )
        .values("site")
        .annotate(n=Count("id"))
    )
    return [row["site"] for row in sizes.order_by("-n", "site")[:2]]


@pytest.fixture
def member(largest_client):
    """Id of the person of the largest client who has most to do alone; everybody has a group."""
    ahead = TaskSchedule.objects.filter(
        client=largest_client, status=Status.ASSIGNED, assignedto__isnull=False
    )
    sizes = ahead.values("assignedto").annotate(n=Count("id"))
    return sizes.order_by("-n", "assignedto")[0]["assignedto"]


@pytest.fixture
def assigned(largest_client):
    """The first occurrence of the largest client that waits for a person and a group."""
    return TaskSchedule.objects.filter(
        client=largest_client,
        status=Status.ASSIGNED,
        assignedto__isnull=False,
        assignedtogroup__isnull=False,
    ).earliest("scheduledon", "id")


@pytest.fixture
def walked(largest_client):
    """The last tour of the largest client on which checkpoints were reached."""
    return TaskSchedule.objects.filter(
        client=largest_client, identifier=Identifier.TOUR, activities__isnull=False
    ).latest("scheduledon", "id")


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_day_of_a_site(perf, largest_client, busy_sites):
    """A site's day is one query with all names in it, and nothing when it is cached."""
    cold = perf.cold(site_day, largest_client, busy_sites[0], YESTERDAY, TODAY)
    warm = perf.warm(site_day, largest_client, busy_sites[0], YESTERDAY, TODAY)

    assert cold == warm
    assert len({row["assignedto"] for row in cold}) > 2


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_tasks_of_a_person(perf, largest_client, member):
    """What is the person's own and what is the group's come together, then from the cache."""
    tomorrow = TODAY + timedelta(days=1)
    cold = perf.cold(my_tasks, largest_client, member, TODAY, tomorrow)
    warm = perf.warm(my_tasks, largest_client, member, TODAY, tomorrow)

    assert cold == warm
    assert len({row["group"] for row in cold}) > 1
    assert len({row["assignedto"] for row in cold}) > 2


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_summary_of_a_week(perf, largest_client):
    """The database counts: a row for each site is all that is fetched."""
    cold = perf.cold(summary, largest_client, WEEK_AGO, YESTERDAY, TODAY)
    warm = perf.warm(summary, largest_client, WEEK_AGO, YESTERDAY, TODAY)

    assert cold == warm
    assert sum(row["completed"] for row in cold) > 1_000


def test_summary_of_some_sites(perf, largest_client, busy_sites):
    """Sites that were not asked for are not counted."""
    rows = perf.cold(summary, largest_client, YESTERDAY, TODAY, TODAY, tuple(busy_sites))

    assert {row["site_id"] for row in rows} == set(busy_sites)


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=PAGE_SIZE + 1)
def test_overdue(perf, largest_client):
    """The first page and the one after it are one query each over a page of rows."""
    first = perf.named("first")(overdue, largest_client, clock.now())
    second = perf.named("second")(overdue, largest_client, clock.now(), first["next"])

    ids = [row["id"] for page in (first, second) for row in page["tasks"]]
    assert len(set(ids)) == 2 * PAGE_SIZE


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_tour(perf, walked):
    """One query for the tour, one for all of its checkpoints with their places."""
    found = perf(tour, walked.client_id, walked.id)

    assert len({row["location"] for row in found["checkpoints"]}) > 1


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_detail(perf, assigned):
    """An occurrence comes with every name it refers to."""
    found = perf(schedule_detail, assigned.client_id, assigned.id)

    assert found["status"] == Status.ASSIGNED


def test_day_as_a_page(perf, client, largest_client, busy_sites):
    """Rendering a site's day asks for nothing beyond the list."""
    url = reverse("task-site-day", args=[largest_client, busy_sites[0]])
    response = perf.cold(client.get, url)

    rows = site_day(largest_client, busy_sites[0], TODAY, TODAY)
    assert response.content.decode().count("<tr>") == len(rows) + 1


def test_overdue_as_a_page(perf, client, largest_client):
    """Rendering what is overdue asks for nothing beyond the page."""
    response = perf(client.get, reverse("task-overdue", args=[largest_client]))

    assert response.content.decode().count("<tr>") == PAGE_SIZE + 1


def test_summary_over_http(perf, client, largest_client):
    """A week's summary costs its one query as JSON, and as a page that is cached none."""
    json = perf.cold(client.get, reverse("api-task-summary", args=[largest_client])).json()
    page = perf.warm(client.get, reverse("task-summary", args=[largest_client]))

    assert page.content.decode().count("<tr>") == len(json["sites"]) + 1


def test_start(perf, assigned):
    """Beginning reads the occurrence and writes one row."""
    schedule = perf(start, assigned.client_id, assigned.id, now=clock.now())

    assert schedule.status == Status.INPROGRESS


def test_complete(perf, assigned):
    """Finishing reads the occurrence and writes one row."""
    schedule = perf(complete, assigned.client_id, assigned.id, now=clock.now())

    assert schedule.completedon == clock.now()


def test_reschedule(perf, assigned):
    """Moving reads the occurrence and writes one row; the day before and the day after hear it."""
    tomorrow = assigned.scheduledon + timedelta(days=1)
    schedule = perf(reschedule, assigned.client_id, assigned.id, tomorrow, now=clock.now())

    assert schedule.movedfrom == assigned.scheduledon


def test_reassign(perf, assigned, guard):
    """Giving away reads the occurrence and the person, and writes one row."""
    schedule = perf(reassign, assigned.client_id, assigned.id, guard.id, now=clock.now())

    assert (schedule.assignedto_id, schedule.assignedtogroup_id) == (guard.id, None)


def test_create_adhoc(perf, assigned, guard):
    """Asking for a task reads the task and the person, and writes one row."""
    schedule = perf(
        create_adhoc,
        assigned.client_id,
        assigned.task_id,
        guard.id,
        clock.now(),
        now=clock.now(),
    )

    assert schedule.site_id == assigned.site_id


@pytest.mark.perf(dataset="medium", max_queries=3)
def test_generate(perf, largest_client):
    """Hundreds of occurrences take two questions and one INSERT."""
    until = clock.now() + timedelta(hours=2)

    assert perf(generate, largest_client, until, clock.now()) > 100


@pytest.mark.perf(dataset="medium", max_queries=5)
def test_auto_close(perf, largest_client):
    """Hundreds of occurrences are closed, and their tickets raised, by five statements."""
    closed = perf(auto_close, clock.now(), largest_client)

    assert closed > 100
    assert Ticket.objects.filter(client=largest_client, ticketno__startswith="TASK-").count() > 10


def test_names_and_members(perf, assigned):
    """A saved task, person, group, membership or site bumps what shows it, and asks for nothing."""
    task = Task.objects.get(id=assigned.task_id)
    membership = Pgbelonging.objects.select_related("people", "pgroup").get(
        people=assigned.assignedto_id
    )
    site = Bt.objects.get(id=assigned.site_id)
    with perf.measure("saves"):
        for changed in (task, membership.people, membership.pgroup, membership, site):
            changed.save(update_fields=["modifiedon"])

    assert TaskSchedule.objects.filter(status__in=OPEN_STATUSES, task=task).exists()
