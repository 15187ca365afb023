"""``perfgate services status``."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from perfgate.cli.group import Exit
from perfgate.cli.printing import print_lines, style_for
from perfgate.cli.project import project
from perfgate.report.listing import list_lines

if TYPE_CHECKING:
    from perfgate.services.inventory import HomeServer

_KEYS = ("server", "provider", "state", "since", "kept_until", "sessions", "disk_mb")


@click.command()
@click.option(
    "--format",
    "how",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Print text, or JSON with an object for each server.",
)
def status(how: str) -> None:
    r"""List the servers of this home, and who holds them.

    Those that do not run are listed with the data that they left. Ends with 3 if none runs.

    \b
      perfgate services status
      perfgate services status --format json
    """
    from perfgate.services.inventory import servers_of

    found = servers_of(project().home)
    if how == "json":
        click.echo(json.dumps([_told(each) for each in found], indent=1))
    else:
        print_lines(list_lines(_KEYS, [_row(each) for each in found], style_for()))
    if not any(each.running for each in found):
        click.echo("No server runs. Start them: perfgate services up", err=True)
        sys.exit(Exit.NOTHING)


def _told(server: HomeServer) -> dict[str, Any]:
    """What may be known of a server: nothing of how to log in."""
    return {
        "server": server.name,
        "provider": server.provider,
        "state": "running" if server.running else "stopped",
        "since": server.since,
        "kept_until": server.kept_until,
        "sessions": server.sessions,
        "disk_mb": round(server.disk_bytes / 1_000_000, 1),
        "folder": str(server.folder),
    }


def _row(server: HomeServer) -> list[str]:
    told = _told(server)
    moments = {key: told[key] and clock(told[key]) for key in ("since", "kept_until")}
    texts = {**told, **moments}
    return ["" if texts[key] is None else str(texts[key]) for key in _KEYS]


def clock(moment_s: float) -> str:
    """Day and time of a moment in seconds since the epoch, as people here tell it."""
    return time.strftime("%a %H:%M", time.localtime(moment_s))
