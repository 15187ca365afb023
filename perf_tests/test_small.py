"""The main reads on the small dataset too: what grows with the data shows beside the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from facility.activity.assets.counts import status_counts
from facility.activity.tasks.summaries import summary
from facility.attendance.summaries import site_period_summary
from facility.core import clock
from facility.core.capabilities import capability_tree
from facility.onboarding.hierarchy import client_tree
from facility.y_helpdesk.pages import client_page

pytestmark = pytest.mark.perf(dataset="small", max_queries=1)

TODAY = clock.AS_OF.date()
WEEK = (TODAY - timedelta(days=7), TODAY, TODAY)


@pytest.mark.parametrize(
    ("read", "arguments"),
    [
        pytest.param(capability_tree, ["WEB"], id="capabilities"),
        pytest.param(client_tree, [], id="business tree"),
        pytest.param(client_page, [], id="tickets"),
        pytest.param(site_period_summary, WEEK, id="attendance"),
        pytest.param(summary, WEEK, id="tasks"),
        pytest.param(status_counts, [], id="assets"),
    ],
)
def test_read(perf, largest_client, read, arguments):
    """A read of each area is one query on a tenth of the data too, and none from the cache."""
    cold = perf.cold(read, largest_client, *arguments)
    warm = perf.warm(read, largest_client, *arguments)

    assert cold == warm
    assert cold
