"""``manage.py generate_tasks``: what the scheduler runs every day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from facility.activity.tasks.generating import HORIZON, generate
from facility.core import clock

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Makes the occurrences of recurring tasks ahead of time."""

    help = "Make the occurrences of recurring tasks that are due and not there yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how far, the moment and the client."""
        parser.add_argument(
            "--until",
            type=datetime.fromisoformat,
            help=f"ISO 8601 with an offset; default: {HORIZON.days} days ahead",
        )
        parser.add_argument(
            "--now", type=datetime.fromisoformat, help="ISO 8601 with an offset; default: the clock"
        )
        parser.add_argument("--client", type=int, help="id of a client; default: all of them")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Make them and say how many there were."""
        now = options["now"] or clock.now()
        made = generate(options["client"], options["until"] or now + HORIZON, now)
        self.stdout.write(f"{made} tasks generated")
