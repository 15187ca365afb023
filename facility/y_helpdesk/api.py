"""Tickets over HTTP: JSON, reading and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from facility.core import clock, cursors
from facility.core.http import integer, json_body
from facility.peoples.models import People
from facility.y_helpdesk.details import ticket_detail
from facility.y_helpdesk.escalation import sweep
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.pages import Page, client_page, site_page, status_counts
from facility.y_helpdesk.statuses import Status
from facility.y_helpdesk.writes import TransitionError, assign_ticket, set_ticket_status

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_GET
def client_tickets(request: HttpRequest, client_id: int) -> JsonResponse:
    """A page of the client's tickets; ``next`` is the ``after`` of the next one."""
    after = cursors.from_text(request.GET.get("after"))
    return _page_response(client_page(client_id, after, request.GET.get("status")))


@require_GET
def site_tickets(request: HttpRequest, client_id: int, site_id: int) -> JsonResponse:
    """A page of one site's tickets."""
    after = cursors.from_text(request.GET.get("after"))
    return _page_response(site_page(client_id, site_id, after, request.GET.get("status")))


@require_GET
def counts(request: HttpRequest, client_id: int) -> JsonResponse:  # noqa: ARG001
    """The number of tickets in each status."""
    return JsonResponse({"counts": status_counts(client_id)})


@require_GET
def detail(request: HttpRequest, client_id: int, ticket_id: int) -> JsonResponse:  # noqa: ARG001
    """One ticket with its log."""
    try:
        return JsonResponse(ticket_detail(client_id, ticket_id))
    except Ticket.DoesNotExist as error:
        raise Http404(f"client {client_id} has no ticket {ticket_id}") from error


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
    wanted = json_body(request).get("status")
    if wanted not in set(Status):
        raise BadRequest(f"status is {wanted!r}, not one of {', '.join(Status)}")
    try:
        ticket = set_ticket_status(client_id, ticket_id, Status(wanted), now=clock.now())
    except Ticket.DoesNotExist as error:
        raise Http404(f"client {client_id} has no ticket {ticket_id}") from error
    except TransitionError as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"id": ticket.id, "status": wanted})


@require_POST
def escalate(request: HttpRequest, client_id: int) -> JsonResponse:  # noqa: ARG001
    """Sweep the client's tickets once."""
    return JsonResponse({"escalated": sweep(clock.now(), client_id)})


def _page_response(page: Page) -> JsonResponse:
    return JsonResponse({"tickets": page["tickets"], "next": cursors.to_text(page["next"])})
