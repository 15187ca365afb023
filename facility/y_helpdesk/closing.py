"""The sweep that closes what nobody complained about after it was resolved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from facility.core.cache_tags import bump
from facility.onboarding.models import TypeAssist
from facility.y_helpdesk.models import Ticket
from facility.y_helpdesk.statuses import STATUS_LIST, Status
from facility.y_helpdesk.tags import ticket_tags

if TYPE_CHECKING:
    from datetime import datetime

#: How long a resolved ticket can still be reopened.
REOPEN_WINDOW = timedelta(days=5)


@transaction.atomic
def close_resolved(now: datetime, client_id: int | None = None) -> int:
    """Close every ticket resolved longer ago than the window, of one client or of all.

    Returns how many there were.

    Two queries and one UPDATE. The log is not written: ``closedon`` says it all.
    """
    tickets = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        enable=True, status__tacode=Status.RESOLVED, resolvedon__lt=now - REOPEN_WINDOW
    )
    if client_id is not None:
        tickets = tickets.filter(client=client_id)
    due = list(tickets.values_list("id", "client_id", "site_id"))
    closed = TypeAssist.objects.only("id").get(
        tacode=Status.CLOSED, tatype__tacode=STATUS_LIST, client=None
    )
    Ticket.objects.filter(id__in=[row[0] for row in due]).update(
        status=closed, closedon=now, modifiedon=now, modifiedby=None
    )
    bump(tag for _, client_id, site_id in due for tag in ticket_tags(client_id, site_id))
    return len(due)
