"""``perfgate baselines prune``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from perfgate.baseline.pending import PendingStore
from perfgate.baseline.pruning import of_gone_modules
from perfgate.baseline.store import BaselineStore
from perfgate.cli.baselines.choosing import chosen
from perfgate.cli.project import project
from perfgate.report.text import printable

if TYPE_CHECKING:
    from collections.abc import Collection

    from perfgate.config import Config

_MINOR_VERSION = re.compile(r"[0-9]+\.[0-9]+")


def _minor_versions(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    for value in values:
        if not _MINOR_VERSION.fullmatch(value):
            said = f"{value!r} is no minor version of Django, such as 6.1."
            raise click.BadParameter(said, context, parameter)
    return values


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option(
    "-k", "--only", metavar="TEXT", default="", help="Remove baselines whose id contains TEXT."
)
@click.option(
    "--django",
    "djangos",
    multiple=True,
    metavar="VERSION",
    callback=_minor_versions,
    help="Remove facts that no such version goes by; give each that you support (5.2, 6.1 …).",
)
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
def prune(ids: tuple[str, ...], only: str, djangos: tuple[str, ...], dry_run: bool) -> None:
    r"""Remove baselines that nothing measures.

    These are the baselines of test modules that are gone and those that the last run of a whole
    module called `stale`; or the ones that are named, by the id of a measurement, a test, a class
    or a module.

    \b
      perfgate baselines prune --dry-run
      perfgate baselines prune perf_tests/test_page.py::test_old
      perfgate baselines prune --django 6.0 --django 6.1  (5.2 is left behind)
    """
    config = project()
    store = BaselineStore(config.baselines)
    if djangos:
        if ids or only:
            raise click.UsageError("--django is about every baseline: name none beside it.")
        _drop_unneeded(store, djangos, dry_run=dry_run)
        return
    unwanted = [*chosen(store.all(), ids, only)] if ids or only else _unmeasured(store, config)
    if not dry_run:
        store.prune(unwanted)
        PendingStore(config.pending).drop((), unwanted)
    for name in unwanted:
        click.echo(f"{'would remove' if dry_run else 'removed'} {printable(name)}")
    if not unwanted:
        click.echo("Every baseline belongs to a test module that is there, and none is stale.")


def _unmeasured(store: BaselineStore, config: Config) -> list[str]:
    stale = PendingStore(config.pending).read().stale
    return sorted({*of_gone_modules(store, config.root), *(stale and store.all().keys() & stale)})


def _drop_unneeded(store: BaselineStore, djangos: Collection[str], *, dry_run: bool) -> None:
    changed = store.keep_djangos(djangos, dry_run=dry_run)
    for path in changed:
        module = printable(store.module(path))
        click.echo(f"{'would drop' if dry_run else 'dropped'} facts of {module}")
    if not changed:
        click.echo(f"Django {', '.join(djangos)} need all that the baselines hold.")
