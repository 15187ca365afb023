"""Tasks over HTTP: JSON, reading."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.views.decorators.http import require_GET

from facility.activity.models import TaskSchedule
from facility.activity.tasks import details, pages
from facility.activity.tasks.summaries import summary
from facility.core import clock, cursors, parameters

if TYPE_CHECKING:
    from django.http import HttpRequest

#: The days that a person's list and a summary reach ahead and back where nobody says so.
WEEK = timedelta(days=6)


@require_GET
def site_day(request: HttpRequest, client_id: int, site_id: int) -> JsonResponse:
    """What is to be done at a site on ``day``, today where none is given."""
    today = clock.now().date()
    day = parameters.day(request, "day", today)
    return JsonResponse({"day": day, "tasks": pages.site_day(client_id, site_id, day, today)})


@require_GET
def mine(request: HttpRequest, client_id: int, people_id: int) -> JsonResponse:
    """What a person still has to do from ``start`` to ``end``, this week where none is given."""
    today = clock.now().date()
    start, end = parameters.period(request, today, today + WEEK)
    return JsonResponse({"tasks": pages.my_tasks(client_id, people_id, start, end)})


@require_GET
def summary_json(request: HttpRequest, client_id: int) -> JsonResponse:
    """Counts by site from ``start`` to ``end``, of each ``site`` given or of all."""
    today = clock.now().date()
    start, end = parameters.period(request, today - WEEK, today)
    sites = summary(client_id, start, end, today, parameters.identifiers(request, "site"))
    return JsonResponse({"start": start, "end": end, "sites": sites})


@require_GET
def overdue(request: HttpRequest, client_id: int) -> JsonResponse:
    """A page of what is overdue; ``next`` is the ``after`` of the next one."""
    after = cursors.from_text(request.GET.get("after"))
    page = pages.overdue(client_id, clock.now(), after)
    return JsonResponse({"tasks": page["tasks"], "next": cursors.to_text(page["next"])})


@require_GET
def detail(request: HttpRequest, client_id: int, schedule_id: int) -> JsonResponse:  # noqa: ARG001
    """One occurrence."""
    try:
        return JsonResponse(details.schedule_detail(client_id, schedule_id))
    except TaskSchedule.DoesNotExist as error:
        raise Http404(f"client {client_id} has no occurrence {schedule_id}") from error


@require_GET
def tour(request: HttpRequest, client_id: int, schedule_id: int) -> JsonResponse:  # noqa: ARG001
    """One tour with its checkpoints."""
    try:
        return JsonResponse(details.tour(client_id, schedule_id))
    except TaskSchedule.DoesNotExist as error:
        raise Http404(f"client {client_id} has no tour {schedule_id}") from error
