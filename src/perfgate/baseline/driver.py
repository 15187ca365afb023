"""Letting git merge baseline files by facts, not by lines.

Two new measurements side by side are a conflict of lines to git and none of facts. The driver
settles what is in no dispute; where both sides have changed the same fact, it leaves the conflict
to be seen, with git's own marks, for ``perfgate baselines resolve``.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

from perfgate.baseline import files
from perfgate.baseline.conflict import Sides
from perfgate.baseline.git import Git, nearest_folder
from perfgate.baseline.render import render, render_schema
from perfgate.baseline.resolve import merged_file
from perfgate.errors import BaselineError, RevisionError

_PATTERN = "*.json merge=perfgate"


def merge_in_git(base: Path, ours: Path, theirs: Path, name: str) -> bool:
    """Merge as git asks its drivers to: the result goes to ``ours``.

    What cannot be read is left with git's marks, too, and the reason is told.

    Args:
        base: a file with what both began with.
        ours: a file with one side.
        theirs: a file with the other.
        name: the path of the file in the repository.

    Returns:
        Whether nothing was in dispute.
    """
    path = Path(name)
    mine, yours = ours.read_bytes(), theirs.read_bytes()
    if path.name == files.SCHEMA_NAME and any(map(_is_schema, (mine, yours))):
        ours.write_bytes(render_schema())
        return True
    # Of a file that both sides have added, git gives an empty base.
    sides = Sides(base.read_bytes() or None, mine, yours, unmerged=True)
    try:
        file, resolved = merged_file(path, sides)
    except BaselineError as error:
        sys.stderr.write(f"{error}\n")
    else:
        if not resolved.settled and not resolved.two_way:
            ours.write_bytes(render(file))
            return True
    if _by_lines(base, ours, theirs):
        # No line is in dispute, and a fact is, or a side is no baselines: nobody may overlook it.
        parts = (b"<<<<<<< ours\n", mine, b"=======\n", yours, b">>>>>>> theirs\n")
        ours.write_bytes(b"".join(parts))
    return False


def _by_lines(base: Path, ours: Path, theirs: Path) -> bool:
    """Merge lines into ``ours``, marks and all; tell whether there was no conflict."""
    marked = ["git", "merge-file", "--diff3", "-L", "ours", "-L", "base", "-L", "theirs"]
    done = subprocess.run([*marked, str(ours), str(base), str(theirs)], check=False)
    return done.returncode == 0


def _is_schema(content: bytes) -> bool:
    """Tell the schema from the baselines of a test module of the same name."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(tree, dict) and "$defs" in tree


def install(folder: Path) -> list[str]:
    """Tell this clone's git of the driver, and the repository which files it is for.

    Args:
        folder: the baseline folder, which gets the attributes.

    Returns:
        What was done, line by line.

    Raises:
        BaselineError: there is no repository, or a file cannot be written.
    """
    beside = Path(sys.executable).with_name("perfgate")
    program = shlex.quote(str(beside)) if beside.exists() else "perfgate"
    settings = {
        "merge.perfgate.name": "perfgate baselines, fact by fact",
        "merge.perfgate.driver": f"{program} baselines merge-driver %O %A %B %P",
    }
    git = Git(nearest_folder(folder))
    for key, value in settings.items():
        try:
            written = git.ask("config", key, value) is not None
        except RevisionError as error:
            raise BaselineError(
                f"Git cannot be told how to merge: {error.what}",
                remedy="Run it in a git repository: git init",
                slug="git-repository",
            ) from error
        if not written:
            raise BaselineError(
                f"Git config {key} cannot be written in {git.folder}",
                remedy="See what git says: git config --list --show-origin",
                slug="git-repository",
            )
    said = [f"this clone merges with: {settings['merge.perfgate.driver']}"]
    path = folder / ".gitattributes"
    before = (files.read_bytes(path) or b"").decode(errors="surrogateescape")
    if _PATTERN not in before.splitlines():
        lead = "" if not before or before.endswith("\n") else "\n"
        content = f"{before}{lead}{_PATTERN}\n".encode(errors="surrogateescape")
        files.write_all({path: content}, folder)
        said.append(f"wrote {path}: commit it, and run this command once in every clone")
    return said
