"""``manage.py autoclose_tasks``: what the scheduler runs every 30 minutes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from facility.activity.tasks.autoclose import auto_close
from facility.core import clock

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Closes every occurrence that nobody did in time."""

    help = "Close every occurrence of a task that expired, and raise the tickets asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment and the client."""
        parser.add_argument(
            "--now", type=datetime.fromisoformat, help="ISO 8601 with an offset; default: the clock"
        )
        parser.add_argument("--client", type=int, help="id of a client; default: all of them")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Sweep once and say how many were closed."""
        closed = auto_close(options["now"] or clock.now(), options["client"])
        self.stdout.write(f"{closed} tasks closed")
