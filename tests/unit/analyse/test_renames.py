"""Which new test is an old one under another name."""

from __future__ import annotations

import random

import pytest
from record_builders import FILTERED, LOOKUP, PLAIN, expected, measurement, statement

from perfgate.analyse.renames import Collected, Gone, assigned

MODULE = "perf_tests/test_tickets.py"


def made(test, *facts, module=MODULE, **fields):
    """Make a measurement of a test."""
    return measurement(*facts or (statement(),), nodeid=f"{module}::{test}", **fields)


def gone(**baselines):
    """Make the baselines of tests that are gone, by the name of the test."""
    return Gone({f"{MODULE}::{test}::call": facts for test, facts in baselines.items()})


def test_equal_work_of_a_test_that_is_gone_is_a_candidate():
    """What was sent, how often, and the rows must agree."""
    left = gone(
        test_old=expected(statement(rows=3)),
        test_more=expected(statement(rows=4)),
        test_other=expected(statement(FILTERED, rows=3)),
    )
    assert left.candidates(made("test_new", statement(rows=3))) == (f"{MODULE}::test_old::call",)


@pytest.mark.parametrize("fields", [{"dataset": "small"}, {"name": "warm"}])
def test_other_dataset_or_name_is_no_candidate(fields):
    """Ten rows of one dataset are not ten rows of another, and cold is not warm."""
    assert gone(test_old=expected(statement())).candidates(made("test_new", **fields)) == ()


def test_same_test_in_another_module_comes_alone():
    """A module that was moved takes its baselines along, however many tests do the same."""
    left = Gone(
        {
            f"perf_tests/test_old.py::{test}::call": expected(statement())
            for test in ("test_a", "test_b", "test_new")
        }
    )
    assert left.candidates(made("test_b")) == ("perf_tests/test_old.py::test_b::call",)


def test_nearest_name_comes_first():
    """A name that holds the old one is nearer than any other."""
    left = gone(
        test_x=expected(statement()),
        test_page=expected(statement()),
        test_a_very_different_name=expected(statement()),
    )
    assert left.candidates(made("test_page_of_tickets"))[0] == f"{MODULE}::test_page::call"


def test_each_baseline_is_assigned_once_whatever_the_order():
    """Workers hand their claims in as they come: the result is one."""
    new = ["m.py::test_page_of[a]::call", "m.py::test_page_of[b]::call", "m.py::test_copy::call"]
    old = ["m.py::test_page[a]::call", "m.py::test_page[b]::call"]
    results = []
    for seed in range(10):
        shuffled = random.Random(seed).sample(new, len(new))
        claims = {each: random.Random(seed).sample(old, len(old)) for each in shuffled}
        results.append(assigned(claims))
    assert results == [dict(zip(new, old, strict=False))] * 10


def test_all_of_many_equal_tests_find_one():
    """As many as are left behind are taken over, by names that have nothing in common too."""
    old = [f"m.py::test_x[{number}]::call" for number in range(30)]
    new = [f"m.py::test_y[{chr(97 + number % 26) * 3}{number // 26}]::call" for number in range(30)]
    left = Gone({each: expected(statement()) for each in old})
    claims = {
        each: left.candidates(made(each.split("::")[1], module="m.py")) for each in sorted(new)
    }
    found = assigned(claims)
    assert (sorted(found), sorted(found.values())) == (sorted(new), sorted(old))


def test_most_like_is_named_where_half_is_shared():
    """It is a hint: what shares less is not mentioned."""
    left = gone(
        test_far=expected(statement(LOOKUP)),
        test_near=expected(statement(PLAIN, 2), statement(FILTERED)),
    )
    near = made("test_new", statement(PLAIN, 2), statement(LOOKUP))
    assert left.most_like(near) == f"{MODULE}::test_near::call"
    assert left.most_like(made("test_new", statement(FILTERED, 9))) == ""


COLLECTED = Collected(
    modules=frozenset({"m.py"}),
    tests=frozenset({"m.py::test_a", "m.py::TestA::test_b", "m.py::test_p[a::b]"}),
    unopened=frozenset({"m.py::TestB"}),
)


@pytest.mark.parametrize(
    ("nodeid", "lacking"),
    [
        ("m.py::test_a", False),
        ("m.py::test_gone", True),
        ("m.py::TestA::test_b", False),
        ("m.py::TestA::test_gone", True),
        ("m.py::TestB::test_b", False),
        ("m.py::TestB::TestC::test_b", False),
        ("m.py::TestGone::test_b", True),
        ("m.py::test_p[a::b]", False),
        ("m.py::test_p[a", True),
        ("other.py::test_a", False),
    ],
)
def test_only_what_was_looked_for_is_lacking(nodeid, lacking):
    """A module or class that was not looked into says nothing of its tests."""
    assert COLLECTED.lacks(nodeid) is lacking
