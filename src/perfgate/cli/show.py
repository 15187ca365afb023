"""``perfgate show RUN``: a run as a table, or measurements of it in full."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgate.analyse.verdict import fails
from perfgate.cli.completing import ONLY
from perfgate.cli.group import Exit
from perfgate.cli.printing import print_lines, style_for
from perfgate.report.allowances import mode_text
from perfgate.report.line import plain
from perfgate.report.record import record_lines
from perfgate.report.terminal import RunFacts, header, report_lines
from perfgate.report.timing import timing_notices
from perfgate.run_file import read_run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfgate.model import Judgement, Run
    from perfgate.report.line import Line


@click.command()
@click.argument("run", type=click.Path(path_type=Path), default=Path(".perfgate/run.json"))
@ONLY
@click.option(
    "-v",
    "--verbose",
    count=True,
    help="Show each measurement in full: statements, rows, call sites, cache traffic. "
    "Twice: the SQL as it was sent, too.",
)
def show(run: Path, only: str, verbose: int) -> None:
    r"""Print a run as a table, with its findings.

    RUN is a run file; that of the last run unless given: .perfgate/run.json.

    \b
      perfgate show                        the run before
      perfgate show ci/run.json            one from elsewhere
      perfgate show -k test_tickets -v     what some did, statement by statement
    """
    content = read_run(run)
    judgements = [each for each in content.judgements if only in each.id]
    print_lines(_lines(content, judgements, only=only, verbosity=verbose))
    if not judgements:
        what = f"No measurement of {run} has {only!r} in its id." if only else f"{run} is empty."
        click.echo(what, err=True)
        sys.exit(Exit.NOTHING)
    if content.mode == "check" and any(
        fails(each.verdict, strict=False, ci=False) for each in judgements
    ):
        sys.exit(Exit.REGRESSED)


def _lines(run: Run, judgements: list[Judgement], *, only: str, verbosity: int) -> Iterable[Line]:
    style = style_for(verbosity)
    yield from (
        plain(line) for line in header(engine=run.engine, mode=mode_text(run.mode, run.only))
    )
    versions = " · ".join(f"{name} {version}" for name, version in run.versions.items())
    yield plain(style.whole(versions))
    ids = {each.id for each in judgements}
    chosen = [each for each in run.measurements if each.id in ids]
    if verbosity:
        for measurement in chosen:
            yield from record_lines(measurement, style._replace(verbosity=verbosity))
        yield plain()
    yield from report_lines(
        judgements,
        run=RunFacts(
            mode=run.mode,
            only=run.only,
            digest="" if only else run.digest,
            notices=(*(() if only else run.notices), *timing_notices(chosen)),
        ),
        verbosity=style.verbosity,
        width=style.width,
        ascii_only=style.ascii_only,
    )
