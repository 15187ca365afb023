"""The escalation sweep: two queries, and one UPDATE for each batch, however many are due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from facility.core import clock
from facility.y_helpdesk.escalation import sweep

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
