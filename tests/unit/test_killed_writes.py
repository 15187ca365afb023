"""Killed at any moment, an update, an accept and a review lose nothing: files are old or new."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner
from killing import arguments, deaths
from pending_builders import BETTER, FINE, NAMED, NEW, OTHER, WORSE, Project, made
from record_builders import FILTERED, statement
from terminal import Terminal

from perfgate.baseline.store import BaselineStore
from perfgate.cli.main import cli
from perfgate.config import load
from perfgate.proposals import examine

ELSEWHERE = "perf_tests/test_elsewhere.py"
ACCEPT = "from perfgate.cli.main import cli; cli(['accept', '--all', '--reason', 'needed'])"
REVIEW = "from perfgate.cli.main import cli; cli(['review'])"
UPDATE = """
from pathlib import Path
import sys
sys.path.insert(0, {unit!r})
from pending_builders import *
from perfgate.baseline.store import BaselineStore
from perfgate.config import load
from perfgate.ledger import Entry, Ledger
from perfgate.model import Judgement, Verdict
from perfgate.proposals import examine

root = Path.cwd()
config = load(root, options={{"update": True, "reason": "needed"}})
ledger = Ledger(config, BaselineStore(config.baselines))
pending = PendingStore(config.pending).read()
judged = {{each.id: each for each in examine(pending, config).proposals}}
for each in pending.measurements:
    found = judged.get(each.id)
    taken_over = (each.taken_over,) if found and found.renamed_from else ()
    ledger.entries[each.id] = Entry(
        measurement=each.measurement,
        judgement=found.judgement if found else Judgement(id=each.id, verdict=Verdict.OK),
        write=True,
        taken_over=taken_over,
    )
ledger.passed = {{id_of(test).rpartition("::")[0] for test in TESTS}}
ledger.close(complete=["perf_tests"], whole={{MODULE}})
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with changes of two modules pending."""
    monkeypatch.delenv("CI", raising=False)
    made_here = Project(tmp_path / "project")
    monkeypatch.chdir(made_here.root)
    (made_here.root / ELSEWHERE).write_text("def test_far(perf): ...\n", "utf-8")
    far = made("test_far", statement(FILTERED), module=ELSEWHERE)
    made_here.write(far)
    more = made("test_far", statement(FILTERED, 8), module=ELSEWHERE)
    made_here.leave(WORSE, OTHER, BETTER, NEW, FINE, NAMED, more)
    return made_here


class Witness:
    """Knows how a project was and how it is to become, and looks at what is left between."""

    def __init__(self, project, finish):
        self._project = project
        self._aside = project.root.parent / "aside"
        shutil.copytree(project.root, self._aside)
        self._old = self._entries()
        self.pending = project.waiting()
        finish()
        self._new = self._entries()
        self._files = project.contents()
        self.put_back()

    def put_back(self):
        """Make the project what it was."""
        shutil.rmtree(self._project.root)
        shutil.copytree(self._aside, self._project.root)
        os.chdir(self._project.root)  # the folder of that name is another now

    def look(self):
        """Every file is whole, every baseline old or new, and what is not done is pending."""
        entries = self._entries()
        for key in {*self._old, *self._new, *entries}:
            assert entries.get(key) in (self._old.get(key), self._new.get(key)), key
        for path in (self._project.root / ".perfgate").rglob("*.json"):
            json.loads(path.read_text("utf-8"))
        left = self._project.waiting()
        for each in self.pending:
            done = entries.get(each) == self._new.get(each)
            assert done or each in left, f"{each} is neither done nor pending"

    def is_done(self):
        """Every file is what it was to become, and nothing is pending."""
        assert self._project.contents() == self._files
        config = load(self._project.root, options={})
        assert examine(self._project.pending.read(), config).proposals == []

    def _entries(self):
        folder = self._project.root / "baselines"
        found = {}
        for path in folder.rglob("*.json"):
            if path.name != "schema.json":
                content = json.loads(path.read_text("utf-8"))
                module = path.relative_to(folder).with_suffix(".py").as_posix()
                found |= {f"{module}::{key}": each for key, each in content["measurements"].items()}
        BaselineStore(folder).count()
        return found


def _accept():
    result = CliRunner().invoke(cli, ["accept", "--all", "--reason", "needed"])
    assert result.exit_code in (0, 3), result.output


def test_accept_killed_at_any_moment_loses_nothing(project):
    """Accepting once more ends as if it had not been killed."""
    witness = Witness(project, _accept)
    number = 0
    for number in deaths(project.root, ACCEPT, project.root):  # noqa: B007 - looked at below
        witness.look()
        _accept()
        witness.is_done()
        witness.put_back()
    assert number > 8


def test_update_killed_at_any_moment_loses_nothing(project):
    """What is not written yet is still pending, and can be accepted or measured again."""
    witness = Witness(project, _accept)
    program = UPDATE.format(unit=str(Path(__file__).parent))
    number = 0
    for number in deaths(project.root, program, project.root):  # noqa: B007 - looked at below
        witness.look()
        _accept()
        witness.is_done()
        witness.put_back()
    assert number > 8


def test_review_killed_at_any_moment_loses_nothing(project):
    """Each answer is done or not: the next review asks what is left."""
    project.leave(WORSE, NEW, NAMED)
    witness = Witness(project, _accept)
    number = 0
    for number in range(1, 200):
        terminal = Terminal("import os, sys; os.execv(sys.argv[1], sys.argv[1:])", project.root,
                            *arguments(project.root, number, REVIEW))  # fmt: skip
        terminal.type("aneeded\raaa")
        code = terminal.end()
        if code != -signal.SIGKILL:
            assert code == 0, terminal.shown
            break
        witness.look()
        _accept()
        witness.is_done()
        witness.put_back()
    witness.is_done()
    assert number > 15


def test_deaths_are_noticed(project):
    """The tests above can fail: a program that writes in place is caught half way."""
    file = project.root / "baselines" / "perf_tests" / "test_tickets.json"
    program = f"import os; f = open({str(file)!r}, 'wb', 0); f.write(b'x'); os.fsync(f.fileno())"
    witness = Witness(project, _accept)
    whole = []
    for _ in deaths(project.root, program, project.root):
        try:
            witness.look()
        except (AssertionError, ValueError):
            whole.append(False)
        else:
            whole.append(True)
        witness.put_back()
    assert whole == [True, False]  # before it opens the file, and before it makes it safe
