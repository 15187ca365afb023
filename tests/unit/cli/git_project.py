"""A project in a real git repository, with baselines, and the command run in it."""

from __future__ import annotations

import json
import subprocess

from click.testing import CliRunner
from record_builders import measurement, statement

from perfgate.baseline.merge import Change
from perfgate.baseline.store import BaselineStore
from perfgate.cli.main import cli

MODULE = "perf_tests/test_shop.py"


def ident(name):
    """Make the identity of a statement on a table of this name."""
    return f'SELECT … FROM "{name}"'


class Project:
    """A project in a git repository, with baselines."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "baselines" / "perf_tests" / "test_shop.json"
        self.git("init", "-q", "-b", "main", "--template=")
        for key, value in (("user.name", "A"), ("user.email", "a@example.org")):
            self.git("config", key, value)
        (folder / "pyproject.toml").write_text("[tool.perfgate]\n")
        (folder / "perf_tests").mkdir()
        (folder / MODULE).write_text("")

    def git(self, *arguments, code=0):
        """Run git, which must end so."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def write(self, **tests):
        """Write baselines of these tests, each by its statements as ``{name: count}``."""
        changes = [
            Change(
                measurement(
                    *(statement(ident(name), count) for name, count in sent.items()),
                    nodeid=f"{MODULE}::{test}",
                )
            )
            for test, sent in tests.items()
        ]
        BaselineStore(self.folder / "baselines").write(changes)

    def drop(self, *tests):
        """Remove the baselines of these tests."""
        store = BaselineStore(self.folder / "baselines")
        store.prune([f"{MODULE}::{test}::call" for test in tests])

    def commit(self):
        """Commit all."""
        self.git("add", "-A")
        self.git("commit", "-qm", "x")

    def counts(self):
        """Read the counts by test and statement out of the file."""
        held = json.loads(self.file.read_text())["measurements"]
        return {
            key.removesuffix("::call"): {
                identity.split('"')[1]: each["count"]
                for identity, each in entry.get("statements", {}).get("default", {}).items()
            }
            for key, entry in held.items()
        }

    def perfgate(self, *arguments):
        """Run the command."""
        return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def branched(project, ours, theirs):
    """Commit one change on each branch; the working tree ends on main."""
    ours()
    project.commit()
    project.git("checkout", "-q", "theirs")
    theirs()
    project.commit()
    project.git("checkout", "-q", "main")


def started(folder):
    """Make a project whose baselines hold three tests, and a branch ``theirs``."""
    folder.mkdir(parents=True)
    made = Project(folder)
    made.write(test_a={"a": 1, "b": 1}, test_b={"a": 1}, test_c={"a": 1})
    made.commit()
    made.git("branch", "theirs")
    return made
