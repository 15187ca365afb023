"""``perfgate baselines prune``."""

from __future__ import annotations

import click

from perfgate.baseline.pruning import of_gone_modules
from perfgate.baseline.store import BaselineStore
from perfgate.cli.baselines.choosing import chosen
from perfgate.cli.project import project
from perfgate.report.text import printable


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option(
    "-k", "--only", metavar="TEXT", default="", help="Remove baselines whose id contains TEXT."
)
@click.option(
    "--keep-django",
    "djangos",
    metavar="VERSION",
    multiple=True,
    help="Remove instead what stands there for other versions of Django than these alone.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
def prune(ids: tuple[str, ...], only: str, djangos: tuple[str, ...], dry_run: bool) -> None:
    r"""Remove baselines that nothing measures.

    These are the baselines of test modules that are gone, or the ones that are named: by the id of
    a measurement, a test, a class or a module.

    A baseline whose test is gone from a module that is still there is `stale`: a run of the whole
    module tells, and `pytest MODULE --perf-update` removes it.

    \b
      perfgate baselines prune --dry-run
      perfgate baselines prune perf_tests/test_page.py::test_old
      perfgate baselines prune --keep-django 6.0 --keep-django 6.1
    """
    config = project()
    store = BaselineStore(config.baselines)
    if djangos:
        if ids or only:
            raise click.UsageError("--keep-django goes by itself: it is about every baseline.")
        changed = store.keep_djangos(djangos, write=not dry_run)
        for path in changed:
            click.echo(f"{'would change' if dry_run else 'changed'} {printable(str(path))}")
        if not changed:
            click.echo("Every baseline serves one of these versions.")
        return
    named = bool(ids or only)
    unwanted = [*chosen(store.all(), ids, only)] if named else of_gone_modules(store, config.root)
    if not dry_run:
        store.prune(unwanted)
    for name in unwanted:
        click.echo(f"{'would remove' if dry_run else 'removed'} {printable(name)}")
    if not unwanted:
        click.echo("Every baseline belongs to a test module that is there.")
