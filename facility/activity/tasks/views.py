"""Tasks over HTTP: pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from facility.activity.tasks import pages
from facility.activity.tasks.summaries import summary
from facility.core import clock, cursors, parameters
from facility.core.days import DAY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def site_day_page(request: HttpRequest, client_id: int, site_id: int) -> HttpResponse:
    """What is to be done at a site on ``day``, today where none is given."""
    today = clock.now().date()
    day = parameters.day(request, "day", today)
    tasks = pages.site_day(client_id, site_id, day, today)
    context = {
        "client_id": client_id,
        "site": tasks[0]["site"] if tasks else None,
        "tasks": tasks,
        "day": day,
        "day_before": day - DAY,
        "day_after": day + DAY,
    }
    return render(request, "tasks/site_day.html", context)


@require_GET
def overdue_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """A page of what is overdue, the oldest first."""
    page = pages.overdue(client_id, clock.now(), cursors.from_text(request.GET.get("after")))
    context = {
        "client_id": client_id,
        "tasks": page["tasks"],
        "next": cursors.to_text(page["next"]),
    }
    return render(request, "tasks/overdue.html", context)


@require_GET
def summary_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """How much was done at each site from ``start`` to ``end``, in the last week by default."""
    today = clock.now().date()
    start, end = parameters.period(request, today - 6 * DAY, today)
    length = end - start + DAY
    context = {
        "client_id": client_id,
        "start": start,
        "end": end,
        "before": (start - length, end - length),
        "after": (start + length, end + length),
        "sites": summary(client_id, start, end, today),
    }
    return render(request, "tasks/summary.html", context)
