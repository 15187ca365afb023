"""The two sides of a merge conflict in a baseline file, and what both began with."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.baseline.git import Git, nearest_folder
from perfgate.errors import BaselineError, RevisionError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

#: A line that git puts around what it could not merge; a base that was itself merged has longer
#: ones. No line of ours begins so: in JSON, a line's end within a text is written out.
_MARK = re.compile(r"^(<{7,}|\|{7,}|={7,}|>{7,})(?: .*)?\r?$", re.MULTILINE)
_STAGES = {"1": "base", "2": "ours", "3": "theirs"}


@dataclass(frozen=True, slots=True)
class Sides:
    """The bytes of each side; None where it has no such file, or the base is not known.

    ``unmerged`` says whether git itself still waits for the file to be settled, and so knows all
    three: without a base, both sides have added the file.
    """

    base: bytes | None
    ours: bytes | None
    theirs: bytes | None
    unmerged: bool = False


def first_mark(text: str) -> int | None:
    """Return where the first mark of a conflict stands in a text, or None."""
    found = _MARK.search(text)
    return found.start() if found else None


def has_marks(content: bytes) -> bool:
    """Tell whether a file holds marks of a conflict."""
    return first_mark(content.decode(errors="replace")) is not None


def unmerged(folder: Path) -> dict[Path, Sides]:
    """Return the files below a folder that git could not merge; none outside of a repository.

    Raises:
        RevisionError: git does not read the repository, as it belongs to somebody else.
        BaselineError: git has lost the content of a side.
    """
    there = nearest_folder(folder)
    git = Git(there)
    try:
        below = os.path.relpath(folder, there)
        listed = git.ask("--literal-pathspecs", "ls-files", "--unmerged", "-z", "--", below)
    except RevisionError as error:
        if "safe.directory" in error.remedy:
            raise
        return {}
    blobs: dict[Path, dict[str, bytes]] = {}
    for line in filter(None, os.fsdecode(listed or b"").split("\0")):
        about, _, name = line.partition("\t")
        _, blob, stage = about.split(" ")
        content = git.ask("cat-file", "blob", blob)
        if content is None:
            raise BaselineError(
                f"{there / name}: git cannot read the blob {blob} of the conflict.",
                remedy=f"Look for what is damaged: git -C {there} fsck",
                slug="baseline-conflict",
            )
        blobs.setdefault(there / name, {})[_STAGES[stage]] = content
    return {
        path: Sides(sides.get("base"), sides.get("ours"), sides.get("theirs"), unmerged=True)
        for path, sides in sorted(blobs.items())
    }


def stage(paths: Collection[Path], folder: Path) -> bool:
    """Tell git that these files are settled; return whether it took it."""
    there = nearest_folder(folder)
    names = [os.path.relpath(path, there) for path in paths]
    add = ("--literal-pathspecs", "add", "--all", "--", *names)
    return not names or Git(there).ask(*add) is not None


def sides_of(content: bytes) -> Sides | None:
    """Read the sides out of a text with the marks of a conflict, in any of git's three styles.

    Only the styles ``diff3`` and ``zdiff3`` show what both sides began with. Of marks that do not
    belong together nothing is read.
    """
    lines: dict[str, list[str]] = {"base": [], "ours": [], "theirs": []}
    text = content.decode("utf-8-sig", errors="surrogateescape")
    opening = re.search(r"^<{7,}", text, re.MULTILINE)
    size = len(opening[0]) if opening else 0
    current, conflicts, with_base = "", 0, 0
    for line in text.split("\n"):
        found = _MARK.match(line)
        mark = found[1][0] if found and len(found[1]) == size else ""
        if mark and (current, mark) not in _FOLLOWS:
            return None
        if mark:
            current = _FOLLOWS[current, mark]
            conflicts += mark == "<"
            with_base += mark == "|"
        else:
            for side, taken in lines.items():
                if current in ("", side):
                    taken.append(line)
    if current or not conflicts:
        return None
    base, ours, theirs = (
        "\n".join(taken).encode(errors="surrogateescape") for taken in lines.values()
    )
    return Sides(base if with_base == conflicts else None, ours, theirs)


#: Which part of a conflict a mark opens, by the part that it stands in.
_FOLLOWS = {
    ("", "<"): "ours",
    ("ours", "|"): "base",
    ("ours", "="): "theirs",
    ("base", "="): "theirs",
    ("theirs", ">"): "",
}
