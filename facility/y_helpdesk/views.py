"""Tickets over HTTP: pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from facility.core import cursors, parameters
from facility.y_helpdesk.details import ticket_detail
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.pages import client_page, status_counts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def ticket_list(request: HttpRequest, client_id: int) -> HttpResponse:
    """A page of the client's tickets, with the number of them in each status."""
    status = parameters.text(request, "status")
    page = client_page(client_id, cursors.from_text(request.GET.get("after")), status)
    context = {
        "client_id": client_id,
        "status": status,
        "tickets": page["tickets"],
        "next": cursors.to_text(page["next"]),
        "counts": status_counts(client_id),
    }
    return render(request, "y_helpdesk/ticket_list.html", context)


@require_GET
def ticket(request: HttpRequest, client_id: int, ticket_id: int) -> HttpResponse:
    """One ticket with its log."""
    try:
        detail = ticket_detail(client_id, ticket_id)
    except Ticket.DoesNotExist as error:
        raise Http404(f"client {client_id} has no ticket {ticket_id}") from error
    return render(request, "y_helpdesk/ticket.html", {"ticket": detail, "client_id": client_id})
