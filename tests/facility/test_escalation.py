"""The escalation sweep: who climbs, to whom, and at what price."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from facility.core.clock import AS_OF
from facility.y_helpdesk import escalation
from facility.y_helpdesk.escalation import sweep
from facility.y_helpdesk.models import EscalationMatrix
from facility.y_helpdesk.statuses import Status

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "climbs"),
    [
        (Status.NEW, True),
        (Status.OPEN, True),
        (Status.ONHOLD, True),
        (Status.RESOLVED, False),
        (Status.CLOSED, False),
        (Status.CANCELLED, False),
    ],
)
def test_only_open_tickets_climb(tenant, status, climbs):
    """A ticket that is done never escalates, even where its moment of resolving is missing."""
    tenant.make_step(1, minutes=30)
    ticket = tenant.make_ticket(status, createdon=AS_OF - HOUR)
    sweep(AS_OF)
    ticket.refresh_from_db()

    assert ticket.isescalated is climbs


@pytest.mark.parametrize(
    ("age", "climbs"),
    [
        (timedelta(minutes=29), False),
        (timedelta(minutes=30), False),
        (timedelta(minutes=30, microseconds=1), True),
    ],
)
def test_due_is_strictly_before_now(tenant, age, climbs):
    """At the very moment a ticket is not yet due."""
    tenant.make_step(1, minutes=30)
    tenant.make_ticket(createdon=AS_OF - age)

    assert sweep(AS_OF) == int(climbs)


def test_ticket_waits_for_its_next_level(tenant):
    """The time counts from when the ticket was raised, and the next level's row says how long."""
    tenant.make_step(1, minutes=30)
    tenant.make_step(2, minutes=240)
    tenant.make_ticket(createdon=AS_OF - HOUR)

    assert [sweep(AS_OF), sweep(AS_OF), sweep(AS_OF + 4 * HOUR)] == [1, 0, 1]


def test_top_level_stays(tenant):
    """Above the matrix there is nobody to go to."""
    tenant.make_step(1, minutes=30)
    tenant.make_ticket(createdon=AS_OF - HOUR, level=1)

    assert sweep(AS_OF) == 0


@pytest.mark.parametrize(
    ("unit", "minutes"),
    [("MINUTE", 2), ("HOUR", 120), ("DAY", 2880), ("WEEK", 20160)],
)
def test_units(tenant, unit, minutes):
    """Two of a unit are what they are in minutes."""
    EscalationMatrix.objects.create(
        client=tenant.client,
        template=tenant.codes["PLUMBING"],
        level=1,
        frequency=unit,
        frequencyvalue=2,
    )
    ticket = tenant.make_ticket()
    due = ticket.createdon + timedelta(minutes=minutes)

    assert [sweep(due), sweep(due + timedelta(seconds=1))] == [0, 1]


def test_what_climbing_writes(tenant):
    """Level, flag, assignee, log and the moment are those of the step."""
    tenant.make_step(1, minutes=30, assignedperson=tenant.admin)
    ticket = tenant.make_ticket(createdon=AS_OF - HOUR, assignedto=tenant.guard)
    sweep(AS_OF)
    ticket.refresh_from_db()

    assert (ticket.level, ticket.isescalated, ticket.assignedto) == (1, True, tenant.admin)
    assert ticket.modifiedon == AS_OF
    assert ticket.ticketlog == [
        {"when": "2026-06-30T00:00:00+00:00", "who": None, "what": "escalated to level 1"}
    ]


def test_each_client_has_its_own_matrix(tenant, other):
    """A step of one client raises no ticket of another."""
    tenant.make_step(1, minutes=30)
    other.make_ticket(createdon=AS_OF - HOUR)

    assert sweep(AS_OF) == 0


def test_sweep_of_one_client(tenant, other):
    """Asked for one client, the sweep leaves the others alone."""
    for each in (tenant, other):
        each.make_step(1, minutes=30)
        each.make_ticket(createdon=AS_OF - HOUR)

    assert [sweep(AS_OF, tenant.id), sweep(AS_OF)] == [1, 1]


def test_sweep_is_two_queries_and_an_update_for_each_batch(
    tenant, monkeypatch, django_assert_num_queries
):
    """Seven tickets in batches of three: the matrix, the tickets, three updates."""
    monkeypatch.setattr(escalation, "BATCH_SIZE", 3)
    tenant.make_step(1, minutes=30)
    for _ in range(7):
        tenant.make_ticket(createdon=AS_OF - HOUR)
    with django_assert_num_queries(5 + 2):  # and a savepoint, opened and released
        assert sweep(AS_OF) == 7


@pytest.mark.usefixtures("empty_cache")
def test_sweep_never_uses_the_cache_to_decide(tenant):
    """What is due is read from the tables, even if they changed behind the cache's back."""
    tenant.make_step(1, minutes=30)
    ticket = tenant.make_ticket(createdon=AS_OF - HOUR)
    sweep(AS_OF - HOUR)
    type(ticket).objects.filter(id=ticket.id).update(status=tenant.codes["CLOSED"])

    assert sweep(AS_OF) == 0


def test_command(tenant):
    """The scheduler's command sweeps at the moment it is given."""
    tenant.make_step(1, minutes=30)
    tenant.make_ticket()
    out = StringIO()
    call_command("escalate_tickets", "--now=2026-06-30T01:00:00+00:00", stdout=out)

    assert out.getvalue() == "1 tickets escalated\n"
