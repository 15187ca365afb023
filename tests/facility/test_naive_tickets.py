"""The naive twins of the tickets' queries give the same answers, at the price they are for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from facility.core.clock import AS_OF
from facility.naive import tickets as naive
from facility.y_helpdesk import pages
from facility.y_helpdesk.details import ticket_detail
from facility.y_helpdesk.escalation import sweep
from facility.y_helpdesk.models import EscalationMatrix, Ticket
from facility.y_helpdesk.pages import client_page, status_counts
from facility.y_helpdesk.statuses import Status
from facility.y_helpdesk.writes import assign_ticket


@pytest.fixture
def tickets(tenant, other):
    """Seven tickets in five statuses, some given to somebody; and one of another client."""
    other.make_ticket()
    return [
        tenant.make_ticket(
            status,
            createdon=AS_OF - timedelta(hours=n // 2),
            assignedto=tenant.guard if n % 2 else None,
        )
        for n, status in enumerate([*Status, Status.OPEN])
    ]


@pytest.mark.usefixtures("tickets")
@pytest.mark.parametrize("status", [None, "OPEN"])
def test_pages(tenant, monkeypatch, status):
    """Page after page by OFFSET holds what the pages by key hold."""
    for module in (pages, naive):
        monkeypatch.setattr(module, "PAGE_SIZE", 3)
    after, number = None, 0
    while number == 0 or after is not None:
        page = client_page(tenant.id, after, status)
        number += 1
        assert naive.client_page(tenant.id, number, status) == page["tickets"]
        after = page["next"]

    assert number == (1 if status else 3)


def test_price_of_a_page(tenant, django_assert_num_queries):
    """1 + 3N."""
    for _ in range(4):
        tenant.make_ticket(assignedto=tenant.guard)
    with django_assert_num_queries(1 + 3 * 4):
        naive.client_page(tenant.id)


@pytest.mark.usefixtures("tickets")
def test_counts(tenant, django_assert_num_queries):
    """A query for the statuses and one for each."""
    with django_assert_num_queries(1 + len(Status)):
        counts = naive.status_counts(tenant.id)

    assert counts == status_counts(tenant.id)


def test_detail(tenant, other, tickets):
    """With a log that names people, another client's among them, and the system."""
    ticket = tickets[1]
    for by in (tenant.guard.id, None, other.guard.id, tenant.admin.id):
        assign_ticket(tenant.id, ticket.id, tenant.guard.id, now=AS_OF, by=by)

    for each in (ticket, tickets[0]):
        assert naive.ticket_detail(tenant.id, each.id) == ticket_detail(tenant.id, each.id)


@pytest.fixture
def steps(tenant, other):
    """Two steps, the first one twice; another client has one too."""
    tenant.make_step(1, minutes=30, assignedperson=tenant.admin)
    tenant.make_step(1, minutes=1)
    tenant.make_step(2, minutes=90)
    other.make_step(1, minutes=30)


def states():
    """All that a sweep may write."""
    return list(
        Ticket.objects.order_by("id").values_list(
            "id",
            "level",
            "isescalated",
            "assignedto",
            "assignedtogroup",
            "ticketlog",
            "modifiedon",
            "modifiedby",
        )
    )


@pytest.mark.usefixtures("tickets", "steps")
@pytest.mark.parametrize("of_one_client", [True, False])
def test_sweeps(tenant, of_one_client):
    """Sweep after sweep, the same tickets climb to the same people."""
    before = states()
    client_id = tenant.id if of_one_client else None
    found = []
    for sweeper in (naive.sweep, sweep):
        climbed = [sweeper(AS_OF + timedelta(hours=hour), client_id) for hour in range(3)]
        found.append((climbed, states()))
        restore(before)

    assert found[0] == found[1]
    assert EscalationMatrix.objects.count() == 4
    assert sum(found[0][0]) > 1


def test_price_of_a_sweep(tenant, django_assert_num_queries):
    """1 + 4N."""
    tenant.make_step(1, minutes=30, assignedperson=tenant.admin)
    for _ in range(3):
        tenant.make_ticket(createdon=AS_OF - timedelta(hours=1))
    with django_assert_num_queries(1 + 4 * 3):
        assert naive.sweep(AS_OF) == 3


def restore(rows):
    """Undo what a sweep wrote."""
    for number, level, isescalated, person, group, log, modifiedon, modifiedby in rows:
        Ticket.objects.filter(id=number).update(
            level=level,
            isescalated=isescalated,
            assignedto=person,
            assignedtogroup=group,
            ticketlog=log,
            modifiedon=modifiedon,
            modifiedby=modifiedby,
        )
