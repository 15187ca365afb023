"""``manage.py escalate_tickets``: what the scheduler runs every 30 minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facility.core.sweeps import SweepCommand
from facility.y_helpdesk import escalation

if TYPE_CHECKING:
    from datetime import datetime


class Command(SweepCommand):
    """Raises every due ticket by one level."""

    help = "Raise every ticket that is due by one level."
    said = "{} tickets escalated"

    def sweep(self, now: datetime, client_id: int | None, options: dict[str, Any]) -> int:  # noqa: ARG002
        """Raise them."""
        return escalation.sweep(now, client_id)
