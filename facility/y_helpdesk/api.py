"""Tickets over HTTP: JSON, reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.views.decorators.http import require_GET

from facility.core import cursors, parameters
from facility.y_helpdesk.details import ticket_detail
from facility.y_helpdesk.mail import ticket_mail
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.pages import Page, client_page, site_page, status_counts

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_GET
def client_tickets(request: HttpRequest, client_id: int) -> JsonResponse:
    """A page of the client's tickets; ``next`` is the ``after`` of the next one."""
    after = cursors.from_text(request.GET.get("after"))
    return _page_response(client_page(client_id, after, parameters.text(request, "status")))


@require_GET
def site_tickets(request: HttpRequest, client_id: int, site_id: int) -> JsonResponse:
    """A page of one site's tickets."""
    after = cursors.from_text(request.GET.get("after"))
    return _page_response(site_page(client_id, site_id, after, parameters.text(request, "status")))


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


@require_GET
def mail(request: HttpRequest, client_id: int, ticket_id: int) -> JsonResponse:  # noqa: ARG001
    """The mail about a ticket."""
    try:
        return JsonResponse(ticket_mail(client_id, ticket_id))
    except Ticket.DoesNotExist as error:
        raise Http404(f"client {client_id} has no ticket {ticket_id}") from error


def _page_response(page: Page) -> JsonResponse:
    return JsonResponse({"tickets": page["tickets"], "next": cursors.to_text(page["next"])})
