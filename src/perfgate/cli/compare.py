"""``perfgate compare OLD NEW``: two runs, or two states of the baselines, side by side."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import click

from perfgate.analyse.comparison import compare as compared
from perfgate.cli.completing import ONLY, SIDE
from perfgate.cli.group import Exit
from perfgate.cli.output import OUTPUT, write
from perfgate.cli.printing import print_lines, style_for
from perfgate.cli.project import project
from perfgate.cli.sides import sides
from perfgate.report.comparison import comparison_lines
from perfgate.report.comparison_markdown import comparison_markdown
from perfgate.report.json_report import json_report
from perfgate.report.line import text_of
from perfgate.report.measurement import Style

if TYPE_CHECKING:
    from pathlib import Path

    from perfgate.analyse.comparison import Comparison

#: Findings of one measurement unless all are asked for, as in the report of a session.
_FINDINGS_SHOWN = 3
_WIDTH_IN_A_FILE = 100


@click.command()
@click.argument("old", type=SIDE)
@click.argument("new", type=SIDE, required=False)
@ONLY
@click.option("-v", "--verbose", count=True, help="Show every row and finding in full.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Text for people, JSON for programs, Markdown for a comment on a pull request.",
)
@OUTPUT
def compare(  # noqa: PLR0913 - click passes each option as an argument
    *, old: str, new: str | None, only: str, verbose: int, form: str, output: Path | None
) -> None:
    r"""Show what differs from OLD to NEW, by the gate's own rules.

    OLD and NEW are each a run file, a folder of baselines, or a git revision, whose baselines are
    read without a checkout. NEW may be left out: it is then the last run if OLD is a run file,
    else the baselines of the working tree.

    \b
      perfgate compare main...              what did this branch change?
      perfgate compare v1.0 v2.0            what did a release change?
      perfgate compare before.json          the last run against an earlier one
      perfgate compare main ci/run.json     CI's run against main's baselines
      perfgate compare origin/main... --format markdown -o comment.md

    "A...B" begins where B left A, "A..B" at A itself; without B it ends at the working tree. A name
    that is both a path and a revision is the path: write git:NAME for the revision.

    What would fail the gate with OLD as its baseline ends with exit code 1, also where a reason was
    given for it: the reason stands below the findings. Budgets are the gate's and not judged here.

    Exit codes: 0 nothing regressed or changed, 1 something did, 2 the call, a file or a revision
    cannot be used, 3 nothing to compare.
    """
    before, now = sides(old, new, project())
    comparison = compared(before, now, only=only)
    if form == "json":
        write(json_report(comparison), output)
    elif form == "markdown":
        again = shlex.join(["perfgate", "compare", old, *([new] if new else []), "-v"])
        write(comparison_markdown(comparison, all_by=again, verbosity=verbose), output)
    else:
        _write_text(comparison, verbose, output)
    nothing = _nothing(comparison, only)
    if nothing:
        click.echo(nothing, err=True)
        sys.exit(Exit.NOTHING)
    if comparison.regressed:
        sys.exit(Exit.REGRESSED)


def _write_text(comparison: Comparison, verbosity: int, output: Path | None) -> None:
    if output is None:
        style = style_for(verbosity)
        shown = None if style.verbosity > 0 else _FINDINGS_SHOWN
        style = style._replace(findings_shown=shown)
        print_lines(comparison_lines(comparison, style, every_row=verbosity > 0))
        return
    style = Style(max(verbosity, 1), _WIDTH_IN_A_FILE)
    lines = comparison_lines(comparison, style, every_row=verbosity > 0)
    write("".join(f"{text_of(line)}\n" for line in lines), output)


def _nothing(comparison: Comparison, only: str) -> str:
    """Say why nothing was compared; empty where something was."""
    if comparison.compared:
        return ""
    chosen = f" with {only!r} in its id" if only else ""
    if not comparison.judgements:
        return f"{comparison.new.name} has no measurement{chosen}."
    # Before the first baseline there was nothing to compare with, and all is new.
    if comparison.old.kind == "baselines" and not comparison.old.measurements:
        return ""
    return f"{comparison.old.name} and {comparison.new.name} have no measurement{chosen} in common."
