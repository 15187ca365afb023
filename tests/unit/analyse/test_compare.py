"""Judging measurements: which finding, which verdict, and whether it loosens."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from record_builders import (
    FILTERED,
    JOINED,
    LOOKUP,
    PAGE,
    PLAIN,
    TEMPLATE,
    expected,
    measurement,
    record,
    records,
    statement,
)

from perfgate.analyse.compare import judge
from perfgate.analyse.expected import Expected
from perfgate.model import Budgets, Verdict

TABLE = {"ticket": "id name site_id"}


def told(judgement):
    """The decisive parts of all findings, notices left aside."""
    return [
        (each.verdict.value, each.fact, each.before, each.after, each.loosens)
        for each in judgement.findings
        if not each.notice
    ]


MOVES = [
    ("more of one", statement(count=1), statement(count=3), ("regressed", "count", 1, 3, True)),
    ("less of one", statement(count=3), statement(count=1), ("improved", "count", 3, 1, False)),
    ("more rows", statement(rows=5), statement(rows=9), ("regressed", "rows", 5, 9, True)),
    ("fewer rows", statement(rows=9), statement(rows=5), ("improved", "rows", 9, 5, False)),
    (
        "more columns",
        statement(columns={"ticket": "id"}),
        statement(columns={"ticket": "id name"}),
        ("regressed", "columns", 1, 2, True),
    ),
    (
        "fewer columns",
        statement(columns={"ticket": "id name"}),
        statement(columns={"ticket": "id"}),
        ("improved", "columns", 2, 1, False),
    ),
    (
        "another column instead",
        statement(columns={"ticket": "id"}),
        statement(columns={"ticket": "name"}),
        ("regressed", "columns", 1, 1, True),
    ),
    (
        "another filter",
        statement(PLAIN, rows=50),
        statement(FILTERED, rows=50),
        ("changed", "statement", 1, 1, False),
    ),
    (
        "another filter and more rows",
        statement(PLAIN, rows=50),
        statement(FILTERED, rows=51),
        ("changed", "statement", 1, 1, True),
    ),
    (
        "another filter and more statements",
        statement(PLAIN),
        statement(FILTERED, count=2),
        ("regressed", "statement", 1, 2, True),
    ),
]


@pytest.mark.parametrize(
    ("before", "now", "finding"), [move[1:] for move in MOVES], ids=[move[0] for move in MOVES]
)
def test_one_difference_is_one_finding(before, now, finding):
    """Each way a statement can move gives exactly one finding, which sets the verdict."""
    judgement = judge(
        measurement(record=record(now, tables=TABLE)),
        expected(record=record(before, tables=TABLE)),
        strict=False,
    )
    assert [finding] == told(judgement)
    assert finding[0] == judgement.verdict


def test_a_new_statement_regresses():
    """A statement that the baseline does not know is more work."""
    judgement = judge(measurement(statement(LOOKUP, 2)), expected(), strict=False)
    assert told(judgement) == [("regressed", "count", 0, 2, True)]


def test_a_gone_statement_improves():
    """A statement that is no longer sent is less work, and zero statements are a legal count."""
    judgement = judge(measurement(), expected(statement(LOOKUP, 2)), strict=False)
    assert told(judgement) == [("improved", "count", 2, 0, False)]
    assert (judgement.statements, judgement.statements_before) == (0, 2)


@pytest.mark.parametrize(
    ("before", "now", "finding"),
    [
        ({"SAVEPOINT": 1}, {"SAVEPOINT": 3}, ("regressed", "transactions", 1, 3, True)),
        ({"COMMIT": 1}, {}, ("improved", "transactions", 1, 0, False)),
    ],
)
def test_transaction_control_is_a_fact_apart(before, now, finding):
    """Savepoints and commits are compared by alias and verb, and counted in no total."""
    judgement = judge(
        measurement(record=record(**now)), expected(record=record(**before)), strict=False
    )
    assert [finding] == told(judgement)
    assert judgement.statements == 0


def test_a_lost_join_tells_the_lookups_first():
    """The loop that a dropped ``select_related`` causes comes before the query that changed."""
    lookups = statement(LOOKUP, 50, 50, at=TEMPLATE)
    judgement = judge(
        measurement(statement(PLAIN, 1, 50), lookups),
        expected(statement(JOINED, 1, 50)),
        strict=False,
    )
    assert told(judgement) == [
        ("regressed", "count", 0, 50, True),
        ("changed", "statement", 1, 1, False),
    ]
    assert lookups.sites == judgement.findings[0].sites
    assert (
        judgement.findings[1].identity_before,
        judgement.findings[1].identity,
    ) == (JOINED, PLAIN)


def test_a_bulk_write_made_a_loop_is_one_change():
    """An UPDATE that became many is one finding, of more work and not only of other work."""
    bulk = statement('UPDATE "ticket" SET … = CASE WHEN … END', 2, relation="ticket")
    single = statement('UPDATE "ticket" SET … WHERE "ticket"."id" = ?', 700, relation="ticket")
    judgement = judge(measurement(single), expected(bulk), strict=False)
    assert told(judgement) == [("regressed", "statement", 2, 700, True)]
    assert bulk.identity == judgement.findings[0].identity_before


def test_a_column_added_to_the_schema_is_a_notice():
    """A model with one field more fails nobody, and tells who reads it."""
    judgement = judge(
        measurement(
            record=record(statement(columns={"ticket": "id name"}), tables={"ticket": "id name"})
        ),
        expected(record=record(statement(columns={"ticket": "id"}), tables={"ticket": "id"})),
        strict=True,
    )
    assert judgement.verdict == Verdict.OK
    assert [(each.detail, each.before, each.after) for each in judgement.findings] == [
        ("column name of table ticket is new", None, 1)
    ]


def test_a_column_removed_from_the_schema_is_a_notice():
    """A model with one field less is no improvement to write down."""
    judgement = judge(
        measurement(record=record(statement(columns={"ticket": "id"}), tables={"ticket": "id"})),
        expected(
            record=record(statement(columns={"ticket": "id old"}), tables={"ticket": "id old"})
        ),
        strict=True,
    )
    assert judgement.verdict == Verdict.OK
    assert [each.detail for each in judgement.findings] == ["column old of table ticket is gone"]


def test_a_dropped_only_fails_beside_a_new_column():
    """A column of old that is newly asked for is told even where the schema grew as well."""
    judgement = judge(
        measurement(
            record=record(
                statement(columns={"ticket": "id name added"}), tables={"ticket": "id name added"}
            )
        ),
        expected(record=record(statement(columns={"ticket": "id"}), tables={"ticket": "id name"})),
        strict=False,
    )
    assert told(judgement) == [("regressed", "columns", 1, 2, True)]
    assert judgement.findings[0].detail.strip() == "+ticket.name"


def test_another_dataset_is_the_only_finding():
    """Records of two datasets are not compared: their rows say nothing to each other."""
    judgement = judge(
        measurement(statement(rows=9), dataset="medium"),
        expected(statement(rows=1), dataset="small"),
        strict=False,
    )
    assert told(judgement) == [("changed", "dataset", "small", "medium", True)]


@pytest.mark.parametrize("baseline", [None, expected(statement(count=2, rows=7))])
def test_budgets_hold_beside_the_baseline(baseline):
    """A budget is exceeded whether the baseline agrees with the number or is missing."""
    judgement = judge(
        measurement(statement(count=2, rows=7), budgets=Budgets(max_queries=1, max_rows=6)),
        baseline,
        strict=False,
    )
    assert judgement.verdict == Verdict.REGRESSED
    assert [
        (each.fact, each.before, each.after)
        for each in judgement.findings
        if each.fact != "baseline"
    ] == [("max_queries", 1, 2), ("max_rows", 6, 7)]


def test_a_budget_reached_is_not_exceeded():
    """The limit itself is allowed, and a limit of zero is a limit."""
    spent = judge(
        measurement(statement(count=2), budgets=Budgets(max_queries=2, max_rows=0)),
        expected(statement(count=2)),
        strict=False,
    )
    assert spent.verdict == Verdict.OK


@pytest.mark.parametrize("doubt", [{"sentinel_seen": False}, {"escaped": 2}])
def test_what_the_recorder_missed_is_unmeasured(doubt):
    """A record that is incomplete never passes, even where it agrees with the baseline."""
    judgement = judge(measurement(**doubt), expected(), strict=False)
    assert judgement.verdict == Verdict.UNMEASURED


def test_without_a_baseline_it_is_new():
    """Nothing to hold it against: new, no numbers before, and creating it loosens nothing."""
    judgement = judge(measurement(statement(count=3)), None, strict=False)
    assert told(judgement) == [("new", "baseline", None, None, False)]
    assert (
        judgement.statements,
        judgement.statements_before,
        judgement.rows_before,
    ) == (3, None, None)


def test_a_changed_statement_tells_its_columns():
    """A statement that became another and asks for more says so in its one finding."""
    judgement = judge(
        measurement(statement(FILTERED, columns={"ticket": "id name"})),
        expected(statement(PLAIN, columns={"ticket": "id"})),
        strict=False,
    )
    assert [each.detail for each in judgement.findings] == ["columns 1 → 2"]


def test_a_fact_that_differs_from_itself_is_not_compared():
    """Rows that change from pass to pass are unstable; the count beside them still gates."""
    judgement = judge(
        measurement(statement(count=2, rows=5), again=record(statement(count=2, rows=6))),
        expected(statement(count=1, rows=5)),
        strict=False,
    )
    assert told(judgement) == [
        ("regressed", "count", 1, 2, True),
        ("unstable", "rows", 5, 6, False),
    ]


@pytest.mark.parametrize(
    ("before", "now", "again", "finding"),
    [
        (
            record(statement(count=1)),
            record(statement(count=41)),
            record(statement(count=40)),
            ("regressed", "count", 1, 40, True),
        ),
        (
            record(statement(rows=50)),
            record(statement(rows=60)),
            record(statement(rows=70)),
            ("regressed", "rows", 50, 60, True),
        ),
        (
            record(),
            record(statement(count=3)),
            record(statement(count=2)),
            ("regressed", "count", 0, 2, True),
        ),
        (
            record(statement(FILTERED)),
            record(statement(count=3)),
            record(statement(count=2)),
            ("regressed", "statement", 1, 2, True),
        ),
        (
            record(SAVEPOINT=1),
            record(SAVEPOINT=3),
            record(SAVEPOINT=2),
            ("regressed", "transactions", 1, 2, True),
        ),
    ],
    ids=["count", "rows", "new", "changed", "transactions"],
)
def test_what_both_passes_exceed_regresses(before, now, again, finding):
    """An unstable number is held against the baseline by the smaller of its two values."""
    judgement = judge(measurement(record=now, again=again), expected(record=before), strict=False)
    assert finding in told(judgement)
    assert judgement.verdict == Verdict.REGRESSED


@pytest.mark.parametrize("counts", [(1, 2), (2, 1), (1, 3), (3, 2)])
def test_what_one_pass_keeps_to_is_only_unstable(counts):
    """Where the baseline lies at or above the smaller number, or both, nothing is certain."""
    now, again = (record(statement(count=count)) for count in counts)
    judgement = judge(
        measurement(record=now, again=again), expected(statement(count=2)), strict=False
    )
    assert told(judgement) == [("unstable", "count", *counts, False)]


@pytest.mark.parametrize(
    ("now", "again", "finding"),
    [
        (
            record(statement(columns={"ticket": "id"})),
            record(statement(columns={"ticket": "id name"})),
            ("unstable", "columns", 1, 2, False),
        ),
        (record(SAVEPOINT=1), record(SAVEPOINT=2), ("unstable", "transactions", 1, 2, False)),
        (record(), record(statement(count=2)), ("unstable", "count", 0, 2, False)),
    ],
)
def test_every_fact_can_be_unstable(now, again, finding):
    """Columns, transaction control and statements of the second pass alone are told as well."""
    judgement = judge(measurement(record=now, again=again), expected(record=now), strict=False)
    assert told(judgement) == [finding]


def test_a_statement_of_one_pass_only_pairs_with_nothing():
    """What only one pass sent is unstable once, and no successor of a gone statement."""
    judgement = judge(
        measurement(statement(FILTERED, at=PAGE), again=record()),
        expected(statement(PLAIN)),
        strict=False,
    )
    assert told(judgement) == [
        ("unstable", "count", 1, 0, False),
        ("improved", "count", 1, 0, False),
    ]
    assert judgement.verdict == Verdict.UNSTABLE


def test_strict_does_not_let_unstable_hide_a_gain():
    """Where gains fail, a gain sets the verdict though an unstable fact stands beside it."""
    judgement = judge(
        measurement(statement(count=1, rows=5), again=record(statement(count=1, rows=6))),
        expected(statement(count=2, rows=5)),
        strict=True,
    )
    assert judgement.verdict == Verdict.IMPROVED


def test_aliases_are_kept_apart():
    """The same statement on another database is another statement, and no change of the first."""
    judgement = judge(
        measurement(statement(alias="replica")), expected(statement(alias="default")), strict=False
    )
    assert told(judgement) == [
        ("regressed", "count", 0, 1, True),
        ("improved", "count", 1, 0, False),
    ]


@given(records())
def test_a_record_agrees_with_itself(made):
    """Whatever was recorded is ok against itself, without as much as a notice."""
    judgement = judge(measurement(record=made, again=made), Expected(record=made), strict=True)
    assert (judgement.verdict, judgement.findings) == (Verdict.OK, ())


@given(records(), records())
def test_differing_digests_are_never_ok_and_equal_ones_always(before, now):
    """A verdict of ok and equal exact digests are the same, the schema being the same."""
    now = msgspec.structs.replace(now, tables=before.tables)
    there = judge(measurement(record=now), Expected(record=before), strict=False)
    same = judge(measurement(record=before), Expected(record=before), strict=False)
    assert (there.digest == same.digest) == (there.verdict is Verdict.OK)
