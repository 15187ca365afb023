"""Raising a ticket over HTTP, and closing those that are done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from facility.core.clock import AS_OF
from facility.y_helpdesk.closing import close_resolved
from facility.y_helpdesk.statuses import Status


def post(client, tenant, **fields):
    """Raise a ticket."""
    given = {
        "site_id": tenant.site.id,
        "ticketno": "N1",
        "ticketdesc": "Water comes in",
        "category": "PLUMBING",
        "priority": "HIGH",
    }
    url = reverse("api-ticket-create", args=[tenant.id])
    return client.post(url, given | fields, content_type="application/json")


def test_raised_and_found(tenant, client):
    """It is NEW, and listed."""
    response = post(client, tenant)
    listed = client.get(reverse("api-tickets", args=[tenant.id])).json()["tickets"]

    assert (response.status_code, response.json()["status"]) == (201, "NEW")
    assert [(ticket["id"], ticket["priority"]) for ticket in listed] == [
        (response.json()["id"], "HIGH")
    ]


def test_number_that_is_taken_is_a_conflict(tenant, client):
    """Two tickets never share a number."""
    assert [post(client, tenant).status_code for _ in range(2)] == [201, 409]


def test_site_of_another_client_is_not_found(tenant, other, client):
    """Nobody raises a ticket at another client's site."""
    assert post(client, tenant, site_id=other.site.id).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"site_id": None},
        {"ticketno": ""},
        {"ticketno": "N" * 31},
        {"ticketdesc": "nul \0"},
        {"category": "OPEN"},
        {"priority": "URGENT"},
    ],
)
def test_unreadable_ticket_is_refused(tenant, client, fields):
    """What cannot be raised is answered with 400."""
    assert post(client, tenant, **fields).status_code == 400


@pytest.mark.parametrize("name", ["ticket-list", "api-tickets"])
def test_status_that_no_text_can_be_is_refused(tenant, client, name):
    """PostgreSQL knows no NUL."""
    response = client.get(reverse(name, args=[tenant.id]), {"status": "\0"})

    assert response.status_code == 400


def test_closing_of_one_client(tenant, other):
    """Asked for one client, the others' tickets stay."""
    for each in (tenant, other):
        each.make_ticket(Status.RESOLVED, resolvedon=AS_OF - timedelta(days=6))

    assert [close_resolved(AS_OF, tenant.id), close_resolved(AS_OF)] == [1, 1]
