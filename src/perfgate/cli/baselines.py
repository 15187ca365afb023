"""``perfgate baselines …``: look at the committed files, and keep them in order."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgate.analyse.compare import total_rows, total_statements
from perfgate.analyse.ids import nodeid_of
from perfgate.baseline import files
from perfgate.baseline.driver import install, merge_in_git
from perfgate.baseline.migrate import migrated
from perfgate.baseline.parse import parse
from perfgate.baseline.render import render
from perfgate.baseline.resolve import resolve as resolve_conflicts
from perfgate.baseline.store import BaselineStore
from perfgate.cli.group import Commands, Exit
from perfgate.cli.printing import print_lines, style_for
from perfgate.cli.project import project
from perfgate.errors import BaselineError
from perfgate.model import Measurement
from perfgate.report.commands import update_command
from perfgate.report.line import plain
from perfgate.report.listing import list_lines
from perfgate.report.record import record_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from perfgate.analyse.expected import Expected
    from perfgate.baseline.resolve import Resolved
    from perfgate.report.line import Line


@click.group(cls=Commands)
def baselines() -> None:
    r"""Look at the baselines, and keep them in order.

    \b
    A day with them:
      perfgate baselines list               what is held, and why it was loosened
      perfgate baselines show -k test_page  one in full
      perfgate baselines resolve            after a merge with conflicts
      perfgate baselines prune              what nothing measures any more
      perfgate baselines migrate            after an upgrade of perfgate
    """


_only = click.option(
    "-k", "--only", metavar="TEXT", default="", help="Only baselines whose id contains TEXT."
)
_MINOR_VERSION = re.compile(r"[0-9]+\.[0-9]+")
_dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")


def _minor_versions(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    for value in values:
        if not _MINOR_VERSION.fullmatch(value):
            said = f"{value!r} is no minor version of Django, such as 6.1."
            raise click.BadParameter(said, context, parameter)
    return values


@baselines.command("list")
@_only
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a baseline.")
def list_baselines(only: str, as_json: bool) -> None:
    r"""List the baselines: how much each holds.

    Each comes with the reason why it was last loosened.

    \b
      perfgate baselines list -k test_page
      perfgate baselines list --json
    """
    rows = [_listed(name, each) for name, each in _held() if only in name]
    if as_json:
        click.echo(json.dumps([dict(zip(_KEYS, row, strict=True)) for row in rows], indent=1))
    else:
        texts = [[str(cell or "") for cell in row] for row in rows]
        print_lines(list_lines(_KEYS, texts, style_for()))
    if not rows:
        sys.exit(Exit.NOTHING)


@baselines.command("show")
@click.argument("ids", nargs=-1, metavar="[ID]…")
@_only
def show_baselines(ids: tuple[str, ...], only: str) -> None:
    r"""Print baselines in full.

    Statements, rows, columns, places and cache traffic are shown as `perfgate show` shows a run.

    \b
      perfgate baselines show perf_tests/test_page.py::test_page::call
      perfgate baselines show -k test_page
    """
    for name, expected in _chosen(_held(), ids, only):
        nodeid, _, measured = name.rpartition("::")
        measurement = Measurement(
            nodeid=nodeid, name=measured, record=expected.record, dataset=expected.dataset
        )
        print_lines(record_lines(measurement, style_for(1)))
        if expected.reason:
            click.echo(f"  loosened: {expected.reason}")


@baselines.command()
@click.argument("ids", nargs=-1, metavar="[ID]…")
@_only
@click.option(
    "--django",
    "djangos",
    multiple=True,
    metavar="VERSION",
    callback=_minor_versions,
    help="Remove facts that no such version goes by; give each that you support (5.2, 6.1 …).",
)
@_dry_run
def prune(ids: tuple[str, ...], only: str, djangos: tuple[str, ...], dry_run: bool) -> None:
    r"""Remove baselines that nothing measures.

    These are the baselines of test modules that are gone, or the ones that are named.

    A baseline whose test is gone from a module that is still there is `stale`: a run of the whole
    module tells, and `pytest MODULE --perf-update` removes it.

    \b
      perfgate baselines prune --dry-run
      perfgate baselines prune perf_tests/test_page.py::test_old::call
      perfgate baselines prune --django 6.0 --django 6.1  (5.2 is left behind)
    """
    config = project()
    store = BaselineStore(config.baselines)
    if djangos:
        if ids or only:
            raise click.UsageError("--django is about every baseline: name none beside it.")
        _drop_unneeded(store, djangos, dry_run=dry_run)
        return
    if ids or only:
        unwanted = [name for name, _ in _chosen(_held(), ids, only)]
    else:
        unwanted = [
            name
            for name, _ in store.all().items()
            if not (config.root / name.partition("::")[0]).exists()
        ]
    for name in unwanted:
        click.echo(f"{'would remove' if dry_run else 'removed'} {name}")
    if not dry_run:
        store.prune(unwanted)
    if not unwanted:
        click.echo("Every baseline belongs to a test module that is there.")


@baselines.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--add/--no-add", default=True, help="Tell git that the files are settled (default).")
@click.option("--install", "installing", is_flag=True, help="Let git do this while it merges.")
def resolve(paths: tuple[Path, ...], add: bool, installing: bool) -> None:
    r"""Settle merge conflicts, fact by fact.

    What one side alone changed is taken from that side. A number that both sides have changed
    becomes the loosest that either side, or both changes together, would give; each of these is
    told, and a run with --perf-update tightens it to what is true.

    \b
      git merge main
      perfgate baselines resolve              every conflicted baseline file
      pytest perf_tests --perf-update         write down what the merged code does

    With --install, git settles baseline files by itself wherever no number is in dispute.
    """
    config = project()
    if installing:
        for line in install(config.root, config.baselines):
            click.echo(line)
        return
    done = resolve_conflicts(config.baselines, paths, add=add)
    if not done:
        click.echo("No baseline file is in conflict.")
    for each in done:
        print_lines(_settlement_lines(each, config.root))
    if done:
        modules = sorted({_module(each.path, config.baselines) for each in done} - {""})
        click.echo(f"then: {update_command(modules)}")


@baselines.command("merge-driver", hidden=True)
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.argument("name")
def merge_driver(base: Path, ours: Path, theirs: Path, name: str) -> None:
    r"""Merge for git.

    BASE is what both began with; OURS takes the result of merging THEIRS; NAME is the file's path.

    \b
      perfgate baselines merge-driver %O %A %B %P
    """
    sys.exit(Exit.FINE if merge_in_git(base, ours, theirs, name) else Exit.REGRESSED)


@baselines.command()
@_dry_run
def migrate(dry_run: bool) -> None:
    r"""Bring files of an older perfgate up to date.

    Every fact that means the same today is kept. The tests whose statements would have another
    identity now are named: run these with --perf-update.

    \b
      perfgate baselines migrate --dry-run
    """
    config = project()
    store = BaselineStore(config.baselines)
    renewed, uncertain = {}, []
    for path in store.paths():
        content = files.read_bytes(path)
        found = migrated(content) if content is not None else None
        if found is None:
            continue
        renewed[path] = render(parse(found.content, path))
        uncertain += [f"{store.module(path)}::{key}" for key in found.uncertain]
    for path, content in renewed.items():
        files.check_inside(path, config.baselines)
        if not dry_run:
            files.replace(path, content)
        click.echo(f"{'would bring' if dry_run else 'brought'} up to date: {path}")
    if not renewed:
        click.echo("Every baseline file is up to date.")
    if uncertain:
        click.echo(f"{len(uncertain)} baselines must be recorded again:")
        click.echo(update_command(sorted({nodeid_of(each) for each in uncertain})))


def _drop_unneeded(store: BaselineStore, djangos: Collection[str], *, dry_run: bool) -> None:
    changed = store.keep_djangos(djangos, dry_run=dry_run)
    for path in changed:
        click.echo(f"{'would drop' if dry_run else 'dropped'} facts of {store.module(path)}")
    if not changed:
        click.echo(f"Django {', '.join(djangos)} need all that the baselines hold.")


def _module(path: Path, folder: Path) -> str:
    relative = path.resolve().relative_to(folder.resolve())
    return "" if relative.name == files.SCHEMA_NAME else relative.with_suffix(".py").as_posix()


def _settlement_lines(resolved: Resolved, root: Path) -> Iterator[Line]:
    style = style_for()
    path = resolved.path.resolve()
    name = path.relative_to(root.resolve()) if path.is_relative_to(root.resolve()) else path
    yield [("settled ", {"green": True}), (style.whole(str(name)), {"bold": True})]
    if resolved.two_way:
        yield plain("  what both sides began with is not known: what one of them removed was kept")
    for each in resolved.settled:
        measurement, *place = each.place
        was = "" if each.base is None else f"was {each.base}, "
        yield plain(style.whole(f"  {measurement}"))
        yield plain(style.whole(f"    {' · '.join(place)}"))
        yield plain(
            style.whole(f"    {was}ours {_told(each.ours)}, theirs {_told(each.theirs)}: ")
            + style.whole(f"kept {_told(each.kept)}")
        )


def _told(value: object) -> str:
    if value is None:
        return "gone"
    return str(value) if isinstance(value, (int, str)) else "changed"


#: The columns of the list.
_KEYS = ("id", "dataset", "statements", "rows", "cache", "reason")


def _held() -> list[tuple[str, Expected]]:
    return list(BaselineStore(project().baselines).all().items())


def _listed(name: str, expected: Expected) -> tuple[object, ...]:
    record = expected.record
    return (
        name,
        expected.dataset,
        total_statements(record),
        total_rows(record),
        sum(fact.count for fact in record.cache),
        expected.reason,
    )


def _chosen(
    held: Iterable[tuple[str, Expected]], ids: Iterable[str], only: str
) -> list[tuple[str, Expected]]:
    wanted = set(ids)
    found = [
        (name, expected)
        for name, expected in held
        if (not wanted or name in wanted or nodeid_of(name) in wanted) and only in name
    ]
    names = {name for name, _ in found}
    missing = wanted - names - {nodeid_of(name) for name in names}
    if missing or not found:
        what = f"the id {min(missing)!r}" if missing else f"{only!r} in its id"
        raise BaselineError(
            f"No baseline has {what}.",
            remedy="See what there is: perfgate baselines list",
            slug="nothing-matches",
        )
    return found
