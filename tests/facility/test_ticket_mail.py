"""The mail about a ticket: what it says, and to whom it goes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from facility.peoples.models import Pgbelonging, Pgroup
from facility.y_helpdesk.mail import SUBJECT_LENGTH, ticket_mail
from facility.y_helpdesk.models import Ticket


@pytest.fixture
def people(tenant, other):
    """A team whose members are of every kind, and a ticket given to it and to one of them."""
    names = ("lead", "member", "both", "disabled", "silent", "left")
    made = {
        name: tenant.make_person(name, email="" if name == "silent" else f"{name}@example.com")
        for name in names
    }
    made["disabled"].enable = False
    made["disabled"].save()
    made["foreign"] = other.make_person("foreign", email="foreign@example.com")
    tenant.site.siteincharge = made["lead"]
    tenant.site.save()
    team = Pgroup.objects.create(groupname="Team", client=tenant.client)
    for name in ("member", "both", "disabled", "silent", "left", "foreign"):
        Pgbelonging.objects.create(
            pgroup=team, people=made[name], client=tenant.client, enable=name != "left"
        )
    far = tenant.make_site("far away")
    Pgbelonging.objects.create(
        pgroup=team, people=made["both"], client=tenant.client, assignsites=far
    )
    made["ticket"] = tenant.make_ticket(assignedto=made["both"], assignedtogroup=team)
    return made


def test_recipients(tenant, people, django_assert_num_queries):
    """The assignee, the site's lead and the team, each once; two queries."""
    with django_assert_num_queries(2):
        mail = ticket_mail(tenant.id, people["ticket"].id)

    assert mail["recipients"] == ["both@example.com", "lead@example.com", "member@example.com"]


@pytest.mark.parametrize("name", ["disabled", "silent"])
def test_who_gets_none(tenant, people, name):
    """Nor does the assignee or the lead get one who is disabled or has no address."""
    ticket = people["ticket"]
    ticket.assignedto, ticket.assignedtogroup = people[name], None
    ticket.save()
    tenant.site.siteincharge = people[name]
    tenant.site.save()

    assert ticket_mail(tenant.id, ticket.id)["recipients"] == []


def test_ticket_of_nobody_is_one_query(tenant, django_assert_num_queries):
    """Without a group nobody's members are asked for."""
    ticket = tenant.make_ticket(category=None)
    with django_assert_num_queries(1):
        mail = ticket_mail(tenant.id, ticket.id)

    assert mail["recipients"] == []
    assert mail["body"].splitlines() == [
        "Water comes in",
        "",
        "Status: OPEN, priority MEDIUM, level 0",
        "Site: acme site",
        "Raised: 2026-06-30 00:00 UTC",
    ]


def test_body_names_who_is_to_do_it(tenant, people):
    """Category, assignee and group have lines of their own."""
    lines = ticket_mail(tenant.id, people["ticket"].id)["body"].splitlines()

    assert lines[4:7] == ["Category: Plumbing", "Assigned to: both", "Group: Team"]


def test_subject_is_one_line(tenant):
    """A line break in a description begins no other header, and a long one is cut."""
    ticket = tenant.make_ticket()
    ticket.ticketdesc = "Leak\r\nBcc: all@example.com " + "x" * SUBJECT_LENGTH
    ticket.save()
    subject = ticket_mail(tenant.id, ticket.id)["subject"]

    assert subject.startswith(f"[{ticket.ticketno}] OPEN: Leak Bcc: all@example.com xx")
    assert (len(subject), subject[-1]) == (SUBJECT_LENGTH, "…")


def test_over_http(tenant, other, client):
    """The mail as JSON, to its own client."""
    ticket = tenant.make_ticket()
    url = reverse("api-ticket-mail", args=[tenant.id, ticket.id])
    foreign = reverse("api-ticket-mail", args=[other.id, ticket.id])

    assert client.get(url).json() == ticket_mail(tenant.id, ticket.id)
    assert client.get(foreign).status_code == 404
    with pytest.raises(Ticket.DoesNotExist):
        ticket_mail(other.id, ticket.id)
