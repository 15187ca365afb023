"""A finding under another version of Django than its baseline's names both, and what to do."""

from __future__ import annotations

import pytest
from record_builders import FILTERED, LOOKUP, PLAIN, expected, measurement, statement

from perfgate.analyse.compare import judge
from perfgate.model import Budgets
from perfgate.report.line import text_of
from perfgate.report.terminal import RunFacts, failure_text, report_lines

BOTH = "recorded under Django 5.2, this run is on Django 6.1, which may be the cause"


def judged(*now, before=(PLAIN,), django="6.1", recorded="5.2", **fields):
    """A judgement of statements against a baseline of another version."""
    made = measurement(*map(statement, now), django=django, **fields)
    was = expected(*map(statement, before), django=recorded)
    return judge(made, was, strict=False)


def shown(*judgements, **run):
    """The report of a session as text."""
    return "\n".join(text_of(line) for line in report_lines(judgements, run=RunFacts(**run)))


def test_the_failure_of_a_test_after_an_upgrade():
    """Both versions stand behind what is found, with the command for each way out."""
    assert failure_text(judged(FILTERED)).partition("  accept it: ")[2] == (
        f"""\
pytest perf_tests/test_tickets.py::test_page --perf-update
  baseline {BOTH} (perfgate explain variant)
  keep both: pytest perf_tests/test_tickets.py::test_page --perf-update --perf-variant"""
    )


def test_what_loosens_needs_a_reason_as_a_variant_too():
    """The command is the one that works."""
    assert failure_text(judged(PLAIN, LOOKUP)).splitlines()[-1] == (
        "  keep both: pytest perf_tests/test_tickets.py::test_page --perf-update --perf-variant "
        '--perf-reason "…"'
    )


def test_the_line_of_the_short_summary_stays_the_finding():
    """The second line of a failure is its worst finding, upgrade or not."""
    assert failure_text(judged(FILTERED)).splitlines()[1].startswith("  changed: statements 1 → 1")


def test_a_test_that_failed_on_its_own_names_the_versions_and_no_command():
    """Nothing would be written of it."""
    last = failure_text(judged(FILTERED), acceptable=False).splitlines()[-1]
    assert last.startswith("  baseline recorded under Django 5.2, this run is on Django 6.1")


SILENT = [
    ("the same version", judged(FILTERED, recorded="6.1")),
    ("an old baseline", judged(FILTERED, recorded="")),
    ("an old run", judged(FILTERED, django="")),
    ("nothing found", judged(PLAIN)),
    ("a budget", judged(PLAIN, budgets=Budgets(max_queries=0))),
    ("another dataset", judged(FILTERED, dataset="medium")),
    ("work that escaped", judged(PLAIN, escaped=1)),
    ("no baseline", judge(measurement(statement(PLAIN), django="6.1"), None, strict=False)),
]


@pytest.mark.parametrize(
    "judgement", [made for _, made in SILENT], ids=[name for name, _ in SILENT]
)
def test_nothing_is_said_where_the_version_can_be_no_cause(judgement):
    """Versions are named where they differ and a fact of the baseline does, and nowhere else."""
    assert "recorded under" not in failure_text(judgement)
    assert "recorded under" not in shown(judgement)


def test_the_session_says_it_once():
    """However many tests fail after an upgrade, versions and commands take three lines."""
    nodeids = [f"perf_tests/test_{name}.py::test_page" for name in "aab"]
    found = [judged(FILTERED, nodeid=each, name=f"n{n}") for n, each in enumerate(nodeids)]
    text = shown(*found, judged(PLAIN, nodeid="perf_tests/test_c.py::test_page"))
    assert text.count("Django 5.2") == 1
    assert (
        f"""
3 baselines that differ were {BOTH} (perfgate explain variant)
  accept for good: pytest perf_tests/test_a.py perf_tests/test_b.py --perf-update
  keep both: pytest perf_tests/test_a.py perf_tests/test_b.py --perf-update --perf-variant
"""
        in text
    )


def test_the_session_says_it_once_for_each_version_before():
    """Baselines of several versions are counted apart, the commands with a reason if need be."""
    one = judged(PLAIN, LOOKUP, nodeid="perf_tests/test_a.py::test_page")
    other = judged(FILTERED, recorded="6.0", nodeid="perf_tests/test_b.py::test_page")
    text = shown(one, other)
    assert text.index("1 baseline that differs was recorded under Django 5.2") < text.index(
        "1 baseline that differs was recorded under Django 6.0"
    )
    assert 'test_a.py --perf-update --perf-variant --perf-reason "…"' in text


def test_what_has_been_written_is_not_asked_for_again():
    """After an update there is nothing left to decide."""
    found = judged(FILTERED)
    assert "recorded under" not in shown(found, mode="update", accepted=frozenset({found.id}))
