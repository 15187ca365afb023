"""The days that a report is asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest

from facility.core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

#: How long a period is unless the address says otherwise.
USUAL = timedelta(days=30)


def period(request: HttpRequest) -> tuple[datetime, datetime]:
    """From the beginning of the day ``start`` to that of the day ``end``, which is left out.

    Raises:
        BadRequest: one of them is not a date, or the end does not come after the start.
    """
    end = _beginning(request, "end", clock.now())
    try:
        start = _beginning(request, "start", end - USUAL)
    except OverflowError as error:
        raise BadRequest(
            f"before end={end.date()} the calendar has no {USUAL.days} days"
        ) from error
    if start >= end:
        raise BadRequest(f"end={end.date()} does not come after start={start.date()}")
    return start, end


def _beginning(request: HttpRequest, name: str, default: datetime) -> datetime:
    """The beginning of a day of the address in UTC, ``default`` where it is missing."""
    value = request.GET.get(name)
    if not value:
        return default
    try:
        return datetime.combine(date.fromisoformat(value), time(), UTC)
    except ValueError as error:
        raise BadRequest(f"{name} is {value!r}, not a date") from error
