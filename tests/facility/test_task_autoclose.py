"""The sweep over what nobody did: when, what is written, and which tickets are raised."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from schedules import HOUR, make_group, make_schedule, make_task

from facility.activity.models import TaskSchedule
from facility.activity.tasks.autoclose import auto_close
from facility.activity.tasks.statuses import OPEN_STATUSES, Status
from facility.core.clock import AS_OF
from facility.core.days import DAY
from facility.onboarding.models import TypeAssist
from facility.y_helpdesk import closing
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.pages import client_page, site_page
from facility.y_helpdesk.statuses import Status as TicketStatus

MOMENT = timedelta(microseconds=1)


def make_expired(tenant, **fields):
    """An occurrence of yesterday that expired long ago, unless ``fields`` say otherwise."""
    return make_schedule(tenant, AS_OF - DAY, **fields)


def make_raising(tenant, **fields):
    """An expired occurrence of a task that asks for a ticket."""
    return make_expired(tenant, task=make_task(tenant, raiseticket=True), **fields)


@pytest.mark.parametrize(
    ("expireson", "closed"), [(AS_OF + MOMENT, 0), (AS_OF, 0), (AS_OF - MOMENT, 1)]
)
def test_expired_is_strictly_before_now(tenant, expireson, closed):
    """At the very moment it can still be done."""
    make_expired(tenant, expireson=expireson)

    assert auto_close(AS_OF) == closed


@pytest.mark.parametrize("status", list(Status))
def test_only_what_is_open_is_closed(tenant, status):
    """What is done, done in part or closed stays what it is."""
    schedule = make_expired(tenant, status=status)
    closed = auto_close(AS_OF)
    schedule.refresh_from_db()

    assert closed == int(status in OPEN_STATUSES)
    assert schedule.status == (Status.AUTOCLOSED if closed else status)


def test_what_is_closed_is_never_closed_again(tenant):
    """The second sweep finds nothing, and no second ticket."""
    make_raising(tenant)

    assert [auto_close(AS_OF), auto_close(AS_OF + DAY)] == [1, 0]
    assert Ticket.objects.count() == 1


def test_disabled_occurrence_is_left_alone(tenant):
    """What was taken out of every list is not closed."""
    make_expired(tenant, enable=False)

    assert auto_close(AS_OF) == 0


def test_what_closing_writes(tenant):
    """The status and the moment; it was not completed, and nobody closed it."""
    schedule = make_expired(tenant, modifiedby=tenant.guard)
    auto_close(AS_OF)
    schedule.refresh_from_db()

    assert (schedule.status, schedule.modifiedon) == (Status.AUTOCLOSED, AS_OF)
    assert (schedule.completedon, schedule.modifiedby, schedule.ticket) == (None, None, None)


def test_ticket_of_a_missed_task(tenant):
    """It names the task and the moment, and goes to whom the task was assigned."""
    group = make_group(tenant)
    schedule = make_raising(tenant, assignedtogroup=group)
    auto_close(AS_OF)
    schedule.refresh_from_db()
    ticket = schedule.ticket

    assert ticket.ticketno == f"TASK-{schedule.id}"
    assert ticket.ticketdesc == "Round, due on 2026-06-29 00:00, was not done"
    assert (ticket.client, ticket.site, ticket.source) == (tenant.client, tenant.site, "SYSTEM")
    assert (ticket.assignedto, ticket.assignedtogroup) == (tenant.guard, group)
    assert (ticket.status, ticket.createdon) == (tenant.codes[TicketStatus.NEW], AS_OF)
    assert [entry["what"] for entry in ticket.ticketlog] == ["raised for a missed task"]


def test_client_with_its_own_code(tenant, other):
    """A ticket's status is the client's own code where it has one, else the shared one."""
    shared = tenant.codes[TicketStatus.NEW]
    own = TypeAssist.objects.create(
        tacode=TicketStatus.NEW, taname="Fresh", tatype=shared.tatype, client=tenant.client
    )
    for each in (tenant, other):
        make_raising(each)
    auto_close(AS_OF)

    statuses = dict(Ticket.objects.values_list("client", "status"))
    assert statuses == {tenant.id: own.id, other.id: shared.id}


def test_who_gets_no_ticket(tenant):
    """A task that asks for none, no task at all, and what has a ticket already."""
    make_expired(tenant)
    make_expired(tenant)
    TaskSchedule.objects.filter(id=make_expired(tenant).id).update(task=None)
    make_raising(tenant, ticket=tenant.make_ticket())

    assert auto_close(AS_OF) == 4
    assert not Ticket.objects.filter(source="SYSTEM").exists()


def test_raised_tickets_are_in_cached_lists(tenant):
    """The lists of tickets hear of what the sweep raised."""
    make_raising(tenant)
    lists = lambda: (client_page(tenant.id), site_page(tenant.id, tenant.site.id))  # noqa: E731
    assert [page["tickets"] for page in lists()] == [[], []]
    auto_close(AS_OF)

    assert [len(page["tickets"]) for page in lists()] == [1, 1]


def test_one_client_or_all(tenant, other):
    """Asked for one client, the sweep leaves the others alone."""
    for each in (tenant, other):
        make_expired(each)

    assert [auto_close(AS_OF, tenant.id), auto_close(AS_OF)] == [1, 1]


def test_price(tenant, django_assert_num_queries):
    """However many: a query and an UPDATE; with tickets a query, an INSERT and an UPDATE more."""
    for _ in range(3):
        make_expired(tenant)
    with django_assert_num_queries(2 + 2):  # and a savepoint, opened and released
        assert auto_close(AS_OF) == 3
    for _ in range(3):
        make_raising(tenant)
    with django_assert_num_queries(5 + 2):
        assert auto_close(AS_OF) == 3


@pytest.mark.usefixtures("empty_cache")
def test_sweep_never_uses_the_cache_to_decide(tenant):
    """What is open is read from the table, even if it changed behind the cache's back."""
    schedule = make_expired(tenant)
    auto_close(AS_OF - 2 * DAY)
    TaskSchedule.objects.filter(id=schedule.id).update(status=Status.COMPLETED)

    assert auto_close(AS_OF) == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_raise_one_ticket(tenant):
    """A sweep passes over what another one is just closing."""
    make_raising(tenant)
    closed = []

    def sweep_beside():
        closed.append(auto_close(AS_OF))
        connection.close()

    with transaction.atomic():
        closed.append(auto_close(AS_OF))
        beside = Thread(target=sweep_beside)
        beside.start()
        beside.join()
    closed.append(auto_close(AS_OF))

    assert closed == [1, 0, 0]
    assert Ticket.objects.count() == 1


def test_command(tenant, other):
    """The scheduler's command sweeps at the moment it is given, over the client it is given."""
    for each in (tenant, other):
        make_schedule(each)
    out = StringIO()
    later = f"--now={(AS_OF + 3 * HOUR).isoformat()}"
    call_command("autoclose_tasks", stdout=out)
    call_command("autoclose_tasks", later, f"--client={tenant.id}", stdout=out)
    call_command("autoclose_tasks", later, stdout=out)

    assert out.getvalue() == "0 tasks closed\n1 tasks closed\n1 tasks closed\n"


def test_command_that_closes_tickets(tenant, other):
    """What nobody complained about is closed when the time to do so is over."""
    for each in (tenant, other):
        each.make_ticket(TicketStatus.RESOLVED, resolvedon=AS_OF)
    out = StringIO()
    later = f"--now={(AS_OF + closing.REOPEN_WINDOW + MOMENT).isoformat()}"
    call_command("close_tickets", stdout=out)
    call_command("close_tickets", later, f"--client={tenant.id}", stdout=out)
    call_command("close_tickets", later, stdout=out)

    assert out.getvalue() == "0 tickets closed\n1 tickets closed\n1 tickets closed\n"
