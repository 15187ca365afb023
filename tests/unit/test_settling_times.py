"""What becomes of a measurement whose time has not settled, or is proved to be too long."""

from __future__ import annotations

import pytest
from record_builders import measurement, statement

from perfgate.config import Config
from perfgate.model import Budgets, Timing, Verdict
from perfgate.session import PerfSession


@pytest.fixture
def settled(tmp_path):
    """Settles a new measurement of these times in a session of this mode."""

    def settle(fastest, *, p50=60, update=False, ci=False):
        config = Config(
            root=tmp_path,
            home=tmp_path,
            baselines=tmp_path / "baselines",
            run_file=tmp_path / "run.json",
            update=update,
            ci=ci,
        )
        series = Timing(rounds=9, min_ms=fastest, p50_ms=p50, p95_ms=p50, max_ms=p50)
        made = measurement(
            statement(),
            timing=series,
            timing_again=series if fastest > 50 else None,
            budgets=Budgets(max_ms=50),
        )
        return PerfSession(config, announce=print).settle(made)

    return settle


def test_work_is_written_though_its_time_has_not_settled(settled):
    """What differs is not a fact that a baseline holds."""
    done = settled(fastest=40, update=True)
    assert (done.write, done.failure, done.judgement.verdict) == (True, "", Verdict.NEW)
    assert Verdict.UNSTABLE in {each.verdict for each in done.judgement.findings}


def test_unsettled_time_fails_nothing(settled):
    """Nor does it hide what does: a missing baseline in CI."""
    assert (settled(fastest=40).failure, bool(settled(fastest=40, ci=True).failure)) == ("", True)


@pytest.mark.parametrize("update", [False, True])
def test_time_that_is_proved_too_long_fails(settled, update):
    """An update cannot settle it, as the budget stands in the test."""
    done = settled(fastest=51, update=update)
    assert (done.write, "regressed: budget max_ms 50" in done.failure) == (False, True)


def test_work_is_written_where_the_budget_is_kept(settled):
    """A budget alone is no reason not to."""
    assert settled(fastest=40, p50=50, update=True).write
