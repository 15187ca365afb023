"""Commands that the scheduler runs: for one client or for all, at the clock's moment or another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from facility.core import clock

if TYPE_CHECKING:
    from argparse import ArgumentParser


class SweepCommand(BaseCommand, ABC):
    """Sweeps once and says what was done to how many rows."""

    #: What is said, with the number in it.
    said: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment and the client."""
        parser.add_argument(
            "--now", type=datetime.fromisoformat, help="ISO 8601 with an offset; default: the clock"
        )
        parser.add_argument("--client", type=int, help="id of a client; default: all of them")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Sweep and say how many there were."""
        number = self.sweep(options["now"] or clock.now(), options["client"], options)
        self.stdout.write(self.said.format(number))

    @abstractmethod
    def sweep(self, now: datetime, client_id: int | None, options: dict[str, Any]) -> int:
        """Do it, and return how many there were."""
