"""``perfgate baselines list`` and ``show``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from perfgate.analyse.compare import total_rows, total_statements
from perfgate.baseline.store import BaselineStore
from perfgate.cli.baselines.choosing import chosen
from perfgate.cli.completing import ONLY
from perfgate.cli.group import Exit
from perfgate.cli.printing import print_lines, style_for
from perfgate.cli.project import project
from perfgate.errors import BaselineError
from perfgate.report.listing import list_lines
from perfgate.report.record import record_lines

if TYPE_CHECKING:
    from perfgate.analyse.expected import Expected

#: The columns of the list.
_KEYS = ("id", "dataset", "statements", "rows", "cache", "reason")


@click.command("list")
@ONLY
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a baseline.")
def list_baselines(only: str, as_json: bool) -> None:
    r"""List the baselines: how much each holds.

    Each comes with the reason why it was last loosened. Files that cannot be read are told after
    the others, and end the command with 2.

    \b
      perfgate baselines list -k test_page
      perfgate baselines list --json
    """
    store = BaselineStore(project().baselines)
    rows, errors = [], []
    for path in store.paths():
        try:
            held = store.held_by(path)
        except BaselineError as error:
            errors.append(error)
            continue
        rows += [_listed(name, each) for name, each in held.items() if only in name]
    if as_json:
        click.echo(json.dumps([dict(zip(_KEYS, row, strict=True)) for row in rows], indent=1))
    else:
        texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
        print_lines(list_lines(_KEYS, texts, style_for()))
    for each in errors:
        click.echo(str(each), err=True)
    if errors:
        sys.exit(Exit.UNUSABLE)
    if not rows:
        what = f" has {only!r} in its id" if only else f" is there: {store.folder}"
        click.echo(f"No baseline{what}.", err=True)
        sys.exit(Exit.NOTHING)


@click.command("show")
@click.argument("ids", nargs=-1, metavar="[ID]…")
@ONLY
@click.option("--json", "as_json", is_flag=True, help="Print JSON, an object by id.")
def show_baselines(ids: tuple[str, ...], only: str, as_json: bool) -> None:
    r"""Print baselines in full.

    Statements, rows, columns, places and cache traffic are shown as `perfgate show` shows a run.
    ID is that of a measurement, a test, a class or a module.

    \b
      perfgate baselines show perf_tests/test_page.py::test_page::call
      perfgate baselines show -k test_page
    """
    store = BaselineStore(project().baselines)
    found = chosen(store.all(), ids, only)
    if as_json:
        click.echo(json.dumps(store.as_written(found), indent=1, ensure_ascii=False))
        return
    for name, expected in found.items():
        style = style_for(1)
        print_lines(record_lines(expected.as_measurement(name), style))
        if expected.reason:
            click.echo(style.whole(f"  loosened: {expected.reason}"))


def _listed(name: str, expected: Expected) -> tuple[object, ...]:
    record = expected.record
    return (
        name,
        expected.dataset or None,
        total_statements(record),
        total_rows(record),
        sum(fact.count for fact in record.cache),
        expected.reason or None,
    )
