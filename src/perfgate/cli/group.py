"""The command group: how every command ends when it cannot do its work."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import click

from perfgate.errors import PerfgateError


class Exit(IntEnum):
    """Exit codes of the command ``perfgate``."""

    FINE = 0
    REGRESSED = 1
    UNUSABLE = 2
    NOTHING = 3


class Commands(click.Group):
    """Commands whose errors end with what happened and what mends it, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except PerfgateError as error:
            click.echo(str(error), err=True)
            ctx.exit(Exit.UNUSABLE)
