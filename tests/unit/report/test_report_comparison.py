"""A comparison in the terminal, as its readers see it."""

from __future__ import annotations

from dataclasses import replace

from record_builders import LOOKUP, TEMPLATE, expected, statement

from perfgate.analyse.comparison import Side, compare, from_baselines
from perfgate.model import Site
from perfgate.report.comparison import comparison_lines
from perfgate.report.line import text_of
from perfgate.report.measurement import Style

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def placed(*facts, **fields):
    """What a baseline says: its sites have no lines."""
    bare = expected(*facts, **fields)
    statements = tuple(
        replace_site(each, Site(site.site.file, 0, site.site.function))
        for each in bare.record.statements
        for site in each.sites
    )
    return expected(*statements, **fields)


def replace_site(made, site):
    """The statement, sent from another site."""
    return statement(made.identity, made.count, made.rows, at=site)


def shown(old, new, *, width=80, verbosity=0, every_row=False):
    """The report as text, of baselines by id."""
    comparison = compare(
        from_baselines(Side(name="main", kind="baselines", source=COMMIT), old),
        from_baselines(Side(name="the working tree", kind="baselines"), new),
    )
    lines = comparison_lines(comparison, Style(verbosity, width), every_row=every_row)
    return "\n".join(text_of(line).rstrip() for line in lines)


def test_the_whole_report():
    """Sides, table, findings with places and reason, what is gone, summary; nothing to accept."""
    page = "perf_tests/test_tickets.py::test_page"
    loop = replace(placed(statement(), statement(LOOKUP, 9, 9, at=TEMPLATE)), reason="for 2.0")
    text = shown(
        {f"{page}::call": placed(statement()), f"{page}::left": placed()},
        {f"{page}::call": loop, f"{page}::came": placed()},
    )

    assert (
        text
        == """\
perf: main (0123456789ab) → the working tree
test             statements  rows   verdict
test_page::call  1 → 10      0 → 9  REGRESSED
test_page::came  0           0      new

REGRESSED perf_tests/test_tickets.py::test_page::call
  new statement: statements 0 → 9, rows 0 → 9
    SELECT … FROM "site" WHERE "site"."id" = ?
    at facility/templates/tickets.html ×9
  reason given: for 2.0

gone: only main has
  perf_tests/test_tickets.py::test_page::left

2 measurements: 1 regressed, 1 new, 1 gone"""
    )


def test_what_is_the_same_is_counted_where_there_is_much():
    """Beyond 40 measurements only those that differ have a row, unless all are asked for."""
    many = {f"perf_tests/test_many.py::test::m{number}": placed() for number in range(50)}
    worse = {**many, "perf_tests/test_many.py::test::m7": placed(statement())}

    assert "49 more are the same (-v shows every row)" in shown(many, worse)
    assert "50 measurements are the same" in shown(many, many)
    assert shown(many, many, verbosity=1, every_row=True).count("::m") == 50


def test_long_list_of_what_is_gone_is_cut():
    """A comparison of a part with the whole does not fill the screen."""
    many = {f"perf_tests/test_many.py::test::m{number:02}": placed() for number in range(30)}
    text = shown(many, {})

    assert (text.count("::m"), "… 20 more measurements (-v shows all)" in text) == (10, True)
    assert shown(many, {}, verbosity=1).count("::m") == 30
