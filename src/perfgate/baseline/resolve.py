"""Settling merge conflicts in baseline files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.baseline import files
from perfgate.baseline.conflict import Sides, has_marks, sides_of, stage, unmerged
from perfgate.baseline.merge import tidied
from perfgate.baseline.migrate import migrated
from perfgate.baseline.parse import parse
from perfgate.baseline.render import render_at, render_schema
from perfgate.baseline.schema import BaselineFile
from perfgate.baseline.store import is_baseline
from perfgate.baseline.threeway import ThreeWay
from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from perfgate.baseline.threeway import Settlement


@dataclass(frozen=True, slots=True)
class Resolved:
    """A file whose conflict was settled.

    Attributes:
        path: the file.
        settled: the facts that both sides had changed.
        two_way: whether what both began with is not known; what one side removed is kept then.
        uncertain: the keys of measurements that an older version recorded, whose statements may
            have another identity now.
        by_hand: whether somebody had settled it already, and it was left as it is.
    """

    path: Path
    settled: tuple[Settlement, ...] = ()
    two_way: bool = False
    uncertain: tuple[str, ...] = ()
    by_hand: bool = False


def resolve(folder: Path, paths: Sequence[Path] = (), *, add: bool = True) -> list[Resolved]:
    """Settle conflicts, and write each file whole; nothing is written unless all can be read.

    Args:
        folder: the baseline folder.
        paths: only these files, or files below these folders; all unless given.
        add: whether to tell git that what it could not merge is settled.

    Raises:
        BaselineError: a side is no baseline file, or a file cannot be written.
        RevisionError: git does not read the repository.
    """
    found = _conflicts(folder, [path.resolve() for path in paths])
    schema = folder / files.SCHEMA_NAME
    done: list[Resolved] = []
    wanted: dict[Path, bytes | None] = {}
    for path, sides in found.items():
        if path == schema:
            done.append(Resolved(path))
            wanted[path] = render_schema()
        elif sides.unmerged and _settled_by_hand(path, sides):
            done.append(Resolved(path, by_hand=True))
        else:
            file, resolved = merged_file(path, sides)
            done.append(resolved)
            wanted[path] = render_at(path, file, schema) if file.measurements else None
    files.write_all(wanted, folder)
    if add and not stage([path for path, sides in found.items() if sides.unmerged], folder):
        raise BaselineError(
            "The files are settled, and git did not take them.",
            remedy=f"Look at what it says to: git add {files.quoted(folder)}",
            slug="baseline-conflict",
        )
    return done


def _conflicts(folder: Path, wanted: Sequence[Path]) -> dict[Path, Sides]:
    """Return the conflicted files with their sides: what git says, and files with marks."""
    found = unmerged(folder)
    for path in sorted(folder.rglob("*.json")) if folder.is_dir() else ():
        if path not in found and path.is_file():
            content = files.read_bytes(path)
            if content is not None and has_marks(content):
                found[path] = Sides(None, content, content)
    chosen = {
        path: sides
        for path, sides in sorted(found.items())
        if _is_ours(path, folder)
        and (not wanted or any(path.resolve().is_relative_to(each) for each in wanted))
    }
    return {
        path: sides if sides.unmerged else _by_marks(path, sides.ours or b"")
        for path, sides in chosen.items()
    }


def _is_ours(path: Path, folder: Path) -> bool:
    relative = path.relative_to(folder)
    return is_baseline(relative) or relative.name == str(relative) == files.SCHEMA_NAME


def _by_marks(path: Path, content: bytes) -> Sides:
    sides = sides_of(content)
    if sides is None:
        raise BaselineError(
            f"{path}: the marks of a conflict do not belong together.",
            remedy=f"Take back what was edited: git checkout -- {files.quoted(path)}",
            slug="baseline-conflict",
        )
    return sides


def _settled_by_hand(path: Path, sides: Sides) -> bool:
    """Tell whether a file holds what neither git nor a side put there.

    Raises:
        BaselineError: it does, and that is no baseline file.
    """
    content = files.read_bytes(path)
    if content is None or has_marks(content):
        return False
    if content in (sides.base, sides.ours, sides.theirs):
        return False
    try:
        parse(content, path)
    except BaselineError as error:
        raise BaselineError(
            f"{error.what}; git waits for its conflict to be settled.",
            remedy="To begin again from what git knows: "
            f"git checkout --merge -- {files.quoted(path)} && perfgate baselines resolve",
            slug=error.slug,
        ) from error
    return True


def merged_file(path: Path, sides: Sides) -> tuple[BaselineFile, Resolved]:
    """Merge the sides of a file.

    Raises:
        BaselineError: a side is no baseline file that this version reads.
    """
    uncertain: set[str] = set()
    ours = _side(sides.ours, path, "ours", uncertain)
    theirs = _side(sides.theirs, path, "theirs", uncertain)
    base = _base(sides, path)
    merge = ThreeWay()
    file = tidied(merge.merge(base, ours, theirs))
    return file, Resolved(
        path,
        tuple(merge.settled),
        two_way=base is None,
        uncertain=tuple(sorted(uncertain & file.measurements.keys())),
    )


def _side(content: bytes | None, path: Path, side: str, uncertain: set[str]) -> BaselineFile:
    if content is None:
        return BaselineFile()
    try:
        read = migrated(content, path)
    except BaselineError as error:
        other = "theirs" if side == "ours" else "ours"
        raise BaselineError(
            f"The side '{side}' of the conflict cannot be read. {error.what}",
            remedy=error.remedy
            if error.slug == "baseline-future"
            else f"Take the other side as it is: git checkout --{other} -- {files.quoted(path)}, "
            "then run the module's tests with --perf-update.",
            slug=error.slug,
        ) from error
    uncertain.update(read.uncertain)
    return read.file


def _base(sides: Sides, path: Path) -> BaselineFile | None:
    """What both began with, which may itself be a merge that git could not settle."""
    content = sides.base
    if content is None:
        return BaselineFile() if sides.unmerged else None
    try:
        if has_marks(content):
            nested = sides_of(content)
            return merged_file(path, nested)[0] if nested else None
        return migrated(content, path).file
    except BaselineError:
        return None
