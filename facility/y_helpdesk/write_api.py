"""Tickets and their escalation over HTTP: JSON, writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from facility.core import clock
from facility.core.http import integer, json_body, member, text
from facility.onboarding.codes import find_code
from facility.onboarding.models import Bt, TypeAssist
from facility.peoples.models import People, Pgroup
from facility.y_helpdesk.escalation import sweep
from facility.y_helpdesk.matrix_writes import Wanted, set_step
from facility.y_helpdesk.models import EscalationMatrix, Ticket
from facility.y_helpdesk.statuses import CATEGORY_LIST, Status
from facility.y_helpdesk.writes import (
    TakenError,
    TransitionError,
    assign_ticket,
    create_ticket,
    set_ticket_status,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

#: Levels and waiting times beyond it are typing errors, and so is what is below 0.
LARGEST_COUNT = 10_000


@require_POST
def create(request: HttpRequest, client_id: int) -> JsonResponse:
    """Raise a ticket: ``site_id``, ``ticketno``, ``ticketdesc``, ``category``, ``priority``."""
    body = json_body(request)
    try:
        ticket = Ticket(
            client_id=client_id,
            site_id=integer(body, "site_id"),
            ticketno=text(body, "ticketno", 30),
            ticketdesc=text(body, "ticketdesc", 2_000),
            category=find_code(client_id, CATEGORY_LIST, text(body, "category", 50)),
            priority=member(body, "priority", Ticket.Priority),
        )
        create_ticket(ticket, now=clock.now())
    except Bt.DoesNotExist as error:
        raise Http404(f"client {client_id} has no such site") from error
    except TypeAssist.DoesNotExist as error:
        raise BadRequest(f"category is {body['category']!r}, which is none") from error
    except (TakenError, IntegrityError) as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"id": ticket.id, "status": ticket.status.tacode}, status=201)


@require_POST
def assign(request: HttpRequest, client_id: int, ticket_id: int) -> JsonResponse:
    """Give the ticket to the person ``people_id``."""
    people_id = integer(json_body(request), "people_id")
    try:
        ticket = assign_ticket(client_id, ticket_id, people_id, now=clock.now())
    except (Ticket.DoesNotExist, People.DoesNotExist) as error:
        raise Http404(f"client {client_id} has no such ticket or person") from error
    return JsonResponse({"id": ticket.id, "assignedto": people_id})


@require_POST
def status(request: HttpRequest, client_id: int, ticket_id: int) -> JsonResponse:
    """Move the ticket to ``status``; 409 where its life does not lead there."""
    wanted = member(json_body(request), "status", Status)
    try:
        ticket = set_ticket_status(client_id, ticket_id, wanted, now=clock.now())
    except Ticket.DoesNotExist as error:
        raise Http404(f"client {client_id} has no ticket {ticket_id}") from error
    except TransitionError as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"id": ticket.id, "status": wanted})


@require_POST
def escalate(request: HttpRequest, client_id: int) -> JsonResponse:  # noqa: ARG001
    """Sweep the client's tickets once."""
    return JsonResponse({"escalated": sweep(clock.now(), client_id)})


@require_POST
def step(request: HttpRequest, client_id: int) -> JsonResponse:
    """Set a step of the matrix: ``category``, ``level``, ``frequency``, ``frequencyvalue``.

    ``people_id`` and ``group_id`` may be left out.
    """
    body = json_body(request)
    wanted = Wanted(
        category=text(body, "category", 50),
        level=_count(body, "level"),
        frequency=member(body, "frequency", EscalationMatrix.Frequency),
        frequencyvalue=_count(body, "frequencyvalue"),
        person_id=integer(body, "people_id") if "people_id" in body else None,
        group_id=integer(body, "group_id") if "group_id" in body else None,
    )
    try:
        made = set_step(client_id, wanted, now=clock.now())
    except (People.DoesNotExist, Pgroup.DoesNotExist) as error:
        raise Http404(f"client {client_id} has no such person or group") from error
    except TypeAssist.DoesNotExist as error:
        raise BadRequest(f"category is {wanted.category!r}, which is none") from error
    return JsonResponse({"id": made.id, "level": made.level})


def _count(body: dict[str, Any], name: str) -> int:
    """A number that the matrix can hold."""
    value = integer(body, name)
    if not 0 <= value <= LARGEST_COUNT:
        raise BadRequest(f"{name} is {value}, not from 0 to {LARGEST_COUNT}")
    return value
