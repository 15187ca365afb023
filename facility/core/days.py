"""Days and months in UTC. Ranges of moments are half open, so that an index on them serves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

DAY = timedelta(days=1)


def beginning(day: date) -> datetime:
    """The moment a day begins.

    >>> beginning(date(2026, 6, 30)).isoformat()
    '2026-06-30T00:00:00+00:00'
    """
    return datetime.combine(day, time.min, UTC)


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The moment ``first`` begins and the moment the day after ``last`` begins.

    >>> [moment.isoformat() for moment in bounds(date(2026, 6, 29), date(2026, 6, 30))]
    ['2026-06-29T00:00:00+00:00', '2026-07-01T00:00:00+00:00']
    """
    return beginning(first), beginning(last + DAY)


def months(first: date, last: date) -> list[str]:
    """Each month that the days from ``first`` to ``last`` touch, as ``yyyymm``.

    >>> months(date(2025, 12, 31), date(2026, 2, 1))
    ['202512', '202601', '202602']
    """
    touched = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{month // 12:04}{month % 12 + 1:02}" for month in touched]
