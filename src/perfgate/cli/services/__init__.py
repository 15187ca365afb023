"""``perfgate services …``: keep the servers of perf tests for a day, look at them, stop them."""

from __future__ import annotations

import click

from perfgate.cli.group import Commands
from perfgate.cli.services.keeping import down, up
from perfgate.cli.services.looking import status


@click.group(cls=Commands)
def services() -> None:
    r"""Keep the servers for a working day.

    Every run then finds them started. Without it they stop with the last test session.

    \b
      perfgate services up        in the morning
      perfgate services status    what runs, and until when
      perfgate services down      in the evening, or not at all
    """


for command in (up, status, down):
    services.add_command(command)
