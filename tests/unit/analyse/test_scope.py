"""Judging some groups of facts alone."""

from __future__ import annotations

import pytest
from record_builders import cached, expected, measurement, record, statement

from perfgate.analyse.compare import judge
from perfgate.analyse.scope import GROUPS, read_only
from perfgate.errors import ConfigError
from perfgate.model import Budgets

BEFORE = record(statement(rows=1), cached("get hit", 1), SAVEPOINT=1, round_trips=1)
NOW = record(statement(rows=2), cached("get hit", 2), SAVEPOINT=2, round_trips=2)


def judged(only, **options):
    """The facts told of a measurement of which everything grew, sorted."""
    made = measurement(record=NOW, budgets=Budgets(max_queries=0, max_rows=0), **options)
    judgement = judge(made, expected(record=BEFORE), strict=False, only=only)
    return sorted(each.fact for each in judgement.findings)


TOLD = {
    (): ["cache", "max_queries", "max_rows", "round_trips", "rows", "transactions"],
    ("statements",): ["max_queries", "max_rows", "rows"],
    ("transactions",): ["transactions"],
    ("cache",): ["cache", "round_trips"],
    ("time",): [],
    ("statements", "cache"): ["cache", "max_queries", "max_rows", "round_trips", "rows"],
}


@pytest.mark.parametrize("only", TOLD)
def test_only_what_is_in_scope_is_told(only):
    """Budgets go with the facts that they limit."""
    assert judged(only) == TOLD[only]


def test_unstable_facts_out_of_scope_are_not_told():
    """What differs from itself elsewhere says nothing of what is judged."""
    again = record(statement(rows=3), cached("get hit", 2), SAVEPOINT=2, round_trips=2)
    assert judged(("cache",), again=again) == ["cache", "round_trips"]


@pytest.mark.parametrize("doubt", [{"sentinel_seen": False}, {"escaped": 1}])
def test_doubts_are_in_every_scope(doubt):
    """A recorder that did not see everything is never passed over."""
    assert len(judged(("transactions",), **doubt)) == 2


def test_a_measurement_without_a_baseline_is_judged_as_a_whole():
    """It is written as a whole, so that all of it must be certain."""
    again = record(statement(rows=3))
    made = measurement(statement(rows=2), again=again)
    judgement = judge(made, None, strict=False, only=("cache",))
    assert ([each.fact for each in judgement.findings], judgement.only) == (
        ["baseline", "rows"],
        (),
    )


@pytest.mark.parametrize(
    ("value", "only"),
    [
        (None, ()),
        ("", ()),
        ("cache", ("cache",)),
        (" cache , statements", ("statements", "cache")),
        (["transactions", "cache"], ("transactions", "cache")),
        (",".join(GROUPS), tuple(GROUPS)),
    ],
)
def test_groups_are_read(value, only):
    """From the command line, the environment and a list in a file, in one order."""
    assert read_only(value) == only


@pytest.mark.parametrize("value", ["caches", "cache,", "cache;rows", ["cache", 3], 3, True, {}])
def test_an_unknown_group_is_refused(value):
    """The message names it and lists the known ones."""
    with pytest.raises(ConfigError, match="which is no group of facts") as caught:
        read_only(value)
    assert (caught.value.slug, all(group in caught.value.remedy for group in GROUPS)) == (
        "perf-only",
        True,
    )
