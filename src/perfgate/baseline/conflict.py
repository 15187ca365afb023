"""The two sides of a merge conflict in a baseline file, and what both began with."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: A line that git puts around what it could not merge; longer ones stand in a base that was
#: itself merged.
_MARK = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|$)")
_STAGES = {"1": "base", "2": "ours", "3": "theirs"}


@dataclass(frozen=True, slots=True)
class Sides:
    """The bytes of each side; None where it has no such file, or the base is not known.

    ``unmerged`` says whether git itself still waits for the file to be settled.
    """

    base: bytes | None
    ours: bytes | None
    theirs: bytes | None
    unmerged: bool = False


def has_marks(content: bytes) -> bool:
    """Tell whether a file holds the marks of a conflict."""
    return re.search(rb"^<{7}(?: |\r?$)", content, re.MULTILINE) is not None


def unmerged(folder: Path) -> dict[Path, Sides]:
    """Return the files below a folder that git could not merge; none outside of a repository.

    Raises:
        BaselineError: git has lost the content of a side.
    """
    if not folder.is_dir():
        return {}
    top = git(folder, "rev-parse", "--show-toplevel")
    listed = git(folder, "ls-files", "--unmerged", "--full-name", "-z", "--", ".")
    if top is None or not listed:
        return {}
    root = folder.__class__(top.decode().rstrip("\n"))
    blobs: dict[Path, dict[str, bytes]] = {}
    for line in filter(None, listed.decode(errors="surrogateescape").split("\0")):
        about, _, name = line.partition("\t")
        _, blob, stage = about.split(" ")
        content = git(folder, "cat-file", "blob", blob)
        if content is None:
            raise BaselineError(
                f"{name}: git cannot read the blob {blob} of the conflict.",
                remedy=f"Take a side yourself: git checkout --ours -- {name}",
                slug="baseline-conflict",
            )
        blobs.setdefault(root / name, {})[_STAGES[stage]] = content
    return {
        path: Sides(sides.get("base"), sides.get("ours"), sides.get("theirs"), unmerged=True)
        for path, sides in sorted(blobs.items())
    }


def stage(paths: Sequence[Path], folder: Path) -> bool:
    """Tell git that these files are settled; return whether it took it."""
    names = [str(path) for path in paths]
    return not names or git(folder, "add", "--all", "--", *names) is not None


def sides_of(content: bytes) -> Sides:
    """Read the sides out of a text with the marks of a conflict, in any of git's three styles.

    Only the styles ``diff3`` and ``zdiff3`` show what both sides began with.
    """
    lines: dict[str, list[str]] = {"base": [], "ours": [], "theirs": []}
    current, with_base, conflicts = "", 0, 0
    for line in content.decode("utf-8-sig", errors="surrogateescape").splitlines(keepends=True):
        found = _MARK.match(line)
        mark = found[1][0] if found else ""
        if mark == "<":
            current, conflicts = "ours", conflicts + 1
        elif mark == "|" and current == "ours":
            current, with_base = "base", with_base + 1
        elif mark == "=" and current:
            current = "theirs"
        elif mark == ">" and current:
            current = ""
        else:
            for side, taken in lines.items():
                if current in ("", side):
                    taken.append(line)
    base, ours, theirs = (
        "".join(taken).encode(errors="surrogateescape") for taken in lines.values()
    )
    return Sides(base if with_base == conflicts else None, ours, theirs)


def git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git prints in a folder, or None where it fails or is not there."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
