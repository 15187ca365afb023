"""Entries of a ticket's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from facility.y_helpdesk.models import Ticket


def note(ticket: Ticket, what: str, *, now: datetime, by: int | None = None) -> None:
    """Append to the log and stamp the change; ``by`` is a person's id, None for the system."""
    ticket.ticketlog = [*ticket.ticketlog, {"when": now.isoformat(), "who": by, "what": what}]
    ticket.modifiedon = now
    ticket.modifiedby_id = by
