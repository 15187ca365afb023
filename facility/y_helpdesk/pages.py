"""Lists of tickets, newest first, a page at a time by key, and how many there are by status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from facility.core.cache_manager import cached
from facility.core.cursors import cut
from facility.y_helpdesk.models import Ticket

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from facility.core.cursors import After

#: Rows of a page.
PAGE_SIZE = 50

TTL_S = 300

Page = dict[str, Any]


@cached(prefix="tkt", ttl_s=TTL_S, tags=("tkt", "tkt:setup:{client_id}", "tkt:client:{client_id}"))
def client_page(client_id: int, after: After | None = None, status: str | None = None) -> Page:
    """``{"tickets": [...], "next": After or None}`` of a client. One query."""
    return _page(_tickets(client_id, after, status))


@cached(prefix="tkt", ttl_s=TTL_S, tags=("tkt", "tkt:setup:{client_id}", "tkt:site:{site_id}"))
def site_page(
    client_id: int, site_id: int, after: After | None = None, status: str | None = None
) -> Page:
    """``{"tickets": [...], "next": After or None}`` of one site of a client. One query."""
    return _page(_tickets(client_id, after, status).filter(site=site_id))


@cached(prefix="tkt", ttl_s=TTL_S, tags=("tkt", "tkt:setup:{client_id}", "tkt:client:{client_id}"))
def status_counts(client_id: int) -> dict[str, int]:
    """Number of a client's tickets by status code; a status without tickets is left out."""
    counted = (
        Ticket.objects.filter(client=client_id, enable=True)
        .values("status__tacode")
        .annotate(tickets=Count("id"))
        .order_by("status__tacode")
    )
    return {row["status__tacode"]: row["tickets"] for row in counted}


def _tickets(client_id: int, after: After | None, status: str | None) -> QuerySet[Ticket]:
    tickets = (
        Ticket.objects.filter(client=client_id, enable=True)
        .select_related("status", "site", "assignedto")
        .only(
            "ticketno",
            "ticketdesc",
            "priority",
            "level",
            "createdon",
            "status__tacode",
            "site__buname",
            "assignedto__peoplename",
        )
        .order_by("-createdon", "-id")
    )
    if status is not None:
        tickets = tickets.filter(status__tacode=status)
    if after is not None:
        # The first condition alone bounds the index scan; an OR of the two would not.
        createdon, ticket_id = after
        tickets = tickets.filter(
            Q(createdon__lt=createdon) | Q(id__lt=ticket_id), createdon__lte=createdon
        )
    return tickets


def _page(tickets: QuerySet[Ticket]) -> Page:
    rows = list(tickets[: PAGE_SIZE + 1])
    shown, following = cut(rows, PAGE_SIZE, lambda ticket: (ticket.createdon, ticket.id))
    return {"tickets": [_row(ticket) for ticket in shown], "next": following}


def _row(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "ticketno": ticket.ticketno,
        "ticketdesc": ticket.ticketdesc,
        "priority": ticket.priority,
        "level": ticket.level,
        "createdon": ticket.createdon,
        "status": ticket.status.tacode,
        "site": ticket.site.buname,
        "assignedto": ticket.assignedto.peoplename if ticket.assignedto else None,
    }
