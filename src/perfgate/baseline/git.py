"""Asking git: one program call a question, and what its refusals mean."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from perfgate.errors import RevisionError

if TYPE_CHECKING:
    from pathlib import Path

#: Set while git runs a hook, for the folder that the hook runs in: another folder finds its own.
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def nearest_folder(path: Path) -> Path:
    """Return the first existing folder from a path upwards: git is asked from there."""
    return next(each for each in (path, *path.parents) if each.is_dir())


class Git:
    """The repository that a folder lies in.

    Args:
        folder: an existing folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ask(self, *arguments: str, given: bytes = b"") -> bytes | None:
        """Return what git answers, or None where it refuses.

        Raises:
            RevisionError: git is not installed, or the folder lies in no repository that it reads.
        """
        done = self._run(*arguments, given=given)
        if done.returncode == 0:
            return done.stdout
        refused = self._run("rev-parse", "--git-dir")
        if refused.returncode != 0:
            raise _no_repository(self.folder, refused.stderr)
        return None

    def line(self, *arguments: str) -> str | None:
        """Return the one line that git answers, or None where it refuses or says nothing.

        Raises:
            RevisionError: as :meth:`ask`.
        """
        answer = self.ask(*arguments)
        return os.fsdecode(answer).removesuffix("\n") if answer else None

    def _run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        program = shutil.which("git")
        if program is None:
            raise RevisionError(
                "Git is not on PATH, and a revision was asked for.",
                remedy="Install git, or compare run files or folders instead.",
                slug="git-missing",
            )
        environ = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
        return subprocess.run(
            [program, *arguments],
            cwd=self.folder,
            env={**environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
            input=given,
            capture_output=True,
            check=False,
        )


def _no_repository(folder: Path, said: bytes) -> RevisionError:
    reason = said.decode("utf-8", "replace").strip().partition("\n")[0].removeprefix("fatal: ")
    if "dubious ownership" in reason:
        return RevisionError(
            f"Git does not read the repository of {folder}: {reason}.",
            remedy=f"If you trust it: git config --global --add safe.directory '{folder}'",
            slug="git-repository",
        )
    return RevisionError(
        f"{folder} lies in no git repository: {reason}.",
        remedy="Compare run files or folders instead: perfgate compare old.json new.json",
        slug="git-repository",
    )
