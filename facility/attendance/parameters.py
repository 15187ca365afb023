"""Parameters of requests for reports: periods, days, months and sites."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest

from facility.attendance.entries import IDS, YEARS

if TYPE_CHECKING:
    from django.http import HttpRequest

#: No report is longer than this.
LONGEST_PERIOD = timedelta(days=366)

#: Nor does one name more sites than this; without names it holds all of the client's.
MOST_SITES = 100


def period(request: HttpRequest, today: date) -> tuple[date, date]:
    """``start`` and ``end``, both included; the month so far where they are not given.

    Raises:
        BadRequest: they are no days, or no period of at most a year.
    """
    end = day(request, "end", today)
    start = day(request, "start", end.replace(day=1))
    if not timedelta(0) <= end - start < LONGEST_PERIOD:
        raise BadRequest(f"{start} to {end} is not a period of 1 to {LONGEST_PERIOD.days} days")
    return start, end


def day(request: HttpRequest, name: str, default: date) -> date:
    """A day as ``yyyy-mm-dd``.

    Raises:
        BadRequest: it is not one.
    """
    text = request.GET.get(name)
    return default if not text else day_of(text, name)


def day_of(text: object, name: str) -> date:
    """The day that a text stands for.

    Raises:
        BadRequest: it stands for none.
    """
    try:
        found = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise BadRequest(f"{name} is {text!r}, not a day")
    return found


def month(request: HttpRequest, today: date) -> tuple[int, int]:
    """Year and month of ``month=yyyy-mm``; the current one where it is not given.

    Raises:
        BadRequest: it is not a month.
    """
    text = request.GET.get("month")
    found = day_of(f"{text}-01", "month") if text else today
    return found.year, found.month


def site_ids(request: HttpRequest) -> tuple[int, ...] | None:
    """All ``site=...`` in order, each once; None for none, which means every site.

    Raises:
        BadRequest: one is not an id, or they are too many.
    """
    texts = set(request.GET.getlist("site"))
    if len(texts) > MOST_SITES:
        raise BadRequest(f"{len(texts)} sites are more than {MOST_SITES}")
    return tuple(sorted(_number(text, "site") for text in texts)) or None


def page(request: HttpRequest) -> int:
    """The number of a page, from 1.

    Raises:
        BadRequest: it is not one.
    """
    return _number(request.GET.get("page") or "1", "page")


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) in IDS):
        raise BadRequest(f"{name}={text!r} is not a whole number from 1")
    return int(text)
