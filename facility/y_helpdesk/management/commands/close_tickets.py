"""``manage.py close_tickets``: what the scheduler runs every day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from facility.core import clock
from facility.y_helpdesk.closing import close_resolved

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Closes every ticket that was resolved long enough ago."""

    help = "Close every ticket that nobody complained about after it was resolved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment and the client."""
        parser.add_argument(
            "--now", type=datetime.fromisoformat, help="ISO 8601 with an offset; default: the clock"
        )
        parser.add_argument("--client", type=int, help="id of a client; default: all of them")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Sweep once and say how many were closed."""
        closed = close_resolved(options["now"] or clock.now(), options["client"])
        self.stdout.write(f"{closed} tickets closed")
