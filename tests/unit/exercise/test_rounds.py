"""How many rounds a call gets, and when they end before."""

from __future__ import annotations

import os
import sys

import pytest

from perfgate.exercise.rounds import Clock, _cpu_of
from perfgate.model import Budgets

BUDGET, NONE = Budgets(max_ms=5), Budgets(max_queries=1)


@pytest.mark.parametrize(
    ("call_s", "rounds"),
    [(0, 60), (0.001, 60), (0.01, 50), (0.05, 10), (0.2, 5), (30, 5)],
)
def test_long_calls_get_fewer_rounds(call_s, rounds):
    """Together they take about half a second, within bounds."""
    assert Clock().enough(call_s) == rounds


def test_the_number_that_was_asked_for_is_the_number():
    """Neither length nor delay changes what the user has chosen."""
    clock = Clock(rounds=7)
    assert (clock.enough(0.001), clock.enough(100), clock.is_over(1, 1000)) == (7, 7, False)


@pytest.mark.parametrize(
    ("done", "elapsed_s", "over"),
    [(4, 3, False), (5, 2, False), (5, 3, True), (2, 100, False), (3, 100, True), (0, 100, False)],
)
def test_dear_undoing_ends_a_series(done, elapsed_s, over):
    """First the fewest rounds must do, at last three; never fewer."""
    assert Clock().is_over(done, elapsed_s) is over


@pytest.mark.parametrize(
    ("clock", "budgets", "shown", "asked"),
    [
        (Clock(), NONE, True, False),
        (Clock(), BUDGET, True, True),
        (Clock(), BUDGET, False, True),
        (Clock(rounds=1), NONE, True, True),
        (Clock(rounds=1), NONE, False, True),
        (Clock(shown=True), NONE, True, True),
        (Clock(shown=True), NONE, False, False),
    ],
)
def test_who_asks_for_time(clock, budgets, shown, asked):
    """A budget, the user's number, or pytest-benchmark for what it does not time itself."""
    assert clock.is_asked(budgets, shown=shown) is asked


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has clocks of other processes")
def test_the_clock_of_a_process_goes_on_and_a_dead_one_has_none():
    """A number that no process bears is unknown, not 0."""
    first = _cpu_of([os.getpid()])
    assert first is not None
    assert _cpu_of([os.getpid(), os.getpid()]) >= 2 * first > 0
    assert _cpu_of([os.getpid(), 2**22 + 1]) is None
    assert (_cpu_of([]), _cpu_of(None)) == (0, None)
