"""No client is ever shown another's data, whatever it asks for and in whatever order."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tenants import SEQUENCES, make_capability

from facility.core.capabilities import capability_choices, capability_tree
from facility.y_helpdesk.pages import client_page, status_counts

QUESTIONS = {
    "tree": lambda client_id: capability_tree(client_id, "WEB"),
    "choices": lambda client_id: capability_choices(client_id, "WEB"),
    "page": client_page,
    "counts": status_counts,
}
ASKED = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(sorted(QUESTIONS))), max_size=12)


@pytest.fixture
def tenants(tenant, other):
    """Two clients; everything of theirs bears their name, and one has a ticket more."""
    for each in (tenant, other):
        make_capability(f"CAP-{each.id}", client=each.client)
        each.make_ticket()
    other.make_ticket()
    return [tenant, other]


@given(asked=ASKED)
@SEQUENCES
def test_same_question_never_has_the_same_answer(tenants, empty_cache, asked):
    """Warm or cold, the answers are the asking client's own."""
    uncached = {}
    for name, question in QUESTIONS.items():
        for which, tenant in enumerate(tenants):
            empty_cache.empty()
            uncached[which, name] = question(tenant.id)
    empty_cache.empty()

    for which, name in asked:
        answer = QUESTIONS[name](tenants[which].id)
        assert answer == uncached[which, name]
        assert answer != uncached[1 - which, name]


def test_ticket_of_another_client_is_not_found(tenants, client):
    """A ticket's id under another client's address is 404, to read and to write."""
    tenant, other = tenants
    theirs = other.make_ticket()
    responses = [
        client.get(reverse("ticket", args=[tenant.id, theirs.id])),
        client.get(reverse("api-ticket", args=[tenant.id, theirs.id])),
        client.post(
            reverse("api-ticket-status", args=[tenant.id, theirs.id]),
            {"status": "RESOLVED"},
            content_type="application/json",
        ),
        client.post(
            reverse("api-ticket-assign", args=[tenant.id, theirs.id]),
            {"people_id": tenant.guard.id},
            content_type="application/json",
        ),
    ]

    assert [response.status_code for response in responses] == [404] * 4


def test_ticket_is_never_given_to_another_clients_person(tenants, client):
    """The person must be the client's own."""
    tenant, other = tenants
    response = client.post(
        reverse("api-ticket-assign", args=[tenant.id, tenant.make_ticket().id]),
        {"people_id": other.guard.id},
        content_type="application/json",
    )

    assert response.status_code == 404


def test_site_of_another_client_has_no_tickets(tenants, client):
    """Another client's site shows nothing, even when its own page is cached."""
    tenant, other = tenants
    client.get(reverse("api-site-tickets", args=[other.id, other.site.id]))
    response = client.get(reverse("api-site-tickets", args=[tenant.id, other.site.id]))

    assert response.json()["tickets"] == []
