"""``manage.py close_tickets``: what the scheduler runs every day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facility.core.sweeps import SweepCommand
from facility.y_helpdesk.closing import close_resolved

if TYPE_CHECKING:
    from datetime import datetime


class Command(SweepCommand):
    """Closes every ticket that was resolved long enough ago."""

    help = "Close every ticket that nobody complained about after it was resolved."
    said = "{} tickets closed"

    def sweep(self, now: datetime, client_id: int | None, options: dict[str, Any]) -> int:  # noqa: ARG002
        """Close them."""
        return close_resolved(now, client_id)
