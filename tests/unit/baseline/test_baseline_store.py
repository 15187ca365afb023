"""The baseline folder: what a write changes, what it keeps, and what it never loses."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from record_builders import (
    FILTERED,
    PLAIN,
    TEMPLATE,
    cached,
    expected,
    measurement,
    measurements,
    record,
    records,
    statement,
)

from perfgate.analyse.compare import judge
from perfgate.baseline.merge import Change
from perfgate.baseline.store import BaselineStore
from perfgate.errors import BaselineError
from perfgate.model import Verdict

MODULE = "perf_tests/test_tickets.py"
FILE = "perf_tests/test_tickets.json"


@pytest.fixture
def store(tmp_path):
    """A store over a folder that does not exist yet."""
    return BaselineStore(tmp_path / "baselines")


def contents(store):
    """The bytes of every file of the folder, temporary ones included."""
    return {
        path.relative_to(store.folder).as_posix(): path.read_bytes()
        for path in store.folder.rglob("*")
        if path.is_file()
    }


def changes(*made):
    """Changes without a reason."""
    return [Change(each) for each in made]


def verdict(store, made, *, strict=True):
    """The verdict on a measurement by what the store's files say now."""
    fresh = BaselineStore(store.folder)
    return judge(made, fresh.entry(made.id, made.nodeid), strict=strict).verdict


@given(measurements())
def test_what_was_written_is_ok_when_read(made):
    """Any measurement is ok against the baseline that was made of it."""
    with tempfile.TemporaryDirectory() as folder:
        store = BaselineStore(Path(folder))
        store.write(changes(made))
        assert verdict(store, made) == Verdict.OK


@given(st.lists(measurements(), max_size=4, unique_by=lambda each: each.id))
def test_the_order_of_changes_does_not_matter(made):
    """Serial and parallel runs write the same bytes."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first, second = BaselineStore(Path(one)), BaselineStore(Path(other))
        first.write(changes(*made))
        second.write(changes(*reversed(made)))
        assert contents(first) == contents(second)


@given(measurements(), measurements())
def test_writing_in_two_goes_is_writing_at_once(first, second):
    """An entry that a later write does not name stays as it was."""
    if first.id == second.id:
        return
    tables = {**second.record.tables, **first.record.tables}
    second = replace(second, record=replace(second.record, tables=tables))
    with tempfile.TemporaryDirectory() as one:
        store = BaselineStore(Path(one))
        store.write(changes(first))
        before = json.loads(store.path_for(first.nodeid).read_text("utf-8"))["measurements"]
        store.write(changes(second))
        after = json.loads(store.path_for(first.nodeid).read_text("utf-8"))["measurements"]
        key = first.id.partition("::")[2]
        assert before[key] == after[key]


@given(measurements())
def test_an_unchanged_rewrite_changes_no_byte(made):
    """A second update right after the first writes no file."""
    with tempfile.TemporaryDirectory() as folder:
        store = BaselineStore(Path(folder))
        store.write(changes(made))
        before = contents(store)
        assert ([], before) == (store.write(changes(made)), contents(store))


def test_moved_call_sites_change_no_byte(store):
    """A refactoring that moves a query and changes no work leaves the file alone."""
    store.write(changes(measurement(statement(PLAIN))))
    before = contents(store)
    assert store.write(changes(measurement(statement(PLAIN, at=TEMPLATE)))) == []
    assert before == contents(store)


def test_a_changed_statement_leaves_its_neighbours_alone(store):
    """Only the fact that differs is rewritten, though the neighbour's call site has moved."""
    store.write(changes(measurement(statement(PLAIN), statement(FILTERED, rows=1))))
    before = store.path_for(MODULE).read_text("utf-8").splitlines()
    store.write([Change(measurement(statement(PLAIN, at=TEMPLATE), statement(FILTERED, rows=2)))])
    after = store.path_for(MODULE).read_text("utf-8").splitlines()
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        ('            "rows": 1,', '            "rows": 2,')
    ]


def test_the_file_reads_as_documented(store):
    """One fact a line, sorted, no line numbers, no totals: the whole text."""
    made = measurement(
        statement(PLAIN, 2, 50, columns={"ticket": "id name", "site": "id"}),
        dataset="medium",
    )
    tables = {"ticket": "id name", "site": "id name"}
    made = measurement(
        record=record(*made.record.statements, tables=tables, SAVEPOINT=1), dataset="medium"
    )
    store.write([Change(made, "The page shows both.")])
    assert (
        store.path_for(MODULE).read_text("utf-8")
        == """\
{
  "$schema": "../schema.json",
  "fingerprint_version": 3,
  "measurements": {
    "test_page::call": {
      "dataset": "medium",
      "reason": "The page shows both.",
      "statements": {
        "default": {
          "SELECT … FROM \\"ticket\\" WHERE \\"ticket\\".\\"client_id\\" = ?": {
            "columns": {
              "site": "id",
              "ticket": "*"
            },
            "count": 2,
            "relation": "ticket",
            "rows": 50,
            "sites": [
              "facility/tickets/queries.py::page"
            ]
          }
        }
      },
      "transactions": {
        "default": {
          "SAVEPOINT": 1
        }
      }
    }
  },
  "tables": {
    "site": "id name",
    "ticket": "id name"
  }
}
"""
    )


def test_cache_traffic_reads_as_documented(store):
    """By alias and key group: the operation with its outcome, how often, and from where."""
    made = record(
        cached("get miss", 2),
        cached("set", 2, at=TEMPLATE),
        cached("incr", 1, "tag:{int}", at=None, alias="tags"),
        round_trips=3,
    )
    store.write(changes(measurement(record=made)))
    entry = json.loads(store.path_for(MODULE).read_text("utf-8"))["measurements"]
    assert entry == {
        "test_page::call": {
            "cache": {
                "default": {
                    "cap:tree:{int}": {
                        "get miss": {"count": 2, "sites": ["facility/tickets/queries.py::page"]},
                        "set": {"count": 2, "sites": ["facility/templates/tickets.html"]},
                    }
                },
                "tags": {"tag:{int}": {"incr": {"count": 1}}},
            },
            "round_trips": {"default": 3},
        }
    }


def test_moved_cache_calls_change_no_byte(store):
    """A refactoring that moves a call leaves the file alone, also beside a fact that differs."""
    before = record(cached("get miss"), cached("set"), round_trips=2)
    store.write(changes(measurement(record=before)))
    text = store.path_for(MODULE).read_text("utf-8")
    moved = record(cached("get miss", at=TEMPLATE), cached("set", at=TEMPLATE), round_trips=2)
    assert store.write(changes(measurement(record=moved))) == []
    store.write(changes(measurement(record=replace(moved, round_trips={"default": 3}))))
    after = store.path_for(MODULE).read_text("utf-8")
    differing = zip(text.splitlines(), after.splitlines(), strict=True)
    assert [pair for pair in differing if pair[0] != pair[1]] == [
        ('        "default": 2', '        "default": 3')
    ]


def test_the_schema_is_written_and_pointed_to(store):
    """``$schema`` leads from the file to the schema beside it."""
    store.write(changes(measurement(nodeid="a/b/test_deep.py::t")))
    path = store.path_for("a/b/test_deep.py::t")
    pointed = json.loads(path.read_text("utf-8"))["$schema"]
    assert (store.folder / "schema.json").resolve() == (path.parent / pointed).resolve()
    assert "$defs" in json.loads((store.folder / "schema.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("nodeid", "file"),
    [
        ("perf_tests/test_x.py::t[a/b::c]", "perf_tests/test_x.json"),
        ("test_x.py::TestA::test_b", "test_x.json"),
        ("mesures/test_été.py::test_ñ[日本]", "mesures/test_été.json"),
        ("a.b/test_x.y.py::t", "a.b/test_x.y.json"),
        ("perf_tests/test_x.py::t[" + "long" * 5000 + "]", "perf_tests/test_x.json"),
    ],
)
def test_every_node_id_has_its_place(store, nodeid, file):
    """Whatever the id contains, its module decides on the file, and it is found again."""
    made = measurement(statement(), nodeid=nodeid)
    assert [store.folder / file] == store.write(changes(made))
    assert verdict(store, made) == Verdict.OK


@pytest.mark.parametrize("nodeid", ["../other/test_x.py::t", "/abs/test_x.py::t", "schema.py::t"])
def test_a_module_without_a_place_is_refused(store, nodeid):
    """Nothing is written beside the folder, nor over its schema."""
    with pytest.raises(BaselineError, match="place of their own"):
        store.write(changes(measurement(nodeid=nodeid)))


def test_names_that_are_no_unicode_survive(store):
    """A lone surrogate, as of a file name that is no UTF-8, is written and found again."""
    made = measurement(statement(), nodeid="test_x.py::t[\udcff]")
    store.write(changes(made))
    assert verdict(store, made) == Verdict.OK


def test_the_last_reason_stays(store):
    """A change without a reason keeps the one that stands there; another replaces it."""
    steps = [(2, "first"), (1, None), (3, "second")]
    seen = []
    for count, reason in steps:
        store.write([Change(measurement(statement(count=count)), reason)])
        found = store.entry(f"{MODULE}::test_page::call", f"{MODULE}::test_page")
        seen.append(found.reason)
    assert seen == ["first", "first", "second"]


def test_a_reason_alone_is_no_change(store):
    """A reason given for other measurements of the run is not noted where nothing differs."""
    store.write([Change(measurement(statement()))])
    assert store.write([Change(measurement(statement()), "for another test")]) == []


def test_tables_that_nothing_names_are_left_out(store):
    """The section of tables goes with the statements that it explains."""
    tables = {"ticket": "id", "unused": "id"}
    store.write(
        changes(measurement(record=record(statement(columns={"ticket": "id"}), tables=tables)))
    )
    store.write(changes(measurement(record=record(tables=tables), name="other")))
    text = store.path_for(MODULE).read_text("utf-8")
    assert json.loads(text)["tables"] == {"ticket": "id"}


def test_all_columns_stay_all_columns(store):
    """An entry not measured again still takes every column when its table has grown."""
    narrow, wide = {"ticket": "id"}, {"ticket": "id added"}
    kept = measurement(record=record(statement(columns=narrow), tables=narrow), name="kept")
    again = measurement(record=record(statement(columns=wide), tables=wide), name="again")
    store.write(changes(kept, again))
    store.write(changes(again))
    now = measurement(record=record(statement(columns=wide), tables=wide), name="kept")
    assert verdict(store, now) == Verdict.OK


def test_a_measurement_named_twice_is_refused(store):
    """Two records under one id would leave it to chance which is kept."""
    with pytest.raises(BaselineError, match="measured twice"):
        store.write(changes(measurement(statement()), measurement()))


def test_a_write_that_fails_leaves_the_old_file(store, monkeypatch):
    """When the last step fails the old content stands, and no temporary file is left."""
    store.write(changes(measurement(statement(count=1))))
    before = contents(store)

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BaselineError, match="cannot be written: Permission denied"):
        store.write(changes(measurement(statement(count=2))))
    assert before == contents(store)


def test_a_write_that_is_interrupted_leaves_the_old_file(store, monkeypatch):
    """An interrupt in the middle of writing loses nothing."""
    store.write(changes(measurement(statement(count=1))))
    before = contents(store)

    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.write(changes(measurement(statement(count=2))))
    assert before == contents(store)


def test_a_broken_file_stops_the_whole_write(store):
    """Nothing is written where one of the files concerned cannot be understood."""
    one, other = measurement(nodeid="a.py::t"), measurement(nodeid="b.py::t")
    store.folder.mkdir()
    store.path_for("b.py::t").write_text("{", "utf-8")
    with pytest.raises(BaselineError, match="cut off"):
        store.write(changes(one, other))
    assert list(contents(store)) == ["b.json"]


def test_an_edit_made_meanwhile_is_kept(store):
    """A write begins with what the file says now, not with what it said at the start."""
    first, second = measurement(name="first"), measurement(name="second")
    store.count()
    store.entry(first.id, first.nodeid)
    BaselineStore(store.folder).write(changes(second))
    store.write(changes(first))
    assert [verdict(store, each) for each in (first, second)] == [Verdict.OK, Verdict.OK]


def test_a_file_that_cannot_be_deleted_is_told(store, monkeypatch):
    """Pruning the last entry of a file in a read-only folder names the file."""
    made = measurement()
    store.write(changes(made))

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(BaselineError, match=r"test_tickets\.json cannot be deleted"):
        store.prune([made.id])


def test_permissions_stay(store):
    """A replaced file keeps the permissions that it had."""
    store.write(changes(measurement(statement(count=1))))
    path = store.path_for(MODULE)
    path.chmod(0o664)
    store.write(changes(measurement(statement(count=2))))
    assert path.stat().st_mode & 0o777 == 0o664


def test_a_symlink_out_of_the_folder_is_refused(store, tmp_path):
    """Nothing is written through a link that leads elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    store.folder.mkdir()
    (store.folder / "perf_tests").symlink_to(elsewhere)
    with pytest.raises(BaselineError, match="leads out of the baseline folder"):
        store.write(changes(measurement()))
    assert list(elsewhere.iterdir()) == []


def test_a_schema_that_links_out_of_the_folder_is_refused(store, tmp_path):
    """The schema is no way out either, and nothing else is written then."""
    store.folder.mkdir()
    (store.folder / "schema.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(BaselineError, match=r"schema\.json leads out"):
        store.write(changes(measurement()))
    assert [path.name for path in store.folder.iterdir()] == ["schema.json"]
    assert not (tmp_path / "elsewhere.json").exists()


def test_a_symlink_within_the_folder_stays_one(store):
    """A link to a neighbour is followed and not replaced."""
    store.folder.mkdir()
    (store.folder / "real").mkdir()
    (store.folder / "perf_tests").symlink_to("real")
    store.write(changes(measurement()))
    assert (store.folder / "perf_tests").is_symlink()
    assert sorted(contents(store)) == ["real/test_tickets.json", "schema.json"]


def test_a_folder_that_is_a_file_is_told(tmp_path):
    """The error names the file and what the system said."""
    (tmp_path / "baselines").write_text("", "utf-8")
    with pytest.raises(BaselineError, match=r"test_tickets\.json cannot be (read|written)"):
        BaselineStore(tmp_path / "baselines").write(changes(measurement()))


def test_an_unreadable_file_is_told(store):
    """A folder in the place of a file is an error with its path, not a missing baseline."""
    (store.folder / FILE).mkdir(parents=True)
    with pytest.raises(BaselineError, match=r"test_tickets\.json cannot be read"):
        store.entry(f"{MODULE}::t::call", f"{MODULE}::t")


def test_no_folder_is_no_baseline(store):
    """Before the first update there is nothing, and that is no error."""
    assert (
        store.count(),
        store.modules(),
        store.stale([], [MODULE], []),
        store.entry(f"{MODULE}::t::call", f"{MODULE}::t"),
    ) == (0, [], [], None)


def test_counting_takes_baselines_only(store):
    """Neither the schema nor hidden folders are counted."""
    store.write(changes(measurement(name="one"), measurement(name="two")))
    (store.folder / ".pending").mkdir()
    (store.folder / ".pending" / "x.json").write_text("no JSON", "utf-8")
    assert (store.count(), store.modules()) == (2, [MODULE])


@pytest.mark.parametrize(
    ("run", "complete", "stale"),
    [
        ([], [], []),
        ([], [MODULE], ["test_a::cold", "test_b::call"]),
        (["test_a"], [], ["test_a::cold"]),
        (["test_b"], ["perf_tests/test_other.py"], ["test_b::call"]),
    ],
    ids=["nothing known", "whole module", "one test", "another module"],
)
def test_what_nothing_measures_is_stale(store, run, complete, stale):
    """Only a test that ran to its end, or a module of which all did, makes a baseline stale."""
    kept = measurement(nodeid=f"{MODULE}::test_a", name="warm")
    store.write(
        changes(
            kept,
            measurement(nodeid=f"{MODULE}::test_a", name="cold"),
            measurement(nodeid=f"{MODULE}::test_b"),
        )
    )
    found = store.stale([f"{MODULE}::{each}" for each in run], complete, [kept.id])
    assert [f"{MODULE}::{each}" for each in stale] == found


def test_a_separator_in_a_parameter_does_not_confuse_stale(store):
    """A test whose parameter contains ``::`` owns its measurements."""
    nodeid = f"{MODULE}::test_a[b::c]"
    store.write(changes(measurement(nodeid=nodeid)))
    assert [f"{nodeid}::call"] == store.stale([nodeid], [], [])


def test_pruning_removes_and_keeps(store):
    """What is pruned is gone, its neighbour stays, and an empty file goes with its last entry."""
    gone, kept = measurement(name="gone"), measurement(name="kept")
    lone = measurement(nodeid="perf_tests/test_lone.py::t")
    store.write(changes(gone, kept, lone))
    changed = store.prune([gone.id, lone.id])
    assert [store.path_for(lone.nodeid), store.path_for(MODULE)] == changed
    assert (store.count(), store.modules()) == (1, [MODULE])
    assert verdict(store, kept) == Verdict.OK


@given(records(), records())
def test_reading_gives_the_record_that_was_written(first, second):
    """Statements, columns and transactions survive the file exactly."""
    with tempfile.TemporaryDirectory() as folder:
        store = BaselineStore(Path(folder))
        made = measurement(record=first)
        store.write(changes(measurement(record=second)))
        store.write(changes(made))
        again = judge(measurement(record=first), expected(record=first), strict=True)
        read = judge(made, store.entry(made.id, made.nodeid), strict=True)
        assert (again.verdict, again.digest) == (read.verdict, read.digest)


def test_a_renamed_test_takes_its_entry_along(store):
    """Reason and call sites stay as they were, in whichever file; the old place is left."""
    old = measurement(statement(at=TEMPLATE), nodeid=f"{MODULE}::test_old")
    store.write([Change(old, "because")])
    (before,) = json.loads(store.path_for(MODULE).read_text("utf-8"))["measurements"].values()
    for module in (MODULE, "b.py"):
        new = measurement(statement(), nodeid=f"{module}::test_new")
        written = store.write([Change(new, taken_over=old.id)])
        content = json.loads(store.path_for(module).read_text("utf-8"))
        assert content["measurements"] == {"test_new::call": before}
        assert written == sorted({store.path_for(module), store.path_for(old.nodeid)})
        old = new
    assert not store.path_for(MODULE).exists()


def test_two_tests_may_change_places(store):
    """Each file gives one entry to the other: both are written before any is left out."""
    one = measurement(statement(FILTERED), nodeid="a.py::test_old")
    other = measurement(statement(PLAIN), nodeid="b.py::test_old")
    store.write([Change(one, "one"), Change(other, "other")])
    moved = [
        Change(replace(one, nodeid="b.py::test_new"), taken_over=one.id),
        Change(replace(other, nodeid="a.py::test_new"), taken_over=other.id),
    ]
    store.write(moved)
    found = {
        name: json.loads(store.path_for(name).read_text("utf-8"))["measurements"]
        for name in ("a.py::t", "b.py::t")
    }
    reasons = {name: {key: each["reason"] for key, each in found[name].items()} for name in found}
    assert reasons == {
        "a.py::t": {"test_new::call": "other"},
        "b.py::t": {"test_new::call": "one"},
    }
