"""The table of versions: what combines, whose digests must agree, and where a Python is found."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from record_builders import FILTERED, PLAIN, measurement, statement

from compatibility import combinations as combining
from compatibility.combinations import Combination, combinations, interpreter
from compatibility.environments import Outcome
from compatibility.table import HEADING, conclusion, differences, row
from perfgate.baseline.merge import Change, updated
from perfgate.baseline.schema import BaselineFile
from perfgate.model import Judgement, Run, Verdict

if TYPE_CHECKING:
    from pathlib import Path

SAME = "perf_tests/test_a.py::test_same"
VARIES = "perf_tests/test_a.py::test_varies"


def test_what_combines():
    """Django 6 needs Python 3.12; each of the seven pairs runs on both drivers."""
    found = combinations()
    assert len(found) == len(set(found)) == 14
    assert {each.django for each in found if each.python == "3.11"} == {"5.2"}
    assert {each.driver for each in found} == {"psycopg 3", "psycopg2"}


def test_what_combines_of_what_is_asked_for():
    """A Python that came later combines with every Django."""
    assert [each[:2] for each in combinations(["3.14"], ["5.2", "6.1"])] == [
        ("3.14", "5.2"),
        ("3.14", "5.2"),
        ("3.14", "6.1"),
        ("3.14", "6.1"),
    ]


def entries(*made):
    """Committed baselines of measurements, of which the later ones are variants."""
    file = BaselineFile()
    for each in made:
        file = updated(file, [Change(each, variant=True)])
    return {f"perf_tests/test_a.py::{key}": entry for key, entry in file.measurements.items()}


def of(django, identity, nodeid=SAME):
    """A measurement of one statement under a version of Django."""
    return measurement(statement(identity), nodeid=nodeid, django=django)


def outcome(django, *identities, driver="psycopg 3", exit_code=0, verdict=Verdict.OK):
    """A run of two measurements, of which each sent one statement."""
    made = [
        of(django, identity, nodeid)
        for identity, nodeid in zip(identities, (SAME, VARIES), strict=False)
    ]
    judged = tuple(Judgement(id=each.id, verdict=verdict) for each in made)
    run = Run(measurements=tuple(made), judgements=judged) if made else None
    return Outcome(Combination("3.12", django, driver), run, exit_code, "output")


COMMITTED = entries(of("5.2", PLAIN), of("5.2", PLAIN, VARIES), of("6.0", FILTERED, VARIES))
OLD = outcome("5.2", PLAIN, PLAIN)
NEW = outcome("6.1", PLAIN, FILTERED)
AGREE = [
    ("a documented variant", [OLD, NEW], []),
    ("versions between", [OLD, outcome("6.0", PLAIN, FILTERED), NEW], []),
    ("another version differs", [OLD, outcome("6.1", FILTERED, FILTERED)], [SAME]),
    ("a variant that is none", [OLD, NEW, outcome("6.0", PLAIN, PLAIN)], [VARIES]),
    (
        "a driver differs within a variant",
        [OLD, NEW, outcome("6.1", PLAIN, PLAIN, driver="psycopg2")],
        [VARIES],
    ),
    ("a run that lacks one", [OLD, outcome("6.1", PLAIN)], [VARIES]),
    ("a run that measured nothing", [OLD, outcome("6.1", exit_code=3)], []),
    ("no run", [], []),
]


@pytest.mark.parametrize(
    ("outcomes", "differing"), [rest for _, *rest in AGREE], ids=[name for name, *_ in AGREE]
)
def test_whose_digests_must_agree(outcomes, differing):
    """All that go by the same facts of a baseline, and nobody else."""
    found = [
        each.measurement_id.removesuffix("::call") for each in differences(outcomes, COMMITTED)
    ]
    assert found == differing


def test_without_baselines_all_must_agree():
    """Nothing is documented, so nothing may differ."""
    assert [each.measurement_id for each in differences([OLD, NEW], {})] == [f"{VARIES}::call"]


def test_the_row_of_a_run():
    """The digest is over what has no variants: it is the same for every version."""
    old, new = row(OLD, COMMITTED), row(NEW, COMMITTED)
    assert old.split() == [
        "3.12",
        "5.2",
        "psycopg",
        "3",
        "2",
        "2",
        "0",
        "0",
        "of",
        "1",
        *old.split()[-1:],
    ]
    assert new.split()[7:10] == ["1", "of", "1"]
    assert (old.split()[-1], len(new.split()[-1])) == (new.split()[-1], 64)
    assert HEADING.index("exact digest") == old.index(old.split()[-1])


def test_the_row_of_a_run_that_failed():
    """It stands out, and what is not ok is counted."""
    failed = row(outcome("6.1", PLAIN, PLAIN, exit_code=1, verdict=Verdict.CHANGED), COMMITTED)
    assert failed.split()[5:7] == ["0", "2"]
    assert failed.endswith("FAILED (exit 1)")
    assert row(outcome("6.1", exit_code=3), COMMITTED).endswith("NOTHING MEASURED (exit 3)")


def test_the_conclusion():
    """Which variants are documented, what differs and who did it, and how many failed."""
    assert list(conclusion([OLD, NEW], [], COMMITTED)) == [
        f"variants: {VARIES}::call has facts of Django 5.2 and of 6.0",
        "2 runs, 0 failed, exact digests equal apart from the variants",
    ]
    outcomes = [OLD, outcome("6.1", FILTERED, FILTERED), outcome("6.0", exit_code=4)]
    lines = list(conclusion(outcomes, list(differences(outcomes, COMMITTED)), COMMITTED))
    assert lines[0] == f"DIFFERS: {SAME}::call"
    assert [line.split("  ")[-1] for line in lines[1:3]] == [
        "3.12 5.2 psycopg 3",
        "3.12 6.1 psycopg 3",
    ]
    assert lines[-1] == "3 runs, 1 failed, exact digests NOT equal: 1 measurements differ"
    assert list(conclusion([OLD], [], {})) == ["1 runs, 0 failed, exact digests equal"]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Makes interpreters that tell a version, or refuse to, in folders that are looked through."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))

    def install(path: str, version: str) -> Path:
        program = tmp_path / path
        program.parent.mkdir(parents=True, exist_ok=True)
        answer = f"echo {version}" if version else "echo no such version >&2; exit 127"
        program.write_text(f"#!/bin/sh\n{answer}\n", encoding="ascii")
        program.chmod(0o755)
        return program

    return install


def test_an_interpreter_on_path(installed):
    """What PATH names is taken, once it has told that it is the version."""
    found = installed("bin/python9.8", "9.8")
    installed("pyenv/versions/9.8.1/bin/python", "9.8")
    assert interpreter("9.8") == found


def test_a_shim_that_refuses_is_passed_over(installed):
    """The newest of pyenv's versions is taken then."""
    installed("bin/python9.8", "")
    installed("pyenv/versions/9.8.9/bin/python", "9.8")
    found = installed("pyenv/versions/9.8.10/bin/python", "9.8")
    assert interpreter("9.8") == found


def test_an_interpreter_that_is_missing(installed):
    """No other version is taken in its place."""
    installed("bin/python9.8", "9.7")
    assert interpreter("9.8") is None


def test_this_interpreter_serves_its_own_version():
    """The one that runs the study needs not be found."""
    version = ".".join(map(str, sys.version_info[:2]))
    assert str(interpreter(version)) == sys.executable
    assert combining.parts(version) == sys.version_info[:2]
