"""Attendance over HTTP: JSON, reading and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from facility.attendance.entries import device
from facility.attendance.grid import person_month
from facility.attendance.models import Attendance
from facility.attendance.presence import late_and_absent
from facility.attendance.punches import open_punches
from facility.attendance.summaries import site_days, site_period_summary
from facility.attendance.sync import sync_offline
from facility.attendance.writes import (
    Correction,
    PunchError,
    correct_stay,
    punch_in,
    punch_out,
)
from facility.core import clock, cursors, parameters
from facility.core.http import day_of, integer, json_body, moment, moment_or_none
from facility.onboarding.models import Bt
from facility.peoples.models import People

if TYPE_CHECKING:
    from django.http import HttpRequest

#: Punches that a device may send at once.
MOST_PUNCHES = 1000


@require_GET
def summary(request: HttpRequest, client_id: int) -> JsonResponse:
    """The sites of the client, or those given as ``site=``, from ``start`` to ``end``."""
    today = clock.now().date()
    start, end = parameters.month_so_far(request, today)
    sites = site_period_summary(
        client_id, start, end, today, parameters.identifiers(request, "site")
    )
    return JsonResponse({"start": start, "end": end, "sites": sites})


@require_GET
def days(request: HttpRequest, client_id: int, site_id: int) -> JsonResponse:
    """Every day of one site from ``start`` to ``end``."""
    today = clock.now().date()
    start, end = parameters.month_so_far(request, today)
    try:
        return JsonResponse(site_days(client_id, site_id, start, end, today))
    except Bt.DoesNotExist as error:
        raise Http404(f"client {client_id} has no site {site_id}") from error


@require_GET
def late(request: HttpRequest, client_id: int, site_id: int) -> JsonResponse:
    """Who came late to a site on ``day``, and who did not come."""
    today = clock.now().date()
    day = parameters.day(request, "day", today)
    try:
        return JsonResponse({"day": day, **late_and_absent(client_id, site_id, day, today)})
    except Bt.DoesNotExist as error:
        raise Http404(f"client {client_id} has no site {site_id}") from error


@require_GET
def month(request: HttpRequest, client_id: int, people_id: int) -> JsonResponse:
    """Every day of ``month`` (yyyy-mm) of one person."""
    today = clock.now().date()
    year, number = parameters.month(request, today)
    try:
        return JsonResponse(person_month(client_id, people_id, year, number, today))
    except People.DoesNotExist as error:
        raise Http404(f"client {client_id} has no person {people_id}") from error


@require_GET
def open_now(request: HttpRequest, client_id: int) -> JsonResponse:
    """A page of who is in; ``next`` is the ``after`` of the next one."""
    after = cursors.from_text(request.GET.get("after"))
    page = open_punches(client_id, clock.now(), after)
    return JsonResponse({"punches": page["punches"], "next": cursors.to_text(page["next"])})


@require_POST
def begin(request: HttpRequest, client_id: int) -> JsonResponse:
    """Punch ``people_id`` in at ``site_id``; 409 for who is in already."""
    body = json_body(request)
    people_id, site_id = integer(body, "people_id"), integer(body, "site_id")
    try:
        stay = punch_in(client_id, people_id, site_id, now=clock.now(), deviceid=device(body))
    except (People.DoesNotExist, Bt.DoesNotExist) as error:
        raise Http404(f"client {client_id} has no such person or site") from error
    except PunchError as error:
        return JsonResponse({"error": str(error)}, status=409)
    return _stay_response(stay, status=201)


@require_POST
def end(request: HttpRequest, client_id: int) -> JsonResponse:
    """Punch ``people_id`` out."""
    people_id = integer(json_body(request), "people_id")
    try:
        stay = punch_out(client_id, people_id, now=clock.now())
    except Attendance.DoesNotExist as error:
        raise Http404(f"of client {client_id} nobody {people_id} is in") from error
    return _stay_response(stay)


@require_POST
def sync(request: HttpRequest, client_id: int) -> JsonResponse:
    """Store the ``punches`` that a device kept; the answer tells which ones were refused."""
    punches = json_body(request).get("punches")
    if not isinstance(punches, list) or len(punches) > MOST_PUNCHES:
        raise BadRequest(f"punches is not a list of at most {MOST_PUNCHES}")
    return JsonResponse(sync_offline(client_id, punches, now=clock.now()))


@require_POST
def correct(request: HttpRequest, client_id: int, stay_id: int) -> JsonResponse:
    """Set a stay right in the name of ``by``; 409 for what cannot have been."""
    body = json_body(request)
    correction = Correction(
        integer(body, "site_id"),
        day_of(body.get("datefor"), "datefor"),
        moment(body, "checkin_time"),
        moment_or_none(body, "checkout_time"),
    )
    by = integer(body, "by")
    try:
        stay = correct_stay(client_id, stay_id, correction, now=clock.now(), by=by)
    except (Attendance.DoesNotExist, People.DoesNotExist, Bt.DoesNotExist) as error:
        raise Http404(f"client {client_id} has no such stay, person or site") from error
    except PunchError as error:
        return JsonResponse({"error": str(error)}, status=409)
    return _stay_response(stay)


def _stay_response(stay: Attendance, status: int = 200) -> JsonResponse:
    shown = {
        "id": stay.id,
        "people_id": stay.people_id,
        "site_id": stay.site_id,
        "shift_id": stay.shift_id,
        "datefor": stay.datefor,
        "checkin_time": stay.checkin_time,
        "checkout_time": stay.checkout_time,
    }
    return JsonResponse(shown, status=status)
