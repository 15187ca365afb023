"""The escalation sweep: two queries, and one UPDATE for each batch, however many are due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from facility.core import clock
from facility.peoples.models import Pgroup
from facility.y_helpdesk.escalation import sweep
from facility.y_helpdesk.matrix_writes import Wanted, set_step
from facility.y_helpdesk.models import EscalationMatrix

pytestmark = pytest.mark.perf(dataset="medium")


@pytest.mark.perf(dataset="medium", max_queries=4)
def test_sweep(perf):
    """A sweep over all clients writes in bulk, whatever number of tickets climbs."""
    assert perf(sweep, clock.now()) > 0


def test_sweep_with_nothing_due(perf):
    """A sweep that finds nothing writes nothing."""
    assert perf(sweep, datetime(2000, 1, 1, tzinfo=UTC)) == 0


def test_sweep_over_http(perf, client, largest_client):
    """A client's own sweep goes the same way."""
    response = perf(client.post, reverse("api-escalate", args=[largest_client]))

    assert response.json()["escalated"] > 0


@pytest.mark.parametrize("level", [1, 9], ids=["changed", "new"])
def test_set_step(perf, guard, level):
    """Category, step, person and group are looked up, and one row is written."""
    group = Pgroup.objects.filter(client=guard.client_id).earliest("id")
    hour = EscalationMatrix.Frequency.HOUR
    wanted = Wanted("PLUMBING", level, hour, 8, guard.id, group.id)
    step = perf(set_step, guard.client_id, wanted, now=clock.now())

    assert (step.level, step.frequencyvalue, step.assignedgroup_id) == (level, 8, group.id)


def test_set_step_over_http(perf, client, largest_client):
    """Without person and group neither is looked up."""
    body = {"category": "PLUMBING", "level": 1, "frequency": "DAY", "frequencyvalue": 2}
    url = reverse("api-escalation-step", args=[largest_client])
    response = perf(client.post, url, body, content_type="application/json")

    assert response.json()["level"] == 1
