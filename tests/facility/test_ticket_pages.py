"""Lists of tickets: whole, in order, one query each, and never out of date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from facility.core.clock import AS_OF
from facility.y_helpdesk import pages
from facility.y_helpdesk.closing import close_resolved
from facility.y_helpdesk.details import ticket_detail
from facility.y_helpdesk.escalation import sweep
from facility.y_helpdesk.pages import client_page, site_page, status_counts
from facility.y_helpdesk.statuses import Status
from facility.y_helpdesk.writes import (
    assign_ticket,
    create_ticket,
    disable_ticket,
    set_ticket_status,
)


@pytest.fixture
def short_pages(monkeypatch):
    """Pages of three tickets."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)


def numbers(page):
    """Ids in the order of the page."""
    return [ticket["id"] for ticket in page["tickets"]]


def all_pages(client_id):
    """Page after page, as a reader goes on."""
    page = client_page(client_id)
    yield page
    while page["next"] is not None:
        page = client_page(client_id, page["next"])
        yield page


@pytest.mark.usefixtures("short_pages")
def test_pages_hold_every_ticket_once(tenant):
    """Newest first, and where moments are equal the highest id first."""
    made = [tenant.make_ticket(createdon=AS_OF - timedelta(hours=n // 3)) for n in range(8)]
    expected = sorted(made, key=lambda ticket: (ticket.createdon, ticket.id), reverse=True)
    shown = [number for page in all_pages(tenant.id) for number in numbers(page)]

    assert shown == [ticket.id for ticket in expected]


@pytest.mark.usefixtures("short_pages")
def test_full_last_page_leads_nowhere(tenant):
    """A last page that is full does not promise another."""
    for _ in range(3):
        tenant.make_ticket()

    assert client_page(tenant.id)["next"] is None


def test_page_is_one_query(tenant, django_assert_num_queries):
    """Status, site and assignee come with the ticket."""
    for _ in range(5):
        tenant.make_ticket(assignedto=tenant.guard)
    with django_assert_num_queries(1):
        page = client_page(tenant.id)
    with django_assert_num_queries(0):
        again = client_page(tenant.id)

    assert page == again
    assert {ticket["assignedto"] for ticket in page["tickets"]} == {"acme guard"}


def test_counts_are_one_query(tenant, django_assert_num_queries):
    """The database counts."""
    for status in (Status.OPEN, Status.OPEN, Status.CLOSED):
        tenant.make_ticket(status)
    with django_assert_num_queries(1):
        counts = status_counts(tenant.id)

    assert counts == {"OPEN": 2, "CLOSED": 1}


def test_status_filter(tenant):
    """Only tickets of the status are listed."""
    tenant.make_ticket(Status.CLOSED)
    wanted = tenant.make_ticket(Status.ONHOLD)

    assert numbers(client_page(tenant.id, None, "ONHOLD")) == [wanted.id]


def test_site_page(tenant):
    """Only tickets of the site are listed."""
    tenant.make_ticket()
    wanted = tenant.make_ticket(site=tenant.make_site("far away"))

    assert numbers(site_page(tenant.id, wanted.site_id)) == [wanted.id]


def test_detail_is_two_queries(tenant, django_assert_num_queries):
    """However many people the log names, their names are asked for once."""
    ticket = tenant.make_ticket()
    for person in (tenant.guard, tenant.admin, tenant.guard):
        assign_ticket(tenant.id, ticket.id, person.id, now=AS_OF, by=person.id)
    with django_assert_num_queries(2):
        detail = ticket_detail(tenant.id, ticket.id)

    assert [entry["who"] for entry in detail["log"]] == ["acme guard", "acme admin", "acme guard"]


def create(tenant, ticket):
    """Raise another ticket."""
    made = type(ticket)(ticketno="NEW1", ticketdesc="", client=tenant.client, site=tenant.site)
    create_ticket(made, now=AS_OF)


def assign(tenant, ticket):
    """Give the ticket to somebody."""
    assign_ticket(tenant.id, ticket.id, tenant.guard.id, now=AS_OF)


def resolve(tenant, ticket):
    """Resolve the ticket."""
    set_ticket_status(tenant.id, ticket.id, Status.RESOLVED, now=AS_OF)


def disable(tenant, ticket):
    """Take the ticket out of every list."""
    disable_ticket(tenant.id, ticket.id, now=AS_OF)


def delete(_tenant, ticket):
    """Delete the row."""
    ticket.delete()


def escalate(tenant, _ticket):
    """Let the ticket climb."""
    tenant.make_step(1, minutes=30)
    assert sweep(AS_OF) == 1


def close_by_sweep(tenant, ticket):
    """Resolve the ticket and let it be closed."""
    resolve(tenant, ticket)
    assert close_resolved(AS_OF + timedelta(days=6)) == 1


def rename_site(tenant, _ticket):
    """Rename the ticket's site."""
    tenant.site.buname = "Renamed"
    tenant.site.save()


def rename_status(tenant, _ticket):
    """Rename the code of the ticket's status."""
    tenant.codes["OPEN"].tacode = "OPENED"
    tenant.codes["OPEN"].save()


WRITES = [
    create,
    assign,
    resolve,
    disable,
    delete,
    escalate,
    close_by_sweep,
    rename_site,
    rename_status,
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_cached_equals_uncached_after(tenant, assert_fresh_after, write):
    """After every write the warm cache says what an empty one would."""
    ticket = tenant.make_ticket(createdon=AS_OF - timedelta(days=1))

    def answers():
        return (
            client_page(tenant.id),
            site_page(tenant.id, tenant.site.id),
            status_counts(tenant.id),
        )

    assert_fresh_after(lambda: write(tenant, ticket), answers)


def test_write_at_one_site_spares_the_others(tenant, django_assert_num_queries):
    """A site's cached page outlives writes at other sites."""
    ticket = tenant.make_ticket(site=tenant.make_site("far away"))
    site_page(tenant.id, tenant.site.id)
    assign_ticket(tenant.id, ticket.id, tenant.guard.id, now=AS_OF)
    with django_assert_num_queries(0):
        assert site_page(tenant.id, tenant.site.id)["tickets"] == []
