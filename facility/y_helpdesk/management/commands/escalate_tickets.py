"""``manage.py escalate_tickets``: what the scheduler runs every 30 minutes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from facility.core import clock
from facility.y_helpdesk.escalation import sweep

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Raises every due ticket by one level."""

    help = "Raise every ticket that is due by one level."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment and the client."""
        parser.add_argument(
            "--now", type=datetime.fromisoformat, help="ISO 8601 with an offset; default: the clock"
        )
        parser.add_argument("--client", type=int, help="id of a client; default: all of them")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Sweep once and say how many tickets climbed."""
        climbed = sweep(options["now"] or clock.now(), options["client"])
        self.stdout.write(f"{climbed} tickets escalated")
