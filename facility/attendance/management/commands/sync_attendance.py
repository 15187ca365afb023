"""``manage.py sync_attendance``: store a file of punches that a device kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from facility.attendance.sync import sync_offline
from facility.core import clock

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Stores what can be stored and tells of each entry that was refused."""

    help = "Store a file of punches: a JSON list, as the device would have sent it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the client."""
        parser.add_argument("file", type=Path, help="a JSON list of punches")
        parser.add_argument("--client", type=int, required=True, help="id of the client")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Store the punches and say what became of them."""
        path: Path = options["file"]
        try:
            batch = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        if not isinstance(batch, list):
            raise CommandError(f"{path} is a JSON {type(batch).__name__}, not a list")
        done = sync_offline(options["client"], batch, now=clock.now())
        self.stdout.write(
            f"{done['created']} created, {done['updated']} updated, {done['unchanged']} unchanged"
        )
        for refused in done["refused"]:
            self.stderr.write(f"entry {refused['entry']}: {refused['error']}")
