"""``manage.py autoclose_tasks``: what the scheduler runs every 30 minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facility.activity.tasks.autoclose import auto_close
from facility.core.sweeps import SweepCommand

if TYPE_CHECKING:
    from datetime import datetime


class Command(SweepCommand):
    """Closes every occurrence that nobody did in time."""

    help = "Close every occurrence of a task that expired, and raise the tickets asked for."
    said = "{} tasks closed"

    def sweep(self, now: datetime, client_id: int | None, options: dict[str, Any]) -> int:  # noqa: ARG002
        """Close them."""
        return auto_close(now, client_id)
