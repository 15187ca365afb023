"""The page ``docs/commands.md``: every help text as it is printed, options of pytest included.

``python -m perfgate.cli.manual > docs/commands.md`` writes it anew.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

import click

from perfgate.cli.main import cli
from perfgate.pytest_options import add_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

_WIDTH = 80


class _Listing:
    """Stands in for pytest's parser, and keeps what is added to it."""

    def __init__(self) -> None:
        self.options: list[tuple[str, str]] = []

    def getgroup(self, *_: str) -> _Listing:
        """Give itself: there is one group."""
        return self

    def addoption(self, *names: str, **facts: Any) -> None:
        """Keep an option as pytest's help shows it."""
        value = facts.get("metavar") or facts.get("choices")
        takes = f"={value}" if value and facts.get("action") is None else ""
        self.options.append((", ".join(f"{name}{takes}" for name in names), facts["help"]))


def manual() -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "What `perfgate --help`, `perfgate COMMAND --help` and `pytest --help` say. Edit the help"
    yield "texts, then write this page anew: `python -m perfgate.cli.manual > docs/commands.md`."
    yield ""
    yield from _command(cli, "perfgate", None)
    yield "## pytest: options of the gate"
    yield ""
    yield "| option | what it does |"
    yield "|---|---|"
    listing = _Listing()
    add_options(cast("pytest.Parser", listing))
    for option, told in listing.options:
        yield f"| `{option}` | {told} |".replace("%%", "%")
    yield ""


def _command(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=_WIDTH,
        help_option_names=cli.context_settings["help_option_names"],
    )
    yield f"## {context.command_path}"
    yield ""
    yield "```text"
    yield command.get_help(context)
    yield "```"
    yield ""
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found is not None:
                yield from _command(found, each, context)


if __name__ == "__main__":
    sys.stdout.write(manual())
