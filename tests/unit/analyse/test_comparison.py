"""Comparing two sets of measurements: what each verdict means between them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from record_builders import expected, measurement, record, statement

from perfgate.analyse.comparison import Side, compare, from_baselines, from_run
from perfgate.model import Budgets, Engine, Run, Timing, Verdict

RUN = Side(name="a run", kind="run")
BASELINES = Side(name="main", kind="baselines")
ID = "perf_tests/test_tickets.py::test_page::call"


def run(*measurements, **fields):
    """A side that comes from a run."""
    return from_run(RUN, Run(measurements=measurements, **fields))


def baselines(**entries):
    """A side that comes from baselines, by the names of the measurements."""
    return from_baselines(
        BASELINES,
        {f"perf_tests/test_tickets.py::test_page::{key}": entries[key] for key in entries},
    )


@pytest.mark.parametrize("old", ["run", "baselines"])
@pytest.mark.parametrize("new", ["run", "baselines"])
def test_each_side_may_be_a_run_or_baselines(old, new):
    """Each of the four combinations finds the same."""
    make = {
        "run": lambda count: run(measurement(statement(count=count))),
        "baselines": lambda count: baselines(call=expected(statement(count=count))),
    }
    found = compare(make[old](1), make[new](3))

    assert (found.verdict, found.compared, found.regressed) == (Verdict.REGRESSED, 1, True)
    assert [(each.fact, each.before, each.after) for each in found.judgements[0].findings] == [
        ("count", 1, 3)
    ]


def test_what_one_side_alone_has_is_new_or_gone():
    """Neither fails: nothing was compared."""
    found = compare(
        baselines(left=expected(statement()), kept=expected(statement())),
        baselines(kept=expected(statement()), came=expected(statement())),
    )

    assert found.counts == {"new": 1, "ok": 1, "gone": 1}
    assert found.gone == ("perf_tests/test_tickets.py::test_page::left",)
    assert found.judgements[0].findings[0].detail == "main does not have it"
    assert not found.regressed


def test_less_work_is_improved_and_fine():
    """A gain does not fail a comparison."""
    found = compare(run(measurement(statement(count=3))), run(measurement(statement(count=1))))

    assert (found.verdict, found.regressed) == (Verdict.IMPROVED, False)


def test_other_dataset_is_changed():
    """Rows of two datasets have nothing to say to each other."""
    found = compare(
        baselines(call=expected(statement(), dataset="small")),
        baselines(call=expected(statement(rows=9), dataset="medium")),
    )

    assert [each.fact for each in found.judgements[0].findings] == ["dataset"]


def test_budgets_are_not_judged():
    """A budget that both exceed is no difference."""
    spent = measurement(statement(count=9), budgets=Budgets(max_queries=1))

    assert compare(run(spent), run(spent)).verdict is Verdict.OK


def test_what_the_old_run_was_unsure_of_regresses_only_beyond_its_larger_number():
    """Two passes of 3 and 4 statements make 4 no regression, 3 no gain, and 5 a regression."""
    unsure = measurement(record=record(statement(count=3)), again=record(statement(count=4)))

    def verdict(count):
        return compare(run(unsure), run(measurement(statement(count=count)))).verdict

    assert [verdict(count) for count in (2, 3, 4, 5)] == ["ok", "ok", "ok", "regressed"]


def test_statement_of_one_old_pass_alone_is_neither_gone_nor_new():
    """What came and went before may come and go now."""
    other = statement('SELECT … FROM "site"')
    unsure = measurement(record=record(statement()), again=record(statement(), other))

    for now in (measurement(statement()), measurement(statement(), other)):
        assert compare(run(unsure), run(now)).verdict is Verdict.OK


def test_unstable_new_run_is_told():
    """A fact that differs from itself is shown and fails nothing, as in the gate."""
    unsure = measurement(record=record(statement(count=1)), again=record(statement(count=2)))
    found = compare(run(measurement(statement(count=1))), run(unsure))

    assert (found.verdict, found.regressed) == (Verdict.UNSTABLE, False)


@pytest.mark.parametrize("doubt", [{"escaped": 2}, {"sentinel_seen": False}])
def test_nothing_is_concluded_from_what_was_not_wholly_seen(doubt):
    """Whichever side it is, the measurement is unmeasured, and not called the same."""
    sure, unsure = measurement(statement()), measurement(statement(), **doubt)

    assert compare(run(sure), run(unsure)).verdict is Verdict.UNMEASURED
    backwards = compare(run(unsure), run(sure))
    assert backwards.verdict is Verdict.UNMEASURED
    assert backwards.judgements[0].findings[0].detail.startswith("a run: ")


def test_reason_given_since_is_told():
    """A reason that the old baseline carried already says nothing about what differs now."""
    kept = replace(expected(statement()), reason="as ever")
    found = compare(
        baselines(same=kept, call=replace(expected(statement()), reason="before")),
        baselines(same=kept, call=replace(expected(statement(count=2)), reason="paging")),
    )

    assert found.reasons == {ID: "paging"}
    assert found.regressed


def test_other_versions_of_two_runs_are_noticed():
    """What else differs is told, as rows and SQL may differ by it; what is the same is not."""
    one = {"engine": Engine(postgres="18.6"), "versions": {"Django": "5.2", "Python": "3.11.9"}}
    other = {"engine": Engine(postgres="17.2"), "versions": {"Django": "6.1", "Python": "3.11.9"}}
    made = measurement(statement())
    found = compare(run(made, **one), run(made, **other))

    assert found.notices == (
        "the runs had other versions: PostgreSQL 18.6 → 17.2, Django 5.2 → 6.1",
    )
    assert compare(run(made, **one), run(made, **one)).notices == ()


def test_only_chooses_by_id():
    """A text chooses measurements of both sides."""
    found = compare(
        baselines(first=expected(statement()), second=expected(statement())),
        baselines(third=expected(statement())),
        only="fi",
    )

    assert (found.gone, found.judgements) == (("perf_tests/test_tickets.py::test_page::first",), ())


def test_times_of_two_runs_are_shown_and_not_judged():
    """However much slower: two runs never had the same machine to themselves."""
    fast, slow = (
        Timing(rounds=9, min_ms=ms, p50_ms=ms, p95_ms=ms, max_ms=ms) for ms in (1.0, 50.0)
    )
    found = compare(
        run(measurement(statement(), timing=fast)),
        run(measurement(statement(), timing=slow, budgets=Budgets(max_ms=5))),
    )

    assert found.verdict is Verdict.OK
    assert (found.judgements[0].p50_ms_before, found.judgements[0].p50_ms) == (1.0, 50.0)
    assert found.notices[0].startswith("times are shown and not judged")
