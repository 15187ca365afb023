"""Parameters in addresses of requests: anything that cannot be read is answered with 400."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest

from facility.core.days import beginning
from facility.core.http import IDS, day_of

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from django.http import HttpRequest

#: A longer period is asked for in parts.
MOST_DAYS = 366

#: More ids are not named at once; without names it is all of the client's.
MOST_IDS = 100

#: As many digits as the largest id has: a longer number need not be read to be refused.
_DIGITS = len(str(IDS[-1]))


def day_or_none(request: HttpRequest, name: str) -> date | None:
    """A day as ``yyyy-mm-dd``, None where it is missing.

    Raises:
        BadRequest: it is not one.
    """
    value = request.GET.get(name)
    return day_of(value, name) if value else None


def day(request: HttpRequest, name: str, default: date) -> date:
    """The same, the default where it is missing."""
    return day_or_none(request, name) or default


def month(request: HttpRequest, today: date) -> tuple[int, int]:
    """Year and month of ``month=yyyy-mm``; the current one where it is missing.

    Raises:
        BadRequest: it is not a month.
    """
    value = request.GET.get("month")
    found = day_of(f"{value}-01", "month") if value else today
    return found.year, found.month


def period(request: HttpRequest, start: date, end: date) -> tuple[date, date]:
    """The days ``start`` and ``end``, both included, each with its default.

    Raises:
        BadRequest: one is no day, or they are no period of at most a year.
    """
    first, last = day(request, "start", start), day(request, "end", end)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise BadRequest(f"{first} to {last} is not a period of 1 to {MOST_DAYS} days")
    return first, last


def month_so_far(request: HttpRequest, today: date) -> tuple[date, date]:
    """The same, from the first of the month of ``end``, and until today, where they are missing."""
    end = day(request, "end", today)
    return period(request, end.replace(day=1), end)


def stretch(request: HttpRequest, now: datetime, usual: timedelta) -> tuple[datetime, datetime]:
    """From the beginning of the day ``start`` to that of the day ``end``, which is left out.

    The ``usual`` time up to now where they are missing.

    Raises:
        BadRequest: one is no day, or the end does not come after the start.
    """
    first, last = day_or_none(request, "start"), day_or_none(request, "end")
    end = beginning(last) if last else now
    start = beginning(first) if first else end - usual
    if start >= end:
        raise BadRequest(f"end={end.date()} does not come after start={start.date()}")
    return start, end


def text(request: HttpRequest, name: str) -> str | None:
    """A text, None where it is missing.

    Raises:
        BadRequest: it holds what PostgreSQL cannot compare with.
    """
    value = request.GET.get(name)
    if value is not None and "\0" in value:
        raise BadRequest(f"{name} is {value!r}, not a text")
    return value


def identifier(request: HttpRequest, name: str) -> int | None:
    """An id, None where it is missing.

    Raises:
        BadRequest: it is not one.
    """
    value = request.GET.get(name)
    return _number(value, name) if value else None


def identifiers(request: HttpRequest, name: str) -> tuple[int, ...] | None:
    """All ids of the name in order, each once; None for none.

    Raises:
        BadRequest: one is not an id, or they are too many.
    """
    values = set(request.GET.getlist(name))
    if len(values) > MOST_IDS:
        raise BadRequest(f"{name} is given {len(values)} times, more than {MOST_IDS}")
    return tuple(sorted({_number(value, name) for value in values})) or None


def page(request: HttpRequest) -> int:
    """The number of a page, from 1.

    Raises:
        BadRequest: it is not one.
    """
    return _number(request.GET.get("page") or "1", "page")


def _number(value: str, name: str) -> int:
    readable = value.isascii() and value.isdigit() and len(value) <= _DIGITS
    if not readable or int(value) not in IDS:
        raise BadRequest(f"{name} is {value!r}, not a whole number from 1")
    return int(value)
