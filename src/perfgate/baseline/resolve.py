"""Settling merge conflicts in baseline files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.baseline import files
from perfgate.baseline.conflict import has_marks, sides_of, stage, unmerged
from perfgate.baseline.merge import tidied
from perfgate.baseline.migrate import migrated
from perfgate.baseline.parse import parse
from perfgate.baseline.render import render, render_schema
from perfgate.baseline.schema import BaselineFile
from perfgate.baseline.threeway import ThreeWay
from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from perfgate.baseline.conflict import Sides
    from perfgate.baseline.threeway import Settlement


@dataclass(frozen=True, slots=True)
class Resolved:
    """A file whose conflict was settled.

    ``settled`` are the facts that both sides had changed; ``two_way`` says that what both began
    with is not known, so that what one side removed was kept.
    """

    path: Path
    settled: tuple[Settlement, ...]
    two_way: bool


def conflicts(folder: Path) -> dict[Path, Sides]:
    """Return the conflicted files of the baseline folder with their sides, sorted.

    Raises:
        BaselineError: a file cannot be read.
    """
    found = unmerged(folder)
    known = {path.resolve() for path in found}
    for path in sorted(folder.rglob("*.json")) if folder.is_dir() else ():
        if path.resolve() in known or path.is_dir():
            continue
        content = files.read_bytes(path)
        if content is not None and has_marks(content):
            found[path] = sides_of(content)
    return dict(sorted(found.items()))


def resolve(folder: Path, paths: Sequence[Path] = (), *, add: bool = True) -> list[Resolved]:
    """Settle conflicts, and write each file whole; nothing is written unless all can be read.

    Args:
        folder: the baseline folder.
        paths: only these files, or files below these folders; all unless given.
        add: whether to tell git that what it could not merge is settled.

    Raises:
        BaselineError: a side is no baseline file, or a file cannot be written.
    """
    wanted = [path.resolve() for path in paths]
    found = {
        path: sides
        for path, sides in conflicts(folder).items()
        if not wanted or any(path.resolve().is_relative_to(each) for each in wanted)
    }
    merged = {
        path: merged_file(path, sides)
        for path, sides in found.items()
        if path.name != files.SCHEMA_NAME
    }
    for path in found:
        files.check_inside(path, folder)
    for path in found:
        if path not in merged:
            files.replace(path, render_schema())
        elif merged[path][0].measurements:
            files.replace(path, render(merged[path][0]))
        else:
            files.delete(path)
    settled_by_git = [path for path, sides in found.items() if sides.unmerged]
    if add and not stage(settled_by_git, folder):
        raise BaselineError(
            "git did not take the settled files.",
            remedy=f"They are written: git add {folder}",
            slug="baseline-conflict",
        )
    return [
        merged[path][1] if path in merged else Resolved(path, (), two_way=False) for path in found
    ]


def merged_file(path: Path, sides: Sides) -> tuple[BaselineFile, Resolved]:
    """Merge the sides of a file.

    Raises:
        BaselineError: a side is no baseline file of this version.
    """
    ours = _side(sides.ours, path, "ours")
    theirs = _side(sides.theirs, path, "theirs")
    base = _base(sides.base, path)
    # A file that both sides have added has no ancestor, and that is known.
    two_way = base is None and not (sides.unmerged and sides.base is None)
    merge = ThreeWay(two_way=two_way)
    file = merge.merge(base or BaselineFile(), ours, theirs)
    return tidied(file), Resolved(path, tuple(merge.settled), two_way=two_way)


def _side(content: bytes | None, path: Path, side: str) -> BaselineFile:
    if content is None:
        return BaselineFile()
    older = migrated(content)
    try:
        return parse(older.content if older else content, path)
    except BaselineError as error:
        raise BaselineError(
            f"The side '{side}' of the conflict cannot be read. {error.what}",
            remedy=f"Take the other side as it is: git checkout "
            f"--{'theirs' if side == 'ours' else 'ours'} -- {path}, then run the module's tests "
            "with --perf-update.",
            slug=error.slug,
        ) from error


def _base(content: bytes | None, path: Path) -> BaselineFile | None:
    """What both began with; None where that cannot be read, as of a base that was itself merged."""
    if content is None:
        return None
    older = migrated(content)
    try:
        return parse(older.content if older else content, path)
    except BaselineError:
        return None
