"""What people may do to a ticket, and what is written when they do."""

from __future__ import annotations

import pytest

from facility.core.clock import AS_OF
from facility.onboarding.models import TypeAssist
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.statuses import NEXT, Status
from facility.y_helpdesk.writes import (
    TransitionError,
    assign_ticket,
    create_ticket,
    rename_category,
    set_ticket_status,
)

ALL = [(one, two) for one in Status for two in Status]


@pytest.mark.parametrize(("before", "after"), [pair for pair in ALL if pair[1] in NEXT[pair[0]]])
def test_allowed_transition(tenant, before, after):
    """Where life leads, a ticket goes, and its log says so."""
    ticket = tenant.make_ticket(before)
    set_ticket_status(tenant.id, ticket.id, after, now=AS_OF)
    ticket.refresh_from_db()

    assert ticket.status.tacode == after
    assert ticket.ticketlog[-1]["what"] == f"{before} to {after}"


@pytest.mark.parametrize(
    ("before", "after"), [pair for pair in ALL if pair[1] not in NEXT[pair[0]]]
)
def test_forbidden_transition(tenant, before, after):
    """CLOSED and CANCELLED are the end, and no step is skipped."""
    ticket = tenant.make_ticket(before)

    with pytest.raises(TransitionError, match=f"is {before}; it cannot become {after}"):
        set_ticket_status(tenant.id, ticket.id, after, now=AS_OF)


def test_reopening_forgets_the_resolution(tenant):
    """A reopened ticket is open: it has no moment of resolving any more."""
    ticket = tenant.make_ticket()
    set_ticket_status(tenant.id, ticket.id, Status.RESOLVED, now=AS_OF)
    reopened = set_ticket_status(tenant.id, ticket.id, Status.OPEN, now=AS_OF)

    assert reopened.resolvedon is None


def test_created_ticket_is_new(tenant):
    """A ticket begins as NEW with one entry in its log."""
    made = create_ticket(
        Ticket(ticketno="N1", ticketdesc="", client=tenant.client, site=tenant.site),
        now=AS_OF,
        by=tenant.guard.id,
    )
    made.refresh_from_db()

    assert (made.status.tacode, made.createdby) == ("NEW", tenant.guard)
    assert [entry["what"] for entry in made.ticketlog] == ["created"]


def test_shared_category_is_not_a_clients_to_rename(tenant):
    """A client renames its own categories, nobody's those that all share."""
    with pytest.raises(TypeAssist.DoesNotExist):
        rename_category(tenant.id, "PLUMBING", "Ours", now=AS_OF)

    assert rename_category(None, "PLUMBING", "Pipes", now=AS_OF).taname == "Pipes"


def test_assigning_takes_three_statements(tenant, django_assert_num_queries):
    """The ticket, the person, the update; and a savepoint, opened and released."""
    ticket = tenant.make_ticket()
    with django_assert_num_queries(3 + 2):
        assigned = assign_ticket(tenant.id, ticket.id, tenant.guard.id, now=AS_OF)

    assert assigned.assignedto == tenant.guard
