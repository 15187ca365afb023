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
    """Commands whose errors end with what happened and what mends it, never with a traceback.

    They are listed as they were added: by use, not by alphabet.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = _laid_out(self.help)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command whose help may hold examples, laid out as they stand."""
        cmd.help = _laid_out(cmd.help)
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of use."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except PerfgateError as error:
            click.echo(str(error), err=True)
            ctx.exit(Exit.UNUSABLE)


def _laid_out(text: str | None) -> str | None:
    r"""Make click's sign for a paragraph as it stands of the ``\b`` of a raw docstring."""
    return text and text.replace("\\b\n", "\b\n")
