"""What an author lets differ: which findings are left out, and what an update leaves alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from record_builders import (
    FILTERED,
    JOINED,
    LOOKUP,
    PLAIN,
    TEMPLATE,
    cached,
    expected,
    measurement,
    record,
    records,
    statement,
)

from perfgate.analyse.compare import judge
from perfgate.analyse.expected import Expected
from perfgate.model import Allowance, Budgets, FactName, Record, Verdict

SESSION = "session:{str}"


def ignoring(*patterns):
    """Ignore by patterns."""
    return tuple(Allowance(pattern=each, reason="why") for each in patterns)


def within(pattern, room):
    """Give a number room."""
    return (Allowance(pattern=pattern, reason="why", room=room),)


def told(before, now, allowances, **options):
    """The facts of the findings about a record held against another, and the verdict."""
    judgement = judge(
        measurement(*now, allowances=allowances, **options), expected(*before), strict=False
    )
    return [each.fact for each in judgement.findings if not each.notice], judgement.verdict.value


OK = ([], "ok")
TWO_ROWS = [statement(PLAIN, 1, 50)], [statement(PLAIN, 1, 52)]
LOST_HIT = (
    [cached("get hit", 5), cached("get miss", 1)],
    [cached("get hit", 4), cached("get miss", 2)],
)
IGNORED = {
    "rows of the relation": (*TWO_ROWS, "rows ticket", OK),
    "rows of another relation": (*TWO_ROWS, "rows site", (["rows"], "regressed")),
    "the statement, rows and all": (*TWO_ROWS, "statements ticket", OK),
    "only its columns": (*TWO_ROWS, "columns ticket", (["rows"], "regressed")),
    "fewer rows": (*TWO_ROWS[::-1], "rows *", OK),
    "a new statement": ([], [statement(LOOKUP, 50, 50)], "statements site", OK),
    "a statement that is gone": ([statement(LOOKUP, 50, 50)], [], "statements site", OK),
    "rows do not make a statement old": (
        [],
        [statement(LOOKUP, 50, 50)],
        "rows site",
        (["count"], "regressed"),
    ),
    "columns": (
        [statement(columns={"ticket": "id"})],
        [statement(columns={"ticket": "id body"})],
        "columns ticket",
        OK,
    ),
    "both ends of a change": ([statement(PLAIN)], [statement(JOINED)], "statements ticket", OK),
    "what it was": (
        [statement(PLAIN)],
        [statement(JOINED)],
        f"statements {PLAIN}",
        (["statement"], "changed"),
    ),
    "what it became": (
        [statement(PLAIN)],
        [statement(JOINED)],
        f"statements {JOINED}",
        (["statement"], "changed"),
    ),
    "a key group": (*LOST_HIT, "cache cap:*", OK),
    "another key group": (*LOST_HIT, "cache tkt:*", (["cache", "cache"], "regressed")),
    "another alias": (*LOST_HIT, "cache[other]", (["cache", "cache"], "regressed")),
    "both names of a key": (
        [cached("get hit", 1, "old:{int}")],
        [cached("get hit", 1, "new:{int}")],
        "cache *:{int}",
        OK,
    ),
    "the old name of a key": (
        [cached("get hit", 1, "old:{int}")],
        [cached("get hit", 1, "new:{int}")],
        "cache old:*",
        (["cache"], "changed"),
    ),
}


@pytest.mark.parametrize("case", IGNORED)
def test_ignored(case):
    """What is ignored is left out in both directions; a change unless both ends are is told."""
    before, now, pattern, left = IGNORED[case]
    assert told(before, now, ignoring(pattern)) == left


def test_transactions_and_round_trips_are_ignored():
    """A verb and a cache alias are subjects like any other."""
    before, now = record(SAVEPOINT=1, round_trips=2), record(SAVEPOINT=2, round_trips=3)
    for patterns, facts in (
        (["transactions SAVEPOINT"], ["round_trips"]),
        (["round_trips default"], ["transactions"]),
        (["transactions", "round_trips[default]"], []),
    ):
        made = measurement(record=now, allowances=ignoring(*patterns))
        found = judge(made, Expected(record=before), strict=False).findings
        assert [each.fact for each in found] == facts


TOLERATED = {
    "at its end": (*TWO_ROWS, "rows ticket", 2, OK),
    "short of it": (*TWO_ROWS, "rows ticket", 1, (["rows"], "regressed")),
    "downwards": (*TWO_ROWS[::-1], "rows ticket", 2, OK),
    "a share": ([statement(rows=100)], [statement(rows=105)], "rows *", "5 %", OK),
    "a share that is no binary fraction": (
        [statement(rows=100)],
        [statement(rows=129)],
        "rows *",
        "29%",
        OK,
    ),
    "a share rounds down": (
        [statement(rows=10)],
        [statement(rows=11)],
        "rows *",
        "5 %",
        (["rows"], "regressed"),
    ),
    "a share of nothing": ([], [statement()], "statements *", "100 %", (["count"], "regressed")),
    "a count": ([statement(count=3)], [statement(count=4)], "statements ticket", 1, OK),
    "a count gives no room to rows": (
        [statement(count=3, rows=3)],
        [statement(count=4, rows=4)],
        "statements ticket",
        1,
        (["rows"], "regressed"),
    ),
    "what is absent counts nothing": ([], [statement(rows=9)], "statements ticket", 1, OK),
    "a statement that became another": (
        [statement(PLAIN)],
        [statement(JOINED)],
        "statements *",
        9,
        (["statement"], "changed"),
    ),
    "a hit that became a miss": (*LOST_HIT, "cache cap:*", 1, OK),
    "one number of a group beyond it": (
        [cached("get hit", 5), cached("get miss", 1)],
        [cached("get hit", 5), cached("get miss", 2), cached("delete", 3)],
        "cache cap:*",
        1,
        (["cache", "cache"], "regressed"),
    ),
    "a key that was renamed": (
        [cached("get hit", 1, "old:{int}")],
        [cached("get hit", 1, "new:{int}")],
        "cache *",
        9,
        (["cache"], "changed"),
    ),
}


@pytest.mark.parametrize("case", TOLERATED)
def test_tolerated(case):
    """A number may differ by its room, both ways; nothing but a number may."""
    before, now, pattern, room, left = TOLERATED[case]
    assert told(before, now, within(pattern, room)) == left


UNSTABLE = {
    "ignored": (50, (51, 60), ignoring("rows *"), OK),
    "within the room": (50, (51, 52), within("rows *", 2), OK),
    "beyond it": (50, (51, 54), within("rows *", 2), (["rows"], "unstable")),
    "within it, and both more": (50, (54, 55), within("rows *", 2), (["rows"], "regressed")),
    "within it, and both fewer": (50, (40, 41), within("rows *", 2), (["rows"], "improved")),
}


@pytest.mark.parametrize("case", UNSTABLE)
def test_unstable_facts(case):
    """What differs from itself by no more than its room is stable; what is ignored is not shown."""
    stored, (first, second), allowances, left = UNSTABLE[case]
    again = record(statement(rows=second))
    before, now = [statement(rows=stored)], [statement(rows=first)]
    assert told(before, now, allowances, again=again) == left


def test_one_pass_alone_sent_it_within_its_room():
    """A statement that comes and goes is a number between 0 and its count."""
    assert told([statement()], [], within("statements *", 1), again=record(statement())) == OK
    assert told([], [statement()], within("statements *", 1), again=record()) == OK


def test_budgets_count_everything():
    """A limit is absolute: what the baseline need not say still counts."""
    left = told([], [statement(count=3)], ignoring("statements *"), budgets=Budgets(max_queries=2))
    assert left == (["max_queries"], "regressed")


def test_what_was_left_out_is_said():
    """Each allowance tells how many facts it fits, and how many of them differ."""
    allowances = (*ignoring("cache cap:*", "cache tkt:*"), *within("rows ticket", 5))
    judgement = judge(
        measurement(statement(rows=12), cached("get hit", 1), allowances=allowances),
        expected(statement(rows=10), cached("get hit", 1)),
        strict=False,
    )
    assert [(each.allowance.pattern, each.facts, each.differ) for each in judgement.allowed] == [
        ("cache cap:*", 1, 0),
        ("rows ticket", 1, 1),
    ]


def test_an_ignored_statement_differs_once():
    """Count and rows of one statement are not two differences."""
    judgement = judge(
        measurement(statement(PLAIN, 2, 20), allowances=ignoring("statements *")),
        expected(statement(PLAIN, 1, 10)),
        strict=False,
    )
    assert [(each.facts, each.differ) for each in judgement.allowed] == [(1, 1)]


def kept(before, now, allowances, **options):
    """The facts that an update leaves alone, each by fact and subject."""
    made = measurement(*now, allowances=allowances, **options)
    judgement = judge(made, expected(*before) if before is not None else None, strict=False)
    return [(name.fact, name.subject) for name in judgement.kept]


def test_kept_are_facts_that_differ_and_were_left_out():
    """Of a new statement all is kept away; a number that is told is written."""
    before = [statement(PLAIN, 1, 50), statement(FILTERED, 1, 50)]
    now = [statement(PLAIN, 1, 52), statement(FILTERED, 1, 60), statement(LOOKUP, at=TEMPLATE)]
    allowances = (*within("rows ticket", 2), *ignoring("statements site"))
    assert kept(before, now, allowances) == [
        ("rows", PLAIN),
        ("statement", LOOKUP),
    ]


def test_a_new_baseline_is_written_as_a_whole():
    """What is ignored then differs only if it does, and can be judged again one day."""
    allowances = (*ignoring("cache *"), *within("rows *", 5))
    assert kept(None, [statement(rows=3), cached("set", 1)], allowances) == []


def test_the_second_pass_does_not_move_a_number_within_its_room():
    """The record to write may differ from what was compared, which is the smaller of two."""
    again = record(statement(rows=50))
    assert kept([statement(rows=50)], [statement(rows=51)], within("rows *", 2), again=again) == [
        ("rows", PLAIN)
    ]


def test_another_dataset_keeps_nothing():
    """What the file says is about another dataset."""
    made = measurement(
        statement(rows=11),
        again=record(statement(rows=12)),
        dataset="big",
        allowances=(*within("rows *", 5), *ignoring("cache *")),
    )
    judgement = judge(
        made, expected(cached("set"), statement(rows=10), dataset="small"), strict=False
    )
    assert ([each.fact for each in judgement.findings], judgement.kept) == (["dataset"], ())


PATTERNS = st.sampled_from(["statements *", "rows *", "columns *", "cache *", "cache a*", "rows"])
ALLOWANCES = st.lists(
    st.builds(
        Allowance,
        pattern=PATTERNS,
        reason=st.just("why"),
        room=st.one_of(st.none(), st.integers(1, 9), st.sampled_from(["5 %", "100 %"])),
    ),
    max_size=3,
).map(tuple)


@st.composite
def two_records(draw):
    """A record and another that shares many of its facts."""
    before = draw(records())
    now = draw(records())
    moved = tuple(
        replace(
            each,
            count=each.count + draw(st.integers(0, 3)),
            rows=each.rows + draw(st.integers(0, 9)),
        )
        for each in before.statements
        if draw(st.booleans())
    )
    added = {(each.alias, each.identity): each for each in (*now.statements, *moved)}
    return before, replace(now, statements=tuple(added[key] for key in sorted(added)))


def findings(before, now, allowances):
    """Everything told, in an order of its own."""
    made = measurement(record=now, allowances=allowances)
    return judge(made, Expected(record=before), strict=False)


@given(two_records(), ALLOWANCES, ALLOWANCES)
def test_allowing_more_never_adds_a_finding(pair, some, more):
    """What is told with more allowances is told with fewer, word by word."""
    narrow = findings(*pair, some)
    wide = findings(*pair, (*some, *more))
    assert [each for each in wide.findings if each not in narrow.findings] == []


@given(two_records(), PATTERNS.filter(lambda text: "columns" not in text), st.integers(1, 20))
def test_widening_a_room_never_adds_a_finding(pair, pattern, room):
    """Neither does a wider room, nor ignoring in its place."""
    told_by_room = [
        set(
            map(
                repr,
                findings(*pair, (Allowance(pattern=pattern, reason="why", room=each),)).findings,
            )
        )
        for each in (room, room + 1, 10**12, None)
    ]
    assert [wide - narrow for narrow, wide in pairwise(told_by_room)] == [set()] * 3


@given(two_records())
def test_without_allowances_nothing_is_kept(pair):
    """Where nobody allows anything, everything is judged and written."""
    judgement = findings(*pair, ())
    assert (judgement.kept, judgement.allowed) == ((), ())


def test_names_are_ordered():
    """What is kept is listed in one order on every machine."""
    names = [FactName("rows", "b"), FactName("count", "a", "x"), FactName("count", "a")]
    assert sorted(names) == [names[2], names[1], names[0]]


def test_an_empty_baseline_is_no_baseline():
    """A measurement that did nothing before is judged like any other."""
    made = measurement(cached("set", 1), allowances=ignoring("cache *"))
    judgement = judge(made, Expected(record=Record()), strict=False)
    assert judgement.verdict is Verdict.OK
