"""Tickets: pages by key, counts, one ticket with its log, and what people do to one."""

from __future__ import annotations

import pytest
from django.db.models import Count
from django.urls import reverse

from facility.core import clock
from facility.y_helpdesk.closing import close_resolved
from facility.y_helpdesk.details import ticket_detail
from facility.y_helpdesk.mail import ticket_mail
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.pages import PAGE_SIZE, client_page, site_page, status_counts
from facility.y_helpdesk.statuses import Status
from facility.y_helpdesk.writes import (
    assign_ticket,
    create_ticket,
    disable_ticket,
    rename_category,
    set_ticket_status,
)

pytestmark = pytest.mark.perf(dataset="medium")


@pytest.fixture
def open_ticket(largest_client):
    """The newest open ticket of the largest client."""
    found = Ticket.objects.filter(client=largest_client, enable=True, status__tacode=Status.OPEN)
    return found.latest("createdon", "id")


@pytest.fixture
def tall_log(largest_client):
    """The newest ticket of the largest client whose log names people."""
    found = Ticket.objects.filter(client=largest_client, enable=True)
    newest_first = found.order_by("-createdon", "-id").iterator(chunk_size=PAGE_SIZE)
    return next(
        ticket for ticket in newest_first if any(entry["who"] for entry in ticket.ticketlog)
    )


@pytest.fixture
def busiest_site(largest_client):
    """The site of the largest client with the most tickets."""
    sites = Ticket.objects.filter(client=largest_client).values("site").annotate(n=Count("id"))
    return sites.order_by("-n", "site")[0]["site"]


@pytest.fixture
def team_ticket(largest_client):
    """The newest ticket of the largest client that a person and a team are to do."""
    found = Ticket.objects.filter(
        client=largest_client, enable=True, site__siteincharge__enable=True
    )
    return found.filter(
        assignedto__enable=True, assignedtogroup__isnull=False, category__isnull=False
    ).latest("createdon", "id")


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=PAGE_SIZE + 1)
def test_first_page(perf, largest_client):
    """A page is one query over one page of rows, and nothing when it is cached."""
    cold = perf.cold(client_page, largest_client)
    warm = perf.warm(client_page, largest_client)

    assert cold == warm
    assert len(cold["tickets"]) == PAGE_SIZE


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=PAGE_SIZE + 1)
def test_later_pages(perf, largest_client):
    """A page from the middle costs what the first costs."""
    newest_first = Ticket.objects.filter(client=largest_client, enable=True).order_by(
        "-createdon", "-id"
    )
    middle = newest_first.values_list("createdon", "id")[1_000]
    deep = perf(client_page, largest_client, middle)

    assert len(deep["tickets"]) == PAGE_SIZE


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=PAGE_SIZE + 1)
def test_pages_of_one_status(perf, largest_client):
    """Filtering by status stays one query, on the first page and on the one after."""
    page = perf.cold(client_page, largest_client, None, Status.CLOSED.value)
    after = perf.named("second")(client_page, largest_client, page["next"], Status.CLOSED.value)

    assert {ticket["status"] for ticket in page["tickets"] + after["tickets"]} == {Status.CLOSED}
    assert len({ticket["id"] for ticket in page["tickets"] + after["tickets"]}) == 2 * PAGE_SIZE


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=PAGE_SIZE + 1)
def test_page_of_a_site(perf, largest_client, busiest_site):
    """A site's page is one query, and nothing when it is cached."""
    cold = perf.cold(site_page, largest_client, busiest_site)
    warm = perf.warm(site_page, largest_client, busiest_site)

    assert cold == warm
    assert len({ticket["site"] for ticket in cold["tickets"]}) == 1


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=len(Status))
def test_status_counts(perf, largest_client):
    """The counts are grouped by the database: a row for each status is all that is fetched."""
    cold = perf.cold(status_counts, largest_client)
    warm = perf.warm(status_counts, largest_client)

    assert cold == warm
    assert sum(cold.values()) == Ticket.objects.filter(client=largest_client, enable=True).count()


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_detail_with_log(perf, tall_log):
    """One query for the ticket, one for all the names in its log."""
    detail = perf(ticket_detail, tall_log.client_id, tall_log.id)

    assert len(detail["log"]) == len(tall_log.ticketlog)


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_mail(perf, team_ticket):
    """One query for the ticket and those it names, one for all members of the team."""
    mail = perf(ticket_mail, team_ticket.client_id, team_ticket.id)

    assert len(mail["recipients"]) > 2
    assert team_ticket.assignedto.email in mail["recipients"]


def test_mail_over_http(perf, client, team_ticket):
    """The mail over HTTP is the mail."""
    url = reverse("api-ticket-mail", args=[team_ticket.client_id, team_ticket.id])

    assert perf(client.get, url).json() == ticket_mail(team_ticket.client_id, team_ticket.id)


def test_list_page(perf, client, largest_client):
    """The HTML list takes a page and the counts, and nothing while rendering."""
    url = reverse("ticket-list", args=[largest_client])
    cold = perf.cold(client.get, url)
    warm = perf.warm(client.get, url)

    assert cold.content == warm.content
    assert cold.content.decode().count("<tr>") == PAGE_SIZE + 1


def test_list_over_http(perf, client, largest_client):
    """The JSON list leads to the next page by the address it names, at the price of one page."""
    url = reverse("api-tickets", args=[largest_client])
    first = client.get(url).json()
    second = perf(client.get, url, {"after": first["next"]}).json()

    ids = [ticket["id"] for ticket in first["tickets"] + second["tickets"]]
    assert len(set(ids)) == 2 * PAGE_SIZE


def test_counts_over_http(perf, client, largest_client):
    """The counts over HTTP are the counts."""
    response = perf(client.get, reverse("api-ticket-counts", args=[largest_client]))

    assert response.json() == {"counts": status_counts(largest_client)}


def test_ticket_page(perf, client, tall_log):
    """A ticket's page renders its whole log from two queries."""
    response = perf(client.get, reverse("ticket", args=[tall_log.client_id, tall_log.id]))

    assert response.content.decode().count("<li>") == len(tall_log.ticketlog)


def test_assign(perf, open_ticket, guard):
    """Assigning reads the ticket and the person, and writes one row."""
    ticket = perf(assign_ticket, open_ticket.client_id, open_ticket.id, guard.id, now=clock.now())

    assert ticket.assignedto_id == guard.id


def test_resolve(perf, open_ticket):
    """Resolving reads the ticket and the status, and writes one row."""
    ticket = perf(
        set_ticket_status,
        open_ticket.client_id,
        open_ticket.id,
        Status.RESOLVED,
        now=clock.now(),
    )

    assert ticket.resolvedon == clock.now()


def test_create(perf, largest_client, busiest_site):
    """The site, the number and the status are looked up, one row is written."""

    def create():
        ticket = Ticket(
            client_id=largest_client, site_id=busiest_site, ticketno="NEW", ticketdesc="Leak"
        )
        return create_ticket(ticket, now=clock.now())

    assert perf(create).status.tacode == Status.NEW


def test_create_over_http(perf, client, largest_client, busiest_site):
    """Over HTTP the category is looked up besides."""
    body = {
        "site_id": busiest_site,
        "ticketno": "NEW",
        "ticketdesc": "Leak",
        "category": "PLUMBING",
        "priority": "HIGH",
    }
    url = reverse("api-ticket-create", args=[largest_client])
    response = perf(client.post, url, body, content_type="application/json")

    assert response.status_code == 201


def test_disable(perf, open_ticket):
    """Disabling reads and writes one row."""
    ticket = perf(disable_ticket, open_ticket.client_id, open_ticket.id, now=clock.now())

    assert ticket.enable is False


@pytest.mark.perf(dataset="medium", max_queries=3)
def test_close_resolved(perf, largest_client):
    """However many are due, they are closed by one UPDATE; of one client, and of all."""
    of_one = perf.named("client")(close_resolved, clock.now(), largest_client)
    of_all = perf.named("all")(close_resolved, clock.now())

    assert of_one > 1
    assert of_all > 1


def test_rename_category(perf):
    """A shared category's new name ends what is shown to everybody: lists, counts and reports."""
    renamed = perf(rename_category, None, "PLUMBING", "Renamed", now=clock.now())

    assert renamed.taname == "Renamed"


def test_client_home(perf, client, largest_client):
    """The page that leads to all areas asks for the client's name alone."""
    response = perf(client.get, reverse("client-home", args=[largest_client]))

    assert reverse("ticket-list", args=[largest_client]) in response.content.decode()
