"""What an update leaves as it is in an entry, and what it writes beside it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from record_builders import JOINED, LOOKUP, PLAIN, cached, measurement, record, records, statement

from perfgate.analyse.compare import judge
from perfgate.baseline.merge import Change
from perfgate.baseline.store import BaselineStore
from perfgate.model import Allowance, FactName, Verdict

FILE = "perf_tests/test_tickets.json"
SCHEMA = {"ticket": "id title body", "site": "id name"}


@pytest.fixture
def store(tmp_path):
    """A store over a folder that does not exist yet."""
    return BaselineStore(tmp_path / "baselines")


def update(store, made, *, only=(), reason="because"):
    """Judge a measurement by what the files say, and write it down as the gate does."""
    fresh = BaselineStore(store.folder)
    judgement = judge(made, fresh.entry(made.id, made.nodeid), strict=True, only=only)
    fresh.write([Change(made, reason, kept=judgement.kept, only=judgement.only)])
    return judgement


def text(store):
    """The content of the file."""
    return (store.folder / FILE).read_text(encoding="utf-8")


def ignoring(*patterns):
    """Ignore by patterns."""
    return tuple(Allowance(pattern=each, reason="why") for each in patterns)


BEFORE = record(
    statement(PLAIN, 1, 50, columns={"ticket": "id title body"}),
    statement(LOOKUP, 2, 2, columns={"site": "id"}),
    cached("get hit", 2),
    cached("set", 1, "tkt:{int}"),
    tables=SCHEMA,
    round_trips=3,
    SAVEPOINT=1,
)
NOISE = {
    "rows of one": (
        record(
            statement(PLAIN, 1, 52, columns={"ticket": "id title body"}),
            BEFORE.statements[0],
            *BEFORE.cache,
            tables=SCHEMA,
            round_trips=3,
            SAVEPOINT=1,
        ),
        [Allowance(pattern="rows ticket", reason="why", room=2)],
    ),
    "all of it": (
        record(tables={}, round_trips=1),
        ignoring("statements", "cache", "transactions", "round_trips"),
    ),
    "a statement of a table that is not named any more": (
        record(BEFORE.statements[0], *BEFORE.cache, tables=SCHEMA, round_trips=3, SAVEPOINT=1),
        ignoring("statements *"),
    ),
    "another key group": (
        record(
            *BEFORE.statements,
            *BEFORE.cache,
            cached("delete", 7, "new"),
            tables=SCHEMA,
            round_trips=4,
            SAVEPOINT=1,
        ),
        [*ignoring("cache new"), Allowance(pattern="round_trips", reason="why", room="50 %")],
    ),
}


@pytest.mark.parametrize("case", NOISE)
def test_what_is_left_out_changes_no_byte(store, case):
    """An update of noise alone leaves the file as it was."""
    now, allowances = NOISE[case]
    update(store, measurement(record=BEFORE))
    written = text(store)
    judgement = update(store, measurement(record=now, allowances=tuple(allowances)))
    assert (judgement.verdict, text(store)) == (Verdict.OK, written)


def test_a_number_within_its_room_does_not_creep(store):
    """Each step keeps to the room of what the file says, which does not move with them."""
    allowances = (Allowance(pattern="rows ticket", reason="why", room=2),)
    update(store, measurement(statement(rows=50)))
    verdicts = [
        update(store, measurement(statement(rows=rows), allowances=allowances)).verdict.value
        for rows in (51, 52, 53, 53)
    ]
    assert verdicts == ["ok", "ok", "regressed", "ok"]
    assert '"rows": 53' in text(store)


def test_what_differs_beside_it_is_written(store):
    """The count is told and written; the rows keep their old number."""
    update(store, measurement(statement(count=1, rows=50)))
    update(store, measurement(statement(count=2, rows=99), allowances=ignoring("rows ticket")))
    assert ('"count": 2' in text(store), '"rows": 50' in text(store)) == (True, True)


def test_a_new_entry_is_the_same_with_and_without_ignoring(store):
    """There is nothing yet that an ignored fact could stay as."""
    update(store, measurement(record=BEFORE))
    written = text(store)
    store.prune([measurement().id])
    update(store, measurement(record=BEFORE, allowances=ignoring("statements", "cache cap:*")))
    assert text(store) == written


def test_an_ignored_statement_that_is_new_stays_away(store):
    """Neither it nor its table gets into an entry that is there."""
    update(store, measurement(record=record(BEFORE.statements[0], tables={"site": "id name"})))
    written = text(store)
    update(
        store,
        measurement(
            record=BEFORE,
            allowances=ignoring("statements ticket", "cache", "transactions", "round_trips"),
        ),
    )
    assert text(store) == written


def test_a_change_with_one_ignored_end_is_settled_by_one_update(store):
    """What is told can be written, so that the next run is ok."""
    update(store, measurement(statement(PLAIN)))
    made = measurement(statement(JOINED), allowances=ignoring(f"statements {PLAIN}"))
    assert update(store, made).verdict is Verdict.CHANGED
    assert update(store, made).verdict is Verdict.OK


ONLY = {
    "statements": ["rows"],
    "transactions": ["SAVEPOINT"],
    "cache": ["get hit", "default"],
}


@pytest.mark.parametrize("only", ONLY)
def test_only_the_groups_in_scope_are_written(store, only):
    """The others stay byte by byte, columns and tables included."""
    update(store, measurement(record=BEFORE))
    before = text(store).splitlines()
    now = record(
        statement(PLAIN, 1, 51, columns={"ticket": "id title body year"}),
        statement(LOOKUP, 2, 2, columns={"site": "id"}),
        cached("get hit", 3),
        cached("set", 1, "tkt:{int}"),
        tables={**SCHEMA, "ticket": "id title body year"},
        round_trips=4,
        SAVEPOINT=2,
    )
    update(store, measurement(record=now), only=(only,))
    written = [line for line in text(store).splitlines() if line not in before]
    expected = {
        "statements": ['"rows": 51,', '"ticket": "body id title year"'],
        "transactions": ['"SAVEPOINT": 2'],
        "cache": ['"count": 3,', '"default": 4'],
    }[only]
    assert [line.strip() for line in written if '"reason"' not in line] == expected


PATTERNS = st.sampled_from(["statements *", "rows *", "columns *", "cache *", "transactions"])
ALLOWANCES = st.lists(
    st.builds(
        Allowance,
        pattern=PATTERNS,
        reason=st.just("why"),
        room=st.one_of(st.none(), st.integers(1, 10**9), st.just("100 %")),
    ),
    max_size=3,
).map(tuple)


@given(records(), records(), ALLOWANCES, st.sampled_from([(), ("cache",), ("statements",)]))
def test_what_was_updated_is_ok(before, now, allowances, only):
    """Whatever is allowed or out of scope, one update settles all that is told."""
    with tempfile.TemporaryDirectory() as folder:
        store = BaselineStore(Path(folder))
        made = measurement(
            record=replace(now, statements=(*now.statements,)), allowances=allowances
        )
        update(store, measurement(record=before))
        update(store, made, only=only)
        content = text(store)
        again = update(store, made, only=only)
        assert (again.verdict, text(store)) == (Verdict.OK, content)


def test_a_name_that_is_in_neither_is_no_error(store):
    """The file may have been edited since it was judged."""
    made = measurement(statement())
    BaselineStore(store.folder).write(
        [Change(made, kept=(FactName("rows", "x", "y"), FactName("cache", "x", "y", "get")))]
    )
    assert judge(made, store.entry(made.id, made.nodeid), strict=True).verdict is Verdict.OK
