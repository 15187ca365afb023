"""Attendance over HTTP: pages."""

from __future__ import annotations

from calendar import Calendar
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from facility.attendance.grid import month_of, person_month
from facility.attendance.punches import open_punches
from facility.attendance.summaries import site_period_summary
from facility.core import clock, cursors, parameters
from facility.core.days import DAY
from facility.peoples.models import People

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

#: Rows of a page of the summary.
SITES_PER_PAGE = 50

#: What can be added up over sites; people cannot, as some work at several.
SUMS = ("stays", "late", "missing", "minutes")

_CALENDAR = Calendar()


@require_GET
def summary(request: HttpRequest, client_id: int) -> HttpResponse:
    """A period at the client's sites, a page of sites at a time, with the sums over all of them.

    The pages are cut from one report, so only the first that is looked at asks the database.
    """
    today = clock.now().date()
    start, end = parameters.month_so_far(request, today)
    number = parameters.page(request)
    sites = site_period_summary(client_id, start, end, today)
    first = (number - 1) * SITES_PER_PAGE
    context = {
        "client_id": client_id,
        "start": start,
        "end": end,
        "sites": sites[first : first + SITES_PER_PAGE],
        "total": {name: sum(site[name] for site in sites) for name in SUMS},
        "number": number,
        "previous": number - 1,
        "next": number + 1 if len(sites) > first + SITES_PER_PAGE else None,
        "count": len(sites),
    }
    return render(request, "attendance/summary.html", context)


@require_GET
def month(request: HttpRequest, client_id: int, people_id: int) -> HttpResponse:
    """A person's month as a calendar, a row for each week."""
    today = clock.now().date()
    year, number = parameters.month(request, today)
    try:
        grid = person_month(client_id, people_id, year, number, today)
    except People.DoesNotExist as error:
        raise Http404(f"client {client_id} has no person {people_id}") from error
    first, last = month_of(year, number)
    context = {
        "client_id": client_id,
        "month": first,
        "previous": first - DAY,
        "next": last + DAY,
        "weeks": _weeks(grid["days"]),
        **grid,
    }
    return render(request, "attendance/person_month.html", context)


@require_GET
def open_now(request: HttpRequest, client_id: int) -> HttpResponse:
    """A page of who is in, the last to come first."""
    now = clock.now()
    page = open_punches(client_id, now, cursors.from_text(request.GET.get("after")))
    context = {
        "client_id": client_id,
        "now": now,
        "punches": page["punches"],
        "next": cursors.to_text(page["next"]),
    }
    return render(request, "attendance/open.html", context)


def _weeks(days: list[dict[str, Any]]) -> list[list[dict[str, Any] | None]]:
    """The days in rows from Monday to Sunday, None where a week lies in another month."""
    first: date = days[0]["day"]
    of_day = {each["day"]: each for each in days}
    return [
        [of_day.get(day) for day in week]
        for week in _CALENDAR.monthdatescalendar(first.year, first.month)
    ]
