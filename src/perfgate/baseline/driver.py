"""Letting git merge baseline files by facts, not by lines.

Two new measurements side by side are a conflict of lines to git and none of facts. The driver
settles what is in no dispute; where both sides have changed the same fact, it leaves the conflict
to be seen, with git's own marks, for ``perfgate baselines resolve``.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from perfgate.baseline import files
from perfgate.baseline.conflict import Sides, git
from perfgate.baseline.render import render, render_schema
from perfgate.baseline.resolve import merged_file
from perfgate.errors import BaselineError

_ATTRIBUTES = ".gitattributes"


def merge_in_git(base: Path, ours: Path, theirs: Path, name: str) -> bool:
    """Merge as git asks its drivers to: the result goes to ``ours``.

    Args:
        base: a file with what both began with.
        ours: a file with one side.
        theirs: a file with the other.
        name: the path of the file in the repository.

    Returns:
        Whether nothing was in dispute.
    """
    path = Path(name)
    if path.name == files.SCHEMA_NAME:
        ours.write_bytes(render_schema())
        return True
    # Of a file that both sides have added, git gives an empty base.
    sides = Sides(base.read_bytes() or None, ours.read_bytes(), theirs.read_bytes(), unmerged=True)
    try:
        file, resolved = merged_file(path, sides)
    except BaselineError as error:
        sys.stderr.write(f"{error}\n")
    else:
        if not resolved.settled and not resolved.two_way:
            ours.write_bytes(render(file))
            return True
    marked = ["git", "merge-file", "--diff3", "-L", "ours", "-L", "base", "-L", "theirs"]
    subprocess.run([*marked, str(ours), str(base), str(theirs)], check=False)
    return False


def install(root: Path, folder: Path) -> list[str]:
    """Tell this clone's git of the driver, and the repository which files it is for.

    Args:
        root: the project's root directory, which gets the attributes.
        folder: the baseline folder.

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
    for key, value in settings.items():
        if git(root, "config", key, value) is None:
            raise BaselineError(
                f"git config cannot be written in {root}.",
                remedy="Run it in a git repository: git init",
                slug="git-repository",
            )
    pattern = f"/{folder.relative_to(root).as_posix()}/**/*.json merge=perfgate"
    path = root / _ATTRIBUTES
    before = (files.read_bytes(path) or b"").decode()
    said = [f"this clone merges with: {settings['merge.perfgate.driver']}"]
    if pattern not in before.splitlines():
        lead = "" if not before or before.endswith("\n") else "\n"
        files.replace(path, f"{before}{lead}{pattern}\n".encode())
        said.append(f"wrote {path}: commit it, and run this command once in every clone")
    return said
