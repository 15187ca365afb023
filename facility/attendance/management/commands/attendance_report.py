"""``manage.py attendance_report``: what happened at a client's sites in a period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from facility.attendance.summaries import site_period_summary
from facility.core import clock

if TYPE_CHECKING:
    from argparse import ArgumentParser

LINE = "{:<40} {:>6} {:>6} {:>6} {:>12} {:>8}"


class Command(BaseCommand):
    """Prints a line for each site; missing check-outs are told, never made up."""

    help = "Print the attendance at a client's sites in a period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the client and the period."""
        parser.add_argument("--client", type=int, required=True, help="id of a client")
        parser.add_argument("--start", type=date.fromisoformat, help="default: begin of the month")
        parser.add_argument("--end", type=date.fromisoformat, help="default: today, by the clock")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Print the report."""
        today = clock.now().date()
        end = options["end"] or today
        start = options["start"] or end.replace(day=1)
        if start > end:
            raise CommandError(f"{start} is after {end}")
        self.stdout.write(LINE.format("site", "stays", "people", "late", "no check-out", "hours"))
        for site in site_period_summary(options["client"], start, end, today):
            self.stdout.write(
                LINE.format(
                    site["site"],
                    *(site[name] for name in ("stays", "people", "late", "missing")),
                    site["minutes"] // 60,
                )
            )
