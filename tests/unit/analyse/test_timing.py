"""What a series of rounds is summed up to, and when a budget of time is proved to be exceeded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_builders import expected, measurement, statement

from perfgate.analyse.compare import judge
from perfgate.analyse.digest import exact_digest
from perfgate.analyse.timing import Round, exceeds, in_ms, summarise
from perfgate.model import Budgets, Timing, Verdict

LIMIT = 50


def timing(fastest, p50, **fields):
    """Make a series of 20 rounds."""
    return Timing(
        **{"rounds": 20, "min_ms": fastest, "p50_ms": p50, "p95_ms": p50, "max_ms": p50, **fields}
    )


def judged(first=None, again=None, limit=LIMIT, **fields):
    """Judge a measurement that does what its baseline says, in these times."""
    made = measurement(
        statement(),
        budgets=Budgets(max_ms=limit),
        timing=first,
        timing_again=again,
        **fields,
    )
    return judge(made, expected(statement()), strict=False)


@pytest.mark.parametrize(
    ("first", "again", "verdict"),
    [
        (timing(10, 20), None, Verdict.OK),
        (timing(49, 50), None, Verdict.OK),
        (timing(44, 61.2), None, Verdict.UNSTABLE),
        (timing(51, 61.2), timing(51, 61), Verdict.REGRESSED),
        (timing(51, 61.2), timing(49, 61), Verdict.UNSTABLE),
        (timing(51, 61.2), timing(20, 21), Verdict.UNSTABLE),
        (timing(51, 61.2), None, Verdict.UNSTABLE),
        (None, None, Verdict.UNMEASURED),
    ],
)
def test_a_budget_is_exceeded_only_where_both_series_prove_it(first, again, verdict):
    """The fastest round of each must exceed it; a median that does is shown and settles nothing."""
    assert judged(first, again).verdict is verdict


@given(st.lists(st.integers(1, 10**9), min_size=1), st.lists(st.integers(1, 10**9), min_size=1))
def test_one_round_that_keeps_the_budget_is_enough_to_fail_nothing(first, again):
    """Whatever the others took: what one call did, the code can do."""
    limit = min(first + again) / 1e6
    series = [summarise([Round(each) for each in walls]) for walls in (first, again)]
    assert judged(*series, limit=limit).verdict in (Verdict.OK, Verdict.UNSTABLE)


def test_without_a_budget_time_fails_nothing():
    """However long it took."""
    assert judged(timing(9e9, 9e9), limit=None).verdict is Verdict.OK


@pytest.mark.parametrize(
    ("first", "again", "evidence"),
    [
        (
            timing(44, 61.24),
            None,
            "p50 of 20 rounds, fastest 44.0 ms: not settled",
        ),
        (
            timing(55, 61.24, cpu_p50_ms=20.5),
            timing(53.5, 60, rounds=12),
            "p50 of 20 + 12 rounds, fastest 53.5 ms, CPU 20.5 ms",
        ),
        (
            timing(55, 61.24, parallel=True),
            timing(9, 60),
            "p50 of 20 + 20 rounds, fastest 9.00 ms, beside other test workers: not settled",
        ),
    ],
)
def test_the_evidence_stands_in_the_finding(first, again, evidence):
    """Limit, median, fastest, number of rounds, CPU where it is known."""
    [finding] = judged(first, again).findings
    assert (finding.fact, finding.before, finding.after) == ("max_ms", "50", "61.2")
    assert finding.detail == evidence


def test_a_budget_without_a_time_never_passes():
    """Measurement that stopped is no success."""
    [finding] = judged().findings
    assert finding.detail == "it has the budget max_ms=50 and was not timed"


def test_rounds_are_summed_up():
    """Median, fastest, slowest, and the nearest rank for p95; client and backend added by round."""
    rounds = [Round(n * 1_000_000, n * 100_000, (21 - n) * 100_000) for n in range(1, 21)]
    assert summarise(rounds) == Timing(
        rounds=20,
        min_ms=1.0,
        p50_ms=10.5,
        p95_ms=19.0,
        max_ms=20.0,
        cpu_p50_ms=2.1,
        client_cpu_p50_ms=1.05,
        backend_cpu_p50_ms=1.05,
    )


def test_cpu_that_one_round_could_not_tell_is_unknown():
    """Half of a series says nothing of the whole."""
    summed = summarise([Round(5, 4, 3), Round(5, 4, None)])
    assert (summed.client_cpu_p50_ms, summed.backend_cpu_p50_ms) == (4e-6, None)
    assert summed.cpu_p50_ms is None


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=70))
def test_a_series_is_in_order(walls):
    """Fastest, median, p95 and slowest never cross."""
    summed = summarise([Round(each) for each in walls])
    assert summed.min_ms <= summed.p50_ms <= summed.max_ms
    assert summed.min_ms <= summed.p95_ms <= summed.max_ms


def test_no_limit_is_never_exceeded():
    """Only a budget asks for a second series."""
    given_times = [(None, False), (1, True), (44, False), (45, False)]
    assert [(limit, exceeds(timing(44, 61), limit)) for limit, _ in given_times] == given_times


def test_time_stays_out_of_the_digest():
    """Records are identical however long they took."""
    plain, timed = measurement(statement()), measurement(statement(), timing=timing(1, 2))
    assert exact_digest(plain.record) == exact_digest(timed.record)


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0004, "0.000"), (0.0412, "0.041"), (4.126, "4.13"), (61.24, "61.2"), (1234.5, "1234")],
)
def test_milliseconds_have_the_decimals_that_mean_something(value, said):
    """Three digits, as the next one is noise."""
    assert in_ms(value) == said
