"""What the help texts teach, and that the page of commands repeats them."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from perfgate.cli.main import cli
from perfgate.cli.manual import manual

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"


def commands(group=cli, path=()):
    """Every command with the words that call it."""
    for name, command in group.commands.items():
        if command.hidden:
            continue
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def shown(*arguments):
    """What a call prints."""
    return CliRunner().invoke(cli, list(arguments), prog_name="perfgate")


def test_group_teaches_the_four_jobs():
    """Whoever knows nothing learns what to run, in the order of a day."""
    text = shown("--help").stdout

    for job in ("run      pytest perf_tests", "gate     the same command", "--perf-update",
                "compare  perfgate compare main..."):  # fmt: skip
        assert job in text
    listed = text.partition("Commands:")[2]
    assert listed.index("  show ") < listed.index("  compare ") < listed.index("  explain ")


def test_no_arguments_print_the_help():
    """A bare call teaches, and is a call that cannot be used."""
    result = shown()

    assert (result.exit_code, "A day with it" in result.output) == (2, True)


@pytest.mark.parametrize(("path", "command"), list(commands()), ids=str)
def test_help_of_each_command(path, command):
    """Each has examples, laid out as they stand, and fits in 80 columns."""
    text = shown(*path, "--help").stdout

    assert max(map(len, text.splitlines())) <= 80
    assert "\\b" not in text
    assert "\b" not in text
    if not isinstance(command, click.Group):
        assert re.search(r"^    .*perfgate ", text, re.MULTILINE), "it has no example"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{option.name} has no help"
    assert not command.get_short_help_str(60).endswith("..."), "its first sentence is too long"


def test_page_of_commands_is_what_the_help_says():
    """The page is written by the command that stands in it."""
    assert PAGE.read_text(encoding="utf-8") == manual(), (
        "python -m perfgate.cli.manual > docs/commands.md"
    )
