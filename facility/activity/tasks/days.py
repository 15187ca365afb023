"""Days and months in UTC. Ranges are half open, so that an index on the moment serves them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The moment ``first`` begins and the moment the day after ``last`` begins.

    >>> [moment.isoformat() for moment in bounds(date(2026, 6, 29), date(2026, 6, 30))]
    ['2026-06-29T00:00:00+00:00', '2026-07-01T00:00:00+00:00']
    """
    day_after = last + timedelta(days=1)
    return datetime.combine(first, time.min, UTC), datetime.combine(day_after, time.min, UTC)


def months(first: date, last: date) -> Iterator[str]:
    """Each month that the days from ``first`` to ``last`` touch, as ``yyyymm``.

    >>> list(months(date(2025, 12, 31), date(2026, 2, 1)))
    ['202512', '202601', '202602']
    """
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{month // 12}{month % 12 + 1:02}"
