"""Days and moments in requests; what cannot be read is answered with 400."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from django.http import HttpRequest

#: A longer period is asked for in parts.
MOST_DAYS = 366

#: Days of other years are mistakes, and the calendar itself ends at year 9999.
YEARS = range(1970, 2200)


def day(request: HttpRequest, name: str, default: date) -> date:
    """The day ``yyyy-mm-dd`` of a query parameter, the default where there is none.

    Raises:
        BadRequest: it is no day.
    """
    text = request.GET.get(name)
    if not text:
        return default
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"{name} is {text!r}, not a day such as 2026-06-30") from error
    if found.year not in YEARS:
        raise BadRequest(f"{name} is {found}, not between {YEARS.start} and {YEARS.stop}")
    return found


def period(request: HttpRequest, start: date, end: date) -> tuple[date, date]:
    """The days ``start`` and ``end`` of the query, each with its default.

    Raises:
        BadRequest: one is no day, the end lies before the start, or it is too long.
    """
    first, last = day(request, "start", start), day(request, "end", end)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise BadRequest(f"{first} to {last} is not a period of 1 to {MOST_DAYS} days")
    return first, last


def identifiers(request: HttpRequest, name: str) -> tuple[int, ...] | None:
    """The integers that a query parameter is given, in order; None where it is not.

    Raises:
        BadRequest: one is no integer.
    """
    texts = request.GET.getlist(name)
    try:
        return tuple(sorted({int(text) for text in texts})) or None
    except ValueError as error:
        raise BadRequest(f"{name} is {texts!r}, not integers") from error


def moment(body: dict[str, Any], name: str, *, latest: datetime) -> datetime:
    """A moment of the body in ISO 8601 with an offset from UTC.

    Raises:
        BadRequest: it is missing, no moment, or later than ``latest``.
    """
    value = body.get(name)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadRequest(f"{name} is {value!r}, not a moment such as 2026-06-30T06:00:00+00:00")
    if found > latest:
        raise BadRequest(f"{name} is {value}, later than {latest.isoformat()}")
    return found


def flag(body: dict[str, Any], name: str) -> bool:
    """True or false of the body, false where it says nothing.

    Raises:
        BadRequest: it is of another type.
    """
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise BadRequest(f"{name} is {value!r}, not true or false")
    return value
