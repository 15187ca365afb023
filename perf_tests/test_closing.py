"""Closing resolved tickets: two queries and one UPDATE, however many there are."""

from __future__ import annotations

import pytest

from facility.core import clock
from facility.y_helpdesk.closing import REOPEN_WINDOW, close_resolved

pytestmark = pytest.mark.perf(dataset="medium")


@pytest.mark.perf(dataset="medium", max_queries=3)
def test_close_resolved(perf, largest_client):
    """All that nobody complained about for a month longer than needed is closed at once."""
    assert perf(close_resolved, clock.now() + 6 * REOPEN_WINDOW, largest_client) > 2
