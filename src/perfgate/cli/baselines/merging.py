"""``perfgate baselines resolve``, and what git calls while it merges."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgate.baseline import files
from perfgate.baseline.driver import install, merge_in_git
from perfgate.baseline.resolve import resolve as resolve_conflicts
from perfgate.baseline.store import module_name
from perfgate.cli.group import Exit
from perfgate.cli.printing import print_lines, style_for
from perfgate.cli.project import project
from perfgate.report.commands import update_command
from perfgate.report.line import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfgate.baseline.resolve import Resolved
    from perfgate.config import Config
    from perfgate.report.line import Line


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--add/--no-add",
    default=True,
    help="Tell git that the files are settled, as `git mergetool` does (the default).",
)
@click.option("--install", "installing", is_flag=True, help="Let git do this while it merges.")
def resolve(paths: tuple[Path, ...], add: bool, installing: bool) -> None:
    r"""Settle merge conflicts, fact by fact.

    What one side alone changed is taken from that side. A number that both sides have changed
    becomes the loosest that either side, or both changes together, would give; each of these is
    told, and a run with --perf-update tightens it to what is true. A file that you have settled
    yourself is left as it is.

    \b
      git merge main
      perfgate baselines resolve              every conflicted baseline file
      pytest perf_tests --perf-update         write down what the merged code does

    With --install, git settles baseline files by itself wherever no fact is in dispute. To begin
    again: git checkout --merge -- PATH
    """
    config = project()
    if installing:
        for line in install(config.baselines):
            click.echo(line)
        return
    done = resolve_conflicts(config.baselines, paths, add=add)
    if not done:
        click.echo("No baseline file is in conflict.")
    for each in done:
        print_lines(_lines(each, config))
    for line in _next_steps(done, config):
        click.echo(line)


@click.command("merge-driver", hidden=True)
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


def _lines(resolved: Resolved, config: Config) -> Iterator[Line]:
    style = style_for()
    path, root = resolved.path, config.root
    name = style.whole(str(path.relative_to(root) if path.is_relative_to(root) else path))
    if resolved.by_hand:
        yield plain(f"left as you have settled it: {name}")
        return
    yield [("settled ", {"green": True}), (name, {"bold": True})]
    if resolved.two_way:
        yield plain("  what both sides began with is not known: what one of them removed was kept")
    measurement = ""
    for each in resolved.settled:
        if each.place[0] != measurement:
            measurement = each.place[0]
            yield plain(style.whole(f"  {measurement}"))
        was = "" if each.base is None else f"was {_told(each.base)}, "
        yield plain(style.whole(f"    {' · '.join(each.place[1:]) or 'the whole measurement'}"))
        sides = f"ours {_told(each.ours)}, theirs {_told(each.theirs)}"
        yield plain(style.whole(f"      {was}{sides}: kept {_told(each.kept)}"))
    for key in resolved.uncertain:
        yield plain(style.whole(f"  recorded by an older perfgate, to be recorded again: {key}"))


def _told(value: object) -> str:
    if value is None:
        return "gone"
    return str(value) if isinstance(value, (int, str)) else "what it changed"


def _next_steps(done: Sequence[Resolved], config: Config) -> Iterator[str]:
    """Yield what to run: nobody has measured the merged code yet."""
    schema = config.baselines / files.SCHEMA_NAME
    modules = {
        module_name(each.path.relative_to(config.baselines)): bool(
            each.settled or each.two_way or each.uncertain
        )
        for each in done
        if each.path != schema
    }
    there = sorted(module for module in modules if (config.root / module).exists())
    if there and any(modules.values()):
        yield f"then: {update_command(there)}"
        yield f"      git add {files.quoted(config.baselines)}"
    elif there:
        yield f"then: pytest {shlex.join(there)}"
