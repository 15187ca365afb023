"""No client is ever shown another's tasks, whatever it asks for and in whatever order."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from schedules import make_group, make_schedule
from tenants import SEQUENCES, TODAY

from facility.activity.tasks.autoclose import auto_close
from facility.activity.tasks.generating import generate
from facility.activity.tasks.pages import my_tasks, overdue, site_day
from facility.activity.tasks.summaries import summary
from facility.core.clock import AS_OF
from facility.core.days import DAY

QUESTIONS = {
    "day": lambda asking, asked: site_day(asking.id, asked.site.id, TODAY, TODAY),
    "mine": lambda asking, asked: my_tasks(asking.id, asked.guard.id, TODAY, TODAY),
    "group": lambda asking, asked: my_tasks(asking.id, asked.admin.id, TODAY, TODAY),
    "summary": lambda asking, _: summary(asking.id, TODAY, TODAY, TODAY),
    "site": lambda asking, asked: summary(asking.id, TODAY, TODAY, TODAY, (asked.site.id,)),
    "overdue": lambda asking, _: overdue(asking.id, AS_OF + DAY)["tasks"],
}
ASKED = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from(sorted(QUESTIONS))), max_size=12
)


@pytest.fixture
def tenants(tenant, other):
    """Two clients, each with an occurrence for a person and one for a group."""
    for each in (tenant, other):
        group = make_group(each, each.admin)
        each.own = make_schedule(each)
        make_schedule(each, assignedto=None, assignedtogroup=group)
    return [tenant, other]


@given(asked=ASKED)
@SEQUENCES
def test_only_own_tasks_are_ever_shown(tenants, empty_cache, asked):
    """Warm or cold, whosever site or person is named, the rows are the asking client's own."""
    sites = [tenant.site.id for tenant in tenants]
    empty_cache.empty()

    for asking, named, name in asked:
        rows = QUESTIONS[name](tenants[asking], tenants[named])
        assert {row["site_id"] for row in rows} <= {sites[asking]}
        if asking == named:
            assert rows


@pytest.mark.parametrize("method", ["get", "post"])
def test_occurrence_of_another_client_is_not_found(tenants, client, method):
    """An occurrence's id under another client's address is 404, to read and to write."""
    tenant, other = tenants
    other.own.identifier = "TOUR"
    other.own.save()
    bodies = {
        "api-task-start": {},
        "api-task-complete": {},
        "api-task-reschedule": {"scheduledon": "2026-07-01T00:00:00+00:00"},
        "api-task-reassign": {"people_id": tenant.guard.id},
    }
    ids = [tenant.id, other.own.id]
    if method == "get":
        responses = [
            client.get(reverse(name, args=ids)) for name in ("api-task-detail", "api-task-tour")
        ]
    else:
        responses = [
            client.post(reverse(name, args=ids), body, content_type="application/json")
            for name, body in bodies.items()
        ]

    assert {response.status_code for response in responses} == {404}


def test_occurrence_is_never_given_to_another_clients_person(tenants, client):
    """The person must be the client's own."""
    tenant, other = tenants
    response = client.post(
        reverse("api-task-reassign", args=[tenant.id, tenant.own.id]),
        {"people_id": other.guard.id},
        content_type="application/json",
    )

    assert response.status_code == 404


def test_sweeps_of_one_client_leave_the_others(tenants):
    """What is planned and closed for one client is that client's."""
    tenant, other = tenants
    later = AS_OF + DAY

    assert generate(tenant.id, later, AS_OF) == 2
    assert auto_close(later, tenant.id) == 4
    assert generate(other.id, later, AS_OF) == 2
