"""What the arguments of ``perfgate compare`` name: a run file, a baseline folder or a revision."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perfgate.analyse.comparison import Side, from_baselines, from_run
from perfgate.baseline.held import Held, side_by_side
from perfgate.baseline.revisions import Revisions
from perfgate.baseline.store import BaselineStore
from perfgate.errors import RevisionError, RunFileError
from perfgate.model import Run
from perfgate.run_file import read_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.analyse.comparison import Measured
    from perfgate.config import Config

#: Before a name, it says that a revision is meant though there is a file or folder of this name.
REVISION_PREFIX = "git:"
_WORKING_TREE = "the working tree"
#: What keeps git from being asked at all: then a name was as likely meant for a file.
_NO_GIT = frozenset({"git-missing", "git-repository"})


@dataclass(frozen=True, slots=True)
class Source:
    """What an argument names, before it is known what it is compared with."""

    side: Side
    content: Run | Held


def sides(old: str, new: str | None, config: Config) -> tuple[Measured, Measured]:
    """Read both sides of a comparison.

    Args:
        old: what was: a file, a folder, a revision, or ``A..B`` or ``A...B`` without ``new``.
        new: what is; unless given it is the like of ``old`` as it is here: the last run for a run
            file, else the baselines of the working tree.
        config: the project's configuration.

    Raises:
        PerfgateError: one of them is not there or cannot be read.
    """
    before, now = _sources(old, new, config)
    if isinstance(before.content, Held) and isinstance(now.content, Held):
        was, is_now = side_by_side(before.content, now.content)
        return (
            from_baselines(before.side, was, before.content.uncertain),
            from_baselines(now.side, is_now, now.content.uncertain),
        )
    return _held_against(before, now), _held_against(now, before)


def _held_against(one: Source, other: Source) -> Measured:
    """Return a side; of baselines the facts that serve the other side's version of Django."""
    if isinstance(one.content, Run):
        return from_run(one.side, one.content)
    measurements = other.content.measurements if isinstance(other.content, Run) else ()
    djangos = {each.id: each.django for each in measurements}
    return from_baselines(one.side, one.content.under(djangos), one.content.uncertain)


def _sources(old: str, new: str | None, config: Config) -> tuple[Source, Source]:
    if new is not None:
        return _source(old, config), _source(new, config)
    if Path(old).is_file():
        return _source(old, config), _last_run(Path(old), config)
    name = old.removeprefix(REVISION_PREFIX)
    if not Path(old).exists() and _is_range(name):
        return _range(name, config)
    return _source(old, config), _working_tree(config)


def _is_range(name: str) -> bool:
    """Tell ``A..B`` from a path by way of the folder above, which no name of git's holds."""
    return ".." in name and ".." not in name.split("/") and not name.endswith(".json")


def _source(name: str, config: Config) -> Source:
    path = Path(name)
    if name and path.is_dir():
        side = Side(name=name, kind="baselines", source=str(path.absolute()))
        return Source(side, BaselineStore(path).held())
    # A name that looks like a run file and is none gets the word that fits a run file.
    if (name and path.exists()) or path.suffix == ".json":
        return _run(path, name)
    return _revision(name.removeprefix(REVISION_PREFIX), config)


def _range(name: str, config: Config) -> tuple[Source, Source]:
    """Read ``A..B``, or ``A...B`` from where B left A; without B it is the working tree."""
    dots = "..." if "..." in name else ".."
    first, _, last = name.partition(dots)
    commit = None
    if dots == "...":
        with _told_that_it_is_no_path(name):
            commit = Revisions(config.baselines).merge_base(first or "HEAD", last or "HEAD")
    old = _revision(first or "HEAD", config, commit=commit)
    return old, _revision(last, config) if last else _working_tree(config)


def _revision(name: str, config: Config, *, commit: str | None = None) -> Source:
    with _told_that_it_is_no_path(name):
        revisions = Revisions(config.baselines)
        found = commit or revisions.commit(name)
        known = revisions.baselines(found, name)
    return Source(Side(name=name, kind="baselines", source=found), known)


def _working_tree(config: Config) -> Source:
    side = Side(name=_WORKING_TREE, kind="baselines", source=str(config.baselines))
    return Source(side, BaselineStore(config.baselines).held())


def _last_run(old: Path, config: Config) -> Source:
    if config.run_file.exists() and old.samefile(config.run_file):
        raise RunFileError(
            f"{old} is the last run itself: there is nothing to compare it with.",
            remedy=f"Hold it against a revision: perfgate compare main {old}",
            slug="compare-with-itself",
        )
    return _run(config.run_file, "the last run")


def _run(path: Path, name: str) -> Source:
    return Source(Side(name=name, kind="run", source=str(path.absolute())), read_run(path))


@contextlib.contextmanager
def _told_that_it_is_no_path(name: str) -> Iterator[None]:
    """Tell of a name that git could not be asked about that there is no such file either."""
    try:
        yield
    except RevisionError as error:
        if error.slug not in _NO_GIT:
            raise
        raise RevisionError(
            f"There is no file or folder {name!r}, and it can be no git revision: {error.what}",
            remedy=error.remedy,
            slug=error.slug,
        ) from error
