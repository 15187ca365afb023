"""The tables of ``studies/before_after.py`` never flatter."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparison.table import (
    Cost,
    Result,
    Sheet,
    Way,
    gain_text,
    higher_ratio,
    lower_ratio,
    markdown_lines,
    price_text,
    query_sheet,
    shortened,
    text_lines,
)

COUNTS = st.integers(1, 10**7)


def number(text):
    """The number that a cell shows."""
    return float(text.replace(",", ""))


def cost(statements=1, rows=1, buffers=1, ms=1.0):
    """What a run took."""
    return Cost(statements=statements, rows=rows, buffers=buffers, ms=ms)


def result(**faster):
    """A query that became better in everything but its rows."""
    costs = {
        Way.NAIVE: cost(151, 50, 9_926, 47.19),
        Way.SAME_INDEXES: cost(1, 51, 9_000, 40.11),
        Way.OPTIMISED: cost(1, 51, 24, 0.501),
    }
    return Result(area="tickets", name="page", costs=costs, faster=faster)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (199, 100, "1.9"),
        (99.99, 1, "99.9"),
        (41_399, 100, "413"),
        (1_234_567, 1, "1,234,567"),
        (999, 1_000, "0.99"),
        (1, 3, "0.33"),
        (5, 0, "to 0"),
        (0, 0, "1.0"),
    ],
)
def test_gain(before, after, text):
    """A gain is rounded down, and a loss is told as larger than it is."""
    assert gain_text(before, after) == text


@pytest.mark.parametrize(
    ("without", "with_", "text"), [(100, 101, "1.1"), (1_000, 999, "1.00"), (0, 5, "-")]
)
def test_price(without, with_, text):
    """A price is rounded up; of nothing there is none to be told."""
    assert price_text(without, with_) == text


@given(COUNTS, COUNTS)
def test_no_ratio_is_rounded_in_our_favour(one, other):
    """What is shown is never better than what is true, and near it."""
    assert number(gain_text(one, other)) <= one / other
    assert number(price_text(one, other)) >= other / one
    assert number(gain_text(one, other)) == pytest.approx(one / other, rel=0.1, abs=0.01)


@given(st.lists(st.tuples(st.floats(0.1, 1e4), st.floats(0.1, 1e4)), min_size=1, max_size=9))
def test_ratio_of_times_is_the_lower_one(pairs):
    """Neither the rounds nor the medians say less than what is told."""
    before, after = zip(*pairs, strict=True)

    assert lower_ratio(before, after) <= sorted(before)[len(before) // 2] / min(after)
    assert lower_ratio(before, after) <= higher_ratio(before, after)
    assert lower_ratio(before, before) == higher_ratio(before, before) == 1


def test_times_round_by_round():
    """A load that meets all ways of one round does not make the ratio."""
    assert lower_ratio([10, 1000, 10], [5, 500, 5]) == 2
    assert (lower_ratio([4, 9, 8], [2, 3, 8]), higher_ratio([4, 9, 8], [2, 3, 8])) == (2, 8 / 3)


@pytest.mark.parametrize(
    ("rounded", "texts"),
    [
        (math.floor, ["0.00", "0.99", "1.0", "99.9", "100"]),
        (math.ceil, ["0.01", "1.00", "1.1", "100.0", "101"]),
    ],
)
def test_shortened(rounded, texts):
    """Small numbers keep two digits, large ones none."""
    numbers = [0.001, 0.999, 1.01, 99.99, 100.5]

    assert [shortened(each, rounded) for each in numbers] == texts


def test_rows_of_a_query():
    """Three rows: figures against us, ratios, and where there is no gain, in words."""
    rows = query_sheet([result()]).rows

    assert [" | ".join(row) for row in rows] == [
        "tickets | page | naive, default indexes | 151 | 50 | 9,926 | 47.1 | - | - | - | - | ",
        (
            " |  | optimised, default indexes | 1 | 51 | 9,000 | 40.2 | 151 | 0.98 | 1.1 | 1.1"
            " | twin as good or better: rows"
        ),
        (
            " |  | optimised, all indexes | 1 | 51 | 24 | 0.51 | 151 | 0.98 | 413 | 94.1"
            " | twin as good or better: rows"
        ),
    ]


def test_twin_that_is_faster_is_shown_so():
    """The ratio of the rounds decides, not the two medians."""
    slower = Result(area="a", name="b", costs=result().costs, faster={Way.OPTIMISED: 0.5})
    last = query_sheet([slower]).rows[-1]

    assert last[-2:] == ("0.50", "twin as good or better: rows, ms")


def test_cached_answer_has_a_row():
    """A query that is cached has a fourth row, and its statements come to nothing."""
    costs = {**result().costs, Way.WARM: cost(0, 0, 0, 0.3)}
    last = query_sheet([Result(area="a", name="b", costs=costs)]).rows[-1]

    assert last[2:10] == (Way.WARM, "0", "0", "0", "0.30", "to 0", "to 0", "to 0")


def test_what_was_not_measured_is_a_dash():
    """A way that is missing is shown as missing."""
    costs = {Way.NAIVE: cost()}
    rows = query_sheet([Result(area="a", name="b", costs=costs)]).rows

    assert [set(row[3:-1]) for row in rows[1:]] == [{"-"}, {"-"}]


def test_lines():
    """Words are on the left and numbers on the right."""
    sheet = Sheet(("what", "n"), [("a", "1,000"), ("long name", "2")], range(1, 2))

    assert text_lines(sheet) == ["what           n", "a          1,000", "long name      2"]
    assert markdown_lines(sheet)[:3] == ["| what | n |", "| --- | --: |", "| a | 1,000 |"]
