"""The report at the end of a session, as its readers see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from record_builders import (
    JOINED,
    LOOKUP,
    PLAIN,
    TEMPLATE,
    expected,
    measurement,
    record,
    statement,
)

from perfgate.analyse.compare import judge
from perfgate.model import Budgets, Engine, Finding, Judgement, Site, SiteCount, Verdict
from perfgate.report.line import text_of
from perfgate.report.terminal import RunFacts, failure_text, header, report_lines

LOST_JOIN = judge(
    measurement(statement(PLAIN, 1, 50), statement(LOOKUP, 50, 50, at=TEMPLATE)),
    expected(statement(JOINED, 1, 50)),
    strict=False,
)
FINE = Judgement(
    id="perf_tests/test_tree.py::test_tree::warm",
    verdict=Verdict.OK,
    statements_before=0,
    rows_before=0,
)
NEW = judge(measurement(nodeid="perf_tests/test_new.py::test_new[a b]"), None, strict=False)
GAIN = judge(
    measurement(nodeid="perf_tests/test_tree.py::test_tree", name="cold"),
    expected(statement(PLAIN, 3, 9)),
    strict=False,
)


def shown(*judgements, run=None, **options):
    """The report as text."""
    lines = report_lines(judgements, run=run or RunFacts(), **options)
    return "\n".join(text_of(line).rstrip() for line in lines)


def test_the_whole_report():
    """Table, findings worst first, what to run, stale baselines, notices, digest, summary."""
    run = RunFacts(
        ci=True,
        digest="0123abcd",
        stale=["perf_tests/old/test_gone.py::test_gone::call"],
        notices=["the dataset was built anew"],
    )
    expected_text = """\
test                 statements  rows      verdict
test_new[a b]::call  0           0         new
test_page::call      1 → 51      50 → 100  REGRESSED
test_tree::cold      3 → 0       9 → 0     improved
test_tree::warm      0           0         ok

REGRESSED perf_tests/test_tickets.py::test_page::call
  new statement: statements 0 → 50, rows 0 → 50
    SELECT … FROM "site" WHERE "site"."id" = ?
    at facility/templates/tickets.html:12 \N{MULTIPLICATION SIGN}50
  changed: statements 1 → 1, rows 50 → 50
    was SELECT … FROM "ticket" INNER JOIN "site" ON ("ticket"."site_id" = "site…
    now SELECT … FROM "ticket" WHERE "ticket"."client_id" = ?
    at facility/tickets/queries.py:31 in page
  accept it: pytest perf_tests/test_tickets.py::test_page --perf-update --perf-reason "…"

new perf_tests/test_new.py::test_new[a b]::call
  new: it has no baseline yet
  create it: pytest 'perf_tests/test_new.py::test_new[a b]' --perf-update

tighten 1 baseline: pytest perf_tests/test_tree.py --perf-update

stale: nothing measures these baselines any more
  perf_tests/old/test_gone.py::test_gone::call
  remove them: pytest perf_tests --perf-update

notice: the dataset was built anew

exact digest 0123abcd
4 measurements: 1 regressed, 1 new, 1 stale, 1 improved, 1 ok"""
    assert shown(LOST_JOIN, FINE, NEW, GAIN, run=run) == expected_text


def test_the_failure_of_a_test():
    """The verdict line first, then the finding that tells most with its file and line."""
    assert (
        failure_text(LOST_JOIN)
        == f"""\
perf REGRESSED: perf_tests/test_tickets.py::test_page::call
  new statement: statements 0 → 50, rows 0 → 50
    SELECT … FROM "site" WHERE "site"."id" = ?
    at facility/templates/tickets.html:12 \N{MULTIPLICATION SIGN}50
  changed: statements 1 → 1, rows 50 → 50
    was {JOINED[:91]}…
    now {PLAIN}
    at facility/tickets/queries.py:31 in page
  accept it: pytest perf_tests/test_tickets.py::test_page --perf-update --perf-reason "…\""""
    )


def test_verbose_shortens_nothing():
    """With ``-v`` identities are whole, however narrow the terminal."""
    text = shown(LOST_JOIN, verbosity=1, width=40)
    assert JOINED in text
    assert "was at facility/tickets/queries.py::page" in text


def test_more_verbose_shows_the_sql():
    """With ``-vv`` the SQL of the first such statement is shown line by line."""
    sent = statement(LOOKUP, example='SELECT "id"\nFROM "site" WHERE "id" = %s')
    judgement = judge(measurement(sent), expected(), strict=False)
    lines = failure_text(judgement, verbosity=2).splitlines()
    assert [line for line in lines if "|" in line] == [
        '    | SELECT "id"',
        '    | FROM "site" WHERE "id" = %s',
    ]
    assert "|" not in failure_text(judgement, verbosity=1)


def test_ascii_terminals_get_ascii():
    """Where the encoding shows no arrow, nothing beyond ASCII is printed."""
    text = shown(LOST_JOIN, NEW, ascii_only=True)
    assert text.isascii()
    assert "1 -> 51" in text
    assert "tickets.html:12 x50" in text


def test_names_cannot_steer_the_terminal():
    """Escapes in ids, SQL and paths are shown and not obeyed."""
    evil = "\x1b[2J\u202e"
    judgement = judge(
        measurement(
            statement(f"SELECT {evil}", at=Site(f"a{evil}.py", 1, evil), example=evil),
            nodeid=f"test_x.py::t[{evil}]",
        ),
        expected(),
        strict=False,
    )
    text = shown(judgement, verbosity=2, run=RunFacts(stale=[f"{evil}::t"], notices=[evil]))
    assert "\x1b" not in text + failure_text(judgement, verbosity=2)
    assert "\u202e" not in text
    assert "\\x1b[2J" in text


def test_many_measurements_show_the_notable_only():
    """Beyond forty rows the ok ones are counted, and ``-v`` shows them all."""
    many = [
        Judgement(id=f"t.py::test_{number:02}::call", verdict=Verdict.OK) for number in range(40)
    ]
    brief, full = shown(*many, LOST_JOIN), shown(*many, LOST_JOIN, verbosity=1)
    assert ("test_07::call" in brief, "test_07::call" in full) == (False, True)
    assert "40 more are ok (-v shows every row)" in brief
    assert "test_07::call" in shown(*many)


def test_equal_names_keep_their_modules():
    """Two modules with the same test are told apart in the table."""
    same = [Judgement(id=f"{each}.py::test_x::call", verdict=Verdict.OK) for each in ("a", "b")]
    assert "a.py::test_x::call" in shown(*same)


def test_a_long_name_leaves_the_numbers_in_place():
    """The name is cut before the row outgrows the terminal."""
    long = Judgement(id=f"t.py::test_{'x' * 200}::call", verdict=Verdict.OK)
    assert max(map(len, shown(long).splitlines()[:2])) <= 80


def test_more_findings_than_three_are_counted():
    """The session's report shows three findings of a measurement, the failure shows all."""
    lookups = [statement(f'SELECT … FROM "t{n}"', 9 - n) for n in range(5)]
    judgement = judge(measurement(*lookups), expected(), strict=False)
    assert "  … 2 more findings (-v shows all)" in shown(judgement).splitlines()
    assert failure_text(judgement).count("new statement") == 5


def test_facts_of_one_statement_stand_together():
    """Count, rows and columns of one identity are one paragraph."""
    tables = {"site": "id name"}
    before = record(statement(LOOKUP, 1, 1, columns={"site": "id"}), tables=tables)
    now = record(statement(LOOKUP, 9, 9, columns={"site": "id name"}), tables=tables)
    judgement = judge(measurement(record=now), expected(record=before), strict=False)
    assert (
        "  regressed: statements 1 → 9, rows 1 → 9, columns 1 → 2 (+site.name)"
        in failure_text(judgement).splitlines()
    )


def test_a_budget_is_mended_in_the_test():
    """No command accepts a budget that is exceeded: it is an edit."""
    spent = measurement(statement(count=2), budgets=Budgets(max_queries=1))
    text = failure_text(judge(spent, expected(statement(count=2)), strict=False))
    assert "budget max_queries 1 → 2" in text
    assert "perf(max_queries=…)" in text
    assert "--perf-update" not in text


def test_what_was_not_measured_cannot_be_accepted():
    """No update is offered where the recorder missed something."""
    doubtful = measurement(statement(LOOKUP, 5), escaped=2)
    text = failure_text(judge(doubtful, expected(), strict=False))
    assert "escaped 0 → 2 (statements reached the server past the recorder)" in text
    assert "--perf-update" not in text


def test_what_differs_from_itself_cannot_be_accepted():
    """No update is offered, as none is written, and what helps is said."""
    doubtful = measurement(statement(LOOKUP, 41), again=record(statement(LOOKUP, 40)))
    lines = failure_text(judge(doubtful, expected(statement(LOOKUP)), strict=False)).splitlines()
    assert "  regressed: statements 1 → 40" in lines
    assert "  unstable: statements 41 → 40 (the two passes of this run differ)" in lines
    assert not [line for line in lines if "--perf-update" in line]
    assert lines[-1].startswith("    no baseline is written until it repeats")


def test_what_two_findings_share_is_said_once():
    """Count and rows that differ from themselves need one explanation."""
    doubtful = measurement(statement(LOOKUP, 2, 2), again=record(statement(LOOKUP, 1, 1)))
    text = failure_text(judge(doubtful, expected(statement(LOOKUP, 2, 2)), strict=False))
    assert "statements 2 → 1, rows 2 → 1 (the two passes of this run differ)" in text


def test_many_columns_are_counted_by_table():
    """Five columns are named; more are counted, until ``-v`` names them all."""
    names = "a b c d e f"
    now = statement(columns={"site": names, "ticket": "id"})
    judgement = judge(measurement(now), expected(statement(columns={"ticket": "id"})), strict=False)
    assert "  regressed: columns 1 → 7 (+6 of site)" in failure_text(judgement).splitlines()
    assert "(+site.a +site.b +site.c " in failure_text(judgement, verbosity=1)


def test_transaction_control_names_its_verb():
    """A savepoint more is told as such."""
    more = judge(measurement(record=record(SAVEPOINT=2)), expected(), strict=False)
    assert "  regressed: SAVEPOINT 0 → 2" in failure_text(more)


def test_another_database_is_named():
    """The alias is told where it is not the default."""
    other = judge(measurement(statement(alias="replica")), expected(), strict=False)
    assert "(database replica)" in failure_text(other)


def test_notices_are_told_once():
    """One new column read by many measurements is one line, with all statements counted."""
    notice = Finding(
        verdict=Verdict.OK,
        fact="columns",
        after=2,
        notice=True,
        detail="column x of table t is new",
    )
    both = [
        Judgement(id=f"t.py::test_{each}::call", verdict=Verdict.OK, findings=(notice,))
        for each in "ab"
    ]
    text = shown(*both)
    assert [line for line in text.splitlines() if "notice:" in line] == [
        "notice: column x of table t is new and is read or written by 4 statements"
    ]


def test_a_column_that_went_is_told_in_the_past():
    """A notice of a removed column stands with the test's failure as well."""
    gone = Finding(
        verdict=Verdict.OK, fact="columns", before=1, notice=True, detail="column x of t is gone"
    )
    judgement = Judgement(id="t.py::t::call", verdict=Verdict.IMPROVED, findings=(gone,))
    assert failure_text(judgement).splitlines()[1:] == [
        "  notice: column x of t is gone and was read or written by 1 statement"
    ]


def test_many_call_sites_are_counted():
    """The busiest three are shown, the rest counted until ``-v``."""
    sites = tuple(SiteCount(Site("a.py", line), line) for line in (1, 2, 3, 4, 5))
    judgement = judge(measurement(statement(LOOKUP, 15, sites=sites)), expected(), strict=False)
    brief = [line.strip() for line in failure_text(judgement).splitlines() if "a.py" in line]
    assert [line.split()[1] for line in brief] == ["a.py:5", "a.py:4", "a.py:3"]
    assert "    … 2 more call sites (-v)" in failure_text(judgement).splitlines()
    assert failure_text(judgement, verbosity=1).count("a.py:") == 5


def test_an_update_says_what_it_wrote():
    """What has just been accepted needs no command, and the files are named."""
    run = RunFacts(mode="update", accepted={LOST_JOIN.id}, written=[Path("baselines/x.json")])
    text = shown(LOST_JOIN, run=run)
    assert "REGRESSED, written" in text
    assert "wrote baselines/x.json" in text
    assert "accept it" not in text


@pytest.mark.parametrize("strict", [False, True])
def test_gains_are_spelled_out_when_they_fail(strict):
    """Where an improvement fails the run, its findings are shown like a regression's."""
    text = shown(GAIN, run=RunFacts(strict=strict))
    assert ("  gone: statements 3 → 0" in text) is strict
    assert "--perf-update" in text


def test_nothing_measured_is_said():
    """An empty run is no run of zero findings."""
    assert shown().splitlines()[-1] == "no measurements"


def test_colour_is_markup_only():
    """Bad news is red, good news green, and no escape is in the text itself."""
    lines = list(report_lines([LOST_JOIN, FINE], run=RunFacts()))
    spans = {text: markup for line in lines for text, markup in line}
    assert (spans["REGRESSED"], spans["ok"]) == ({"red": True, "bold": True}, {"green": True})


def test_the_header():
    """Servers and where they came from, dataset, baselines and mode, on one line."""
    engine = Engine(
        postgres="18.6", postgres_provider="embedded", cache="valkey 9.1", cache_provider="url"
    )
    assert header(engine=engine, dataset="medium", baselines=1, mode="update") == [
        "perf: postgres 18.6 (embedded) · valkey 9.1 (url) · dataset medium · 1 baseline · update"
    ]


def test_the_header_leaves_out_what_is_unknown():
    """Before the servers start there is nothing to say of them."""
    assert header(engine=Engine(), ascii_only=True, baselines=2) == ["perf: 2 baselines | check"]
