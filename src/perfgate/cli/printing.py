"""Printing the lines of a report on standard output."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from perfgate.report.line import plain
from perfgate.report.measurement import Style

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from perfgate.report.line import Line

_COLOURS = ("red", "green", "yellow", "cyan")


def style_for(verbosity: int = 0) -> Style:
    """Return how to show a report here.

    What is not shown in a terminal is read by a program or kept: nothing is cut off there.
    """
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    shown = max(verbosity, 0 if sys.stdout.isatty() else 1)
    return Style(shown, shutil.get_terminal_size().columns, not encoding.startswith("utf"))


def wrote_line(path: Path, root: Path) -> Line:
    """Return the line that tells of a file that was written, relative to the root directory."""
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return plain(style_for().whole(f"wrote {shown}"))


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines, in colour where a terminal shows it and ``NO_COLOR`` is not set."""
    colour = False if os.environ.get("NO_COLOR") else None
    for line in lines:
        text = "".join(
            click.style(
                span,
                fg=next((name for name in _COLOURS if name in markup), None),
                bold="bold" in markup or None,
            )
            for span, markup in line
        )
        click.echo(text, color=colour)
