"""The application's clock stands still, so that the same request does the same work every day.

Queries never ask the system for the time: they take ``now`` as an argument, and whoever calls
them takes it from here.
"""

from __future__ import annotations

from datetime import UTC, datetime

#: The end of the datasets: everything recorded in them happened before this moment.
AS_OF = datetime(2026, 6, 30, tzinfo=UTC)


def now() -> datetime:
    """The current moment of the application, in UTC."""
    return AS_OF
