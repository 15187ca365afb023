"""What was not judged is in sight."""

from __future__ import annotations

from record_builders import PLAIN, cached, expected, measurement, statement

from perfgate.analyse.compare import judge
from perfgate.model import Allowance
from perfgate.report.allowances import mode_text, unused_text
from perfgate.report.line import text_of
from perfgate.report.terminal import RunFacts, failure_text, report_lines

IGNORE = Allowance(pattern="cache cap:*", reason="the cache is being replaced")
TOLERANCE = Allowance(pattern="rows ticket", reason="the clock moves the window", room="5 %")
QUIET = judge(
    measurement(statement(rows=102), cached("get hit", 2), allowances=(IGNORE, TOLERANCE)),
    expected(statement(rows=100), cached("get miss", 1)),
    strict=False,
)
LOUD = judge(
    measurement(statement(PLAIN, 2, rows=102), name="loud", allowances=(IGNORE, TOLERANCE)),
    expected(statement(rows=100), cached("get hit", 1)),
    strict=False,
    only=("statements",),
)


def shown(*judgements, run=None, **options):
    """The report as text."""
    lines = report_lines(judgements, run=run or RunFacts(), **options)
    return "\n".join(text_of(line).rstrip() for line in lines)


def test_the_row_says_what_was_left_out():
    """Numbers that differ beside the word ok are explained, and a line says how to see why."""
    assert (
        shown(QUIET)
        == """\
test             statements  rows       cache hits  verdict
test_page::call  1           100 → 102  0/1 → 2/2   ok, 2 ignored, 1 tolerated

left out in 1 measurement: 2 ignored and 1 tolerated differences (-v shows why)

1 measurement: 1 ok"""
    )


def test_more_tells_each_reason():
    """Also of what fits and does not differ."""
    told = shown(QUIET, verbosity=1)
    assert (
        "\n".join(told.splitlines()[3:7])
        == """\
ignored and tolerated:
  perf_tests/test_tickets.py::test_page::call
    ignore 'cache cap:*' (2 facts, 2 differ): the cache is being replaced
    tolerance 'rows ticket' of 5 % (1 fact, 1 differs): the clock moves the window"""
    )


def test_a_failure_names_what_it_does_not_count():
    """Whoever reads it knows that these were no part of the verdict."""
    told = failure_text(LOUD).splitlines()
    assert (
        "  left out: tolerance 'rows ticket' of 5 % (1 fact, 1 differs): the clock moves the window"
        in told
    )
    assert not any("cap:" in line for line in told)


def test_a_narrowed_run_says_so_and_accepts_no_more():
    """Nobody takes it for the whole gate, and its command writes what it has judged."""
    told = shown(LOUD, run=RunFacts(only=("statements",)))
    assert told.splitlines()[-1] == "1 measurement: 1 regressed (only statements judged)"
    assert '--perf-update --perf-only=statements --perf-reason "…"' in told
    assert mode_text("check", ("statements", "cache")) == "check, only statements, cache"
    assert mode_text("update", ()) == "update"


def test_a_strict_run_says_that_it_fails():
    """No test does: the exit code alone would not tell why."""
    assert unused_text(IGNORE, (), strict=True).endswith("take it out (this fails a strict run)")


def test_unused_ones_are_named_with_who_carries_them():
    """One test, several, or the project."""
    tests = ("perf_tests/test_x.py::test_y", "perf_tests/test_x.py::test_z")
    assert [unused_text(IGNORE, each) for each in (tests[:1], tests, ())] == [
        "ignore 'cache cap:*' of perf_tests/test_x.py::test_y fits nothing: take it out",
        "ignore 'cache cap:*' of perf_tests/test_x.py::test_y and 1 more fits nothing: take it out",
        "ignore 'cache cap:*' of [tool.perfgate] fits nothing: take it out",
    ]
