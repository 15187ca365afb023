"""Steps of the escalation matrix: made, changed, and refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from facility.core.clock import AS_OF
from facility.peoples.models import Pgroup
from facility.y_helpdesk.escalation import sweep
from facility.y_helpdesk.matrix_writes import Wanted, set_step
from facility.y_helpdesk.models import EscalationMatrix

MINUTE, HOUR = EscalationMatrix.Frequency.MINUTE, EscalationMatrix.Frequency.HOUR
STEP = {"category": "PLUMBING", "level": 1, "frequency": "HOUR", "frequencyvalue": 2}


def post(client, tenant, **fields):
    """Ask for a step over HTTP."""
    url = reverse("api-escalation-step", args=[tenant.id])
    return client.post(url, STEP | fields, content_type="application/json")


def test_new_step_lets_tickets_climb(tenant):
    """The sweep after it knows the step."""
    tenant.make_ticket(createdon=AS_OF - timedelta(hours=1))
    before = sweep(AS_OF)
    set_step(tenant.id, Wanted("PLUMBING", 1, MINUTE, 30), now=AS_OF)

    assert [before, sweep(AS_OF)] == [0, 1]


def test_step_is_changed_in_its_place(tenant, other):
    """Of two rows the older one counts, so that one is changed; nobody else's is."""
    old, young, foreign = (each.make_step(1, minutes=30) for each in (tenant, tenant, other))
    group = Pgroup.objects.create(groupname="Team", client=tenant.client)
    wanted = Wanted("PLUMBING", 1, HOUR, 4, tenant.guard.id, group.id)
    changed = set_step(tenant.id, wanted, now=AS_OF)

    assert changed == old
    old.refresh_from_db()
    assert (old.frequency, old.frequencyvalue) == ("HOUR", 4)
    assert (old.assignedperson, old.assignedgroup) == (tenant.guard, group)
    for row in (young, foreign):
        row.refresh_from_db()
        assert row.frequencyvalue == 30


def test_step_over_http(tenant, client):
    """What was asked for is stored."""
    body = post(client, tenant, people_id=tenant.guard.id).json()
    step = EscalationMatrix.objects.get(id=body["id"])

    assert (step.level, step.frequency, step.frequencyvalue) == (1, "HOUR", 2)
    assert step.assignedperson == tenant.guard


@pytest.mark.parametrize(
    "fields",
    [
        {"category": "FAX"},
        {"category": "OPEN"},
        {"frequency": "YEAR"},
        {"frequency": []},
        {"frequencyvalue": -1},
        {"level": 10_001},
        {"group_id": "1"},
    ],
)
def test_unreadable_step_is_refused(tenant, client, fields):
    """What the matrix cannot hold is answered with 400."""
    assert post(client, tenant, **fields).status_code == 400


def test_people_of_another_client_are_not_found(tenant, other, client):
    """A ticket never climbs to somebody else's people."""
    group = Pgroup.objects.create(groupname="Team", client=other.client)
    responses = [
        post(client, tenant, people_id=other.guard.id),
        post(client, tenant, group_id=group.id),
    ]

    assert [response.status_code for response in responses] == [404, 404]
