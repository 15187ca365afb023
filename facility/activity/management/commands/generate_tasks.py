"""``manage.py generate_tasks``: what the scheduler runs every day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from facility.activity.tasks.generating import HORIZON, generate
from facility.core.sweeps import SweepCommand

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(SweepCommand):
    """Makes the occurrences of recurring tasks ahead of time."""

    help = "Make the occurrences of recurring tasks that are due and not there yet."
    said = "{} tasks generated"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how far, too."""
        super().add_arguments(parser)
        parser.add_argument(
            "--until",
            type=datetime.fromisoformat,
            help=f"ISO 8601 with an offset; default: {HORIZON.days} days ahead",
        )

    def sweep(self, now: datetime, client_id: int | None, options: dict[str, Any]) -> int:
        """Make them."""
        return generate(client_id, options["until"] or now + HORIZON, now)
