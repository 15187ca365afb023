"""Files of older versions: what is carried over, and what must be recorded again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from record_builders import measurement, record, statement

from perfgate.baseline.merge import Change
from perfgate.baseline.migrate import migrate, migrated
from perfgate.baseline.migrations import STEPS
from perfgate.baseline.migrations.from_1 import by_place
from perfgate.baseline.store import BaselineStore
from perfgate.errors import BaselineError
from perfgate.model import FINGERPRINT_VERSION

MODULE = "perf_tests/test_tickets.py"


def test_there_is_a_step_from_every_older_version():
    """Who raises the version says how files get there."""
    assert STEPS.keys() == set(range(1, FINGERPRINT_VERSION))


@pytest.mark.parametrize(
    ("identity", "sorted_by_place"),
    [
        ("SELECT … FROM t ORDER BY ?", True),
        ("SELECT … FROM t ORDER BY ? DESC LIMIT ?", True),
        ("SELECT … FROM t ORDER BY t.a ASC, ? DESC", True),
        ("SELECT … FROM t GROUP BY ?, ? HAVING COUNT(*) > ?", True),
        ("(SELECT … FROM t) UNION (SELECT … FROM u) ORDER BY (?)", True),
        ("SELECT … FROM t WHERE t.a IN (SELECT u.a FROM u ORDER BY ? LIMIT ?)", True),
        ("SELECT … FROM t ORDER BY CASE WHEN t.a = ? THEN ? ELSE ? END, ?", True),
        ("SELECT … FROM t ORDER BY ? NULLS LAST", True),
        ("SELECT … FROM t WHERE t.a = ? LIMIT ?", False),
        ("SELECT … FROM t ORDER BY t.a LIMIT ? OFFSET ?", False),
        ("SELECT … FROM t ORDER BY COALESCE(t.a, ?) ASC", False),
        ("SELECT … FROM t ORDER BY t.a + ? ASC", False),
        ("SELECT … FROM t ORDER BY (? + t.a), t.b", False),
        ("SELECT … FROM t ORDER BY ((?)) ASC", True),
        ("SELECT … FROM t ORDER BY (t.a = ?) DESC", False),
        ("SELECT … FROM t GROUP BY t.a HAVING COUNT(*) IN (?, ?)", False),
        ('SELECT … FROM "ORDER BY ?" WHERE x = ?', False),
        ("UPDATE t SET a = ? WHERE b IN (?, ?)", False),
    ],
)
def test_version_1_lost_places(identity, sorted_by_place):
    """Only a value that stands where a place may stand is in doubt."""
    assert by_place(identity) == sorted_by_place


@pytest.fixture
def folder(tmp_path):
    """A folder with two files; the first has a measurement that takes all columns of a table."""
    store = BaselineStore(tmp_path / "baselines")
    taking = record(statement(columns={"t": "a"}), tables={"t": "a"})
    store.write(
        [
            Change(measurement(record=taking, nodeid=f"{MODULE}::test_a")),
            Change(measurement(nodeid="perf_tests/test_x.py::test_b")),
        ]
    )
    return store.folder


def aged(path, version=1, **further):
    """Make a file one of another version."""
    tree = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**tree, "fingerprint_version": version, **further}), "utf-8")


def test_only_older_files_are_written(folder):
    """What is of this version stays as it is, byte by byte; a second migration writes nothing."""
    old, new = BaselineStore(folder).paths()
    before = old.read_bytes(), new.read_bytes()
    aged(old)
    assert [migrate(folder, write=False).keys(), new.read_bytes()] == [{old}, before[1]]
    assert json.loads(old.read_text("utf-8"))["fingerprint_version"] == 1
    assert migrate(folder, write=True).keys() == {old}
    assert (old.read_bytes(), new.read_bytes()) == before
    assert migrate(folder, write=True) == {}


@pytest.mark.parametrize(
    ("damage", "slug"),
    [
        (lambda path: path.write_text(path.read_text("utf-8")[:50], "utf-8"), "baseline-cut-off"),
        (lambda path: aged(path, 99), "baseline-future"),
        (lambda path: aged(path, 1, further=1), "baseline-invalid"),
        (
            lambda path: path.write_text('{"fingerprint_version": 1, "tables": {}, "tables": {}}'),
            "baseline-duplicate-key",
        ),
        (
            lambda path: path.write_text("<<<<<<< a\n{}\n=======\n{}\n>>>>>>> b\n"),
            "baseline-conflict",
        ),
    ],
)
def test_a_file_that_cannot_be_read_stops_the_migration(folder, damage, slug):
    """It is neither written nor passed over in silence, and its neighbour waits."""
    old, other = BaselineStore(folder).paths()
    aged(old)
    damage(other)
    before = old.read_bytes(), other.read_bytes()
    with pytest.raises(BaselineError) as caught:
        migrate(folder, write=True)
    assert (caught.value.slug, old.read_bytes(), other.read_bytes()) == (slug, *before)


@pytest.mark.parametrize("measurements", [[], {"t": 1}, {"t": {"statements": {"default": 3}}}])
def test_a_file_of_another_shape_is_told(measurements):
    """Steps look at what they know, and what is wrong is told as of any file."""
    tree = {"fingerprint_version": 1, "tables": {}, "measurements": measurements}
    with pytest.raises(BaselineError, match=r"x\.json"):
        migrated(json.dumps(tree).encode(), Path("x.json"))
