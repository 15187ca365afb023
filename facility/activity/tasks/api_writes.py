"""Tasks over HTTP: JSON, writing. What an occurrence's life does not allow is answered with 409."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from facility.activity.models import TaskSchedule
from facility.activity.tasks import writes
from facility.activity.tasks.autoclose import auto_close
from facility.activity.tasks.generating import generate
from facility.activity.tasks.statuses import TransitionError
from facility.core import clock
from facility.core.http import flag, integer, json_body, moment
from facility.peoples.models import People

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    View = Callable[[HttpRequest, int, int], JsonResponse]

#: Nothing is planned or moved further ahead than this in one request.
FURTHEST = timedelta(days=31)


def _refusing(view: View) -> View:
    """Answer 404 for what the client does not have, 409 for what cannot be done with it."""

    @wraps(view)
    def call(request: HttpRequest, client_id: int, schedule_id: int) -> JsonResponse:
        try:
            return view(request, client_id, schedule_id)
        except (TaskSchedule.DoesNotExist, People.DoesNotExist) as error:
            raise Http404(f"client {client_id} has no such occurrence or person") from error
        except TransitionError as error:
            return JsonResponse({"error": str(error)}, status=409)

    return call


@require_POST
@_refusing
def start(request: HttpRequest, client_id: int, schedule_id: int) -> JsonResponse:  # noqa: ARG001
    """Begin an occurrence."""
    schedule = writes.start(client_id, schedule_id, now=clock.now())
    return JsonResponse({"id": schedule.id, "status": schedule.status})


@require_POST
@_refusing
def complete(request: HttpRequest, client_id: int, schedule_id: int) -> JsonResponse:
    """Finish an occurrence; with ``partial``, leave it with only a part done."""
    partial = flag(json_body(request) if request.body else {}, "partial", default=False)
    schedule = writes.complete(client_id, schedule_id, now=clock.now(), partial=partial)
    return JsonResponse({"id": schedule.id, "status": schedule.status})


@require_POST
@_refusing
def reschedule(request: HttpRequest, client_id: int, schedule_id: int) -> JsonResponse:
    """Move an occurrence to ``scheduledon``."""
    now = clock.now()
    when = moment(json_body(request), "scheduledon", latest=now + FURTHEST)
    schedule = writes.reschedule(client_id, schedule_id, when, now=now)
    return JsonResponse(
        {
            "id": schedule.id,
            "scheduledon": schedule.scheduledon,
            "expireson": schedule.expireson,
        }
    )


@require_POST
@_refusing
def reassign(request: HttpRequest, client_id: int, schedule_id: int) -> JsonResponse:
    """Give an occurrence to the person ``people_id``."""
    people_id = integer(json_body(request), "people_id")
    schedule = writes.reassign(client_id, schedule_id, people_id, now=clock.now())
    return JsonResponse({"id": schedule.id, "assignedto": people_id})


@require_POST
def generate_json(request: HttpRequest, client_id: int) -> JsonResponse:
    """Make the client's occurrences that are due before ``until``."""
    now = clock.now()
    until = moment(json_body(request), "until", latest=now + FURTHEST)
    return JsonResponse({"generated": generate(client_id, until, now)})


@require_POST
def autoclose(request: HttpRequest, client_id: int) -> JsonResponse:  # noqa: ARG001
    """Close the client's expired occurrences once."""
    return JsonResponse({"closed": auto_close(clock.now(), client_id)})
