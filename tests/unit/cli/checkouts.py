"""Real git repositories with a project and its baselines, for the tests of commands."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from record_builders import measurement, statement

from perfgate.baseline.merge import Change
from perfgate.baseline.store import BaselineStore

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, and return what it says."""
    done = subprocess.run(
        ["git", *IDENTITY, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


class Checkout:
    """A project below a git repository's top, at ``project`` of it unless told otherwise."""

    def __init__(self, top: Path, project: str = ".") -> None:
        self.top = top
        self.root = top / project
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / "pyproject.toml").write_text('[tool.perfgate]\npostgres = "18"\n')
        git(top, "init", "--quiet", "--initial-branch=main")

    @property
    def store(self) -> BaselineStore:
        """The baselines of the working tree."""
        return BaselineStore(self.root / "baselines")

    def record(
        self,
        *,
        reason: str | None = None,
        module: str = "test_a",
        django: str = "",
        variant: bool = False,
        **counts: int,
    ) -> None:
        """Write down how many statements each named measurement of a module sends."""
        self.store.write(
            [
                Change(
                    measurement(
                        statement(count=count),
                        nodeid=f"perf_tests/{module}.py::test_page",
                        name=name,
                        django=django,
                    ),
                    reason,
                    variant=variant,
                )
                for name, count in counts.items()
            ]
        )

    def commit(self, message: str = "a state") -> str:
        """Commit everything, and return the commit."""
        git(self.top, "add", "--all")
        git(self.top, "commit", "--quiet", "--allow-empty", "-m", message)
        return git(self.top, "rev-parse", "HEAD")
