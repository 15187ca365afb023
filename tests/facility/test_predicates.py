"""Predicates are told from what is selected, and casts of columns from those of values."""

from __future__ import annotations

import pytest
from predicates import casts_in, predicates_of


@pytest.mark.parametrize(
    ("sql", "predicates"),
    [
        ("SELECT 1", []),
        ("SELECT 1 WHERE a = 1 ORDER BY d::date", ["a = 1"]),
        ("WITH x AS (SELECT 1 WHERE (a)) SELECT d::date FROM x", ["(a)"]),
        (
            "SELECT 1 WHERE a IN (SELECT 2 WHERE b LIMIT 1) AND c",
            ["a IN (SELECT 2 WHERE b LIMIT 1) AND c", "b"],
        ),
    ],
)
def test_predicates_of(sql, predicates):
    """What is selected or sorted by is no predicate."""
    assert list(predicates_of(sql)) == predicates


@pytest.mark.parametrize(
    ("predicate", "cast"),
    [
        ('("t"."createdon" AT TIME ZONE %s)::date >= %s', True),
        ('"t"."createdon"::date = %s', True),
        ("date(checkout_time) = datefor", True),
        ("EXTRACT(YEAR FROM createdon) = 2026", True),
        ('"t"."createdon" >= %s::timestamptz', False),
        ('"t"."datefor" BETWEEN %s AND %s', False),
        ("update_date IN (%s)", False),
    ],
)
def test_casts(predicate, cast):
    """A column that is cast is found, a value that is cast is none."""
    assert bool(casts_in(f"SELECT 1 WHERE {predicate}")) is cast
