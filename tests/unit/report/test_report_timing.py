"""Times in the reports, and what becomes of a measurement whose time has not settled."""

from __future__ import annotations

import pytest
from record_builders import expected, measurement, statement

from perfgate.analyse.compare import judge
from perfgate.model import Budgets, Timing
from perfgate.report.commands import accept_command
from perfgate.report.line import text_of
from perfgate.report.measurement import Style
from perfgate.report.record import record_lines
from perfgate.report.terminal import RunFacts, failure_text, report_lines
from perfgate.report.timing import timing_notices

SERIES = Timing(rounds=20, min_ms=44, p50_ms=61.2, p95_ms=70, max_ms=123.4)


def timed(*facts, before=(), limit=50, **fields):
    """Judge a timed measurement."""
    made = measurement(*facts, timing=SERIES, budgets=Budgets(max_ms=limit), **fields)
    return judge(made, expected(*before) if before else None, strict=False)


def shown(*judgements, run=None, **options):
    """The report as text."""
    lines = report_lines(judgements, run=run or RunFacts(), **options)
    return "\n".join(text_of(line).rstrip() for line in lines)


def test_table_has_a_column_of_times_where_there_are_any():
    """What was not timed has a dash."""
    other = judge(measurement(nodeid="t.py::test_other"), None, strict=False)
    lines = shown(timed(statement(), before=[statement()], limit=None), other).splitlines()
    assert lines[:3] == [
        "test              statements  rows  p50 ms  verdict",
        "test_page::call   1           0     61.2    ok",
        "test_other::call  0           0     -       new",
    ]


@pytest.mark.parametrize("accepted", [(), ("perf_tests/test_tickets.py::test_page::call",)])
@pytest.mark.parametrize("before", [(), (statement(),), (statement(count=9),)])
def test_what_has_not_settled_is_always_told(before, accepted):
    """Neither a missing baseline, nor a gain, nor an update hides it."""
    text = shown(timed(statement(), before=before), run=RunFacts(accepted=accepted))
    assert (
        "  unstable: budget max_ms 50 → 61.2 (p50 of 20 rounds, fastest 44.0 ms: not settled)\n"
        "    run it alone on a quiet machine, or set the budget in perf(max_ms=…) higher"
    ) in text


def test_unsettled_time_keeps_no_work_from_being_accepted():
    """The command is offered for the work beside it, and none where there is only time."""
    assert accept_command(timed(statement(), before=[statement(count=9)])).startswith("pytest ")
    assert accept_command(timed(statement(), before=[statement()])) == ""


def test_failure_says_limit_median_fastest_and_where_the_budget_stands():
    """No command accepts it."""
    again = Timing(rounds=12, min_ms=55, p50_ms=60, p95_ms=70, max_ms=80)
    made = measurement(
        statement(),
        timing=Timing(rounds=20, min_ms=58, p50_ms=61.2, p95_ms=70, max_ms=80),
        timing_again=again,
        budgets=Budgets(max_ms=50),
    )
    assert failure_text(judge(made, expected(statement()), strict=False)) == (
        "perf REGRESSED: perf_tests/test_tickets.py::test_page::call\n"
        "  regressed: budget max_ms 50 → 61.2 (p50 of 20 + 12 rounds, fastest 55.0 ms)\n"
        "    the budget stands in the test's marker: perf(max_ms=…)"
    )


@pytest.mark.parametrize(
    ("cpu", "said"),
    [
        ({}, ""),
        ({"client_cpu_p50_ms": 5.0}, "; CPU p50: client 5.00"),
        (
            {"client_cpu_p50_ms": 5.0, "backend_cpu_p50_ms": 40.26, "cpu_p50_ms": 45},
            "; CPU p50: client 5.00, PostgreSQL 40.3",
        ),
    ],
)
def test_times_stand_below_a_measurement_in_full(cpu, said):
    """Each series on a line."""
    series = Timing(rounds=20, min_ms=44, p50_ms=61.2, p95_ms=70, max_ms=123.4, **cpu)
    made = measurement(statement(), timing=series, timing_again=series)
    lines = [text_of(line) for line in record_lines(made, Style(verbosity=1))]
    line = f"  time of 20 rounds in ms: p50 61.2, fastest 44.0, p95 70.0, slowest 123{said}"
    assert lines[-2:] == [line, line]


def test_times_beside_other_workers_are_not_to_be_believed():
    """It is said once for all of them."""
    beside = measurement(
        timing=Timing(rounds=1, min_ms=1, p50_ms=1, p95_ms=1, max_ms=1, parallel=True)
    )
    alone = measurement(timing=SERIES)
    assert [timing_notices(each) for each in ([], [alone], [beside, alone])] == [
        [],
        [],
        ["1 measurement was timed beside other test workers: such times are noise; time with -n 0"],
    ]
