"""Cache traffic in the report, as its readers see it."""

from __future__ import annotations

import msgspec
from record_builders import (
    LOOKUP,
    TEMPLATE,
    cached,
    expected,
    measurement,
    record,
    statement,
)

from perfgate.analyse.compare import judge
from perfgate.model import Judgement, Site, SiteCount, Verdict
from perfgate.report.line import text_of
from perfgate.report.terminal import RunFacts, failure_text, report_lines

VIEWS = Site("shop/views.py", 28, "cached_count")
TREE = "perf_tests/test_tree.py::test_tree"


def shown(*judgements, **options):
    """The report as text."""
    lines = report_lines(judgements, run=RunFacts(), **options)
    return "\n".join(text_of(line).rstrip() for line in lines)


def located(judgement, *sites):
    """The judgement with what a session adds: where functions stand that did what is gone."""
    findings = tuple(
        each if each.sites else msgspec.structs.replace(each, gone_from=sites)
        for each in judgement.findings
    )
    return msgspec.structs.replace(judgement, findings=findings)


LOST = judge(
    measurement(
        record=record(
            statement(LOOKUP, 1, 1, at=VIEWS),
            cached("get miss", 1, "count:{int}", at=VIEWS),
            cached("set", 1, "count:{int}", at=VIEWS),
            round_trips=2,
        ),
        nodeid="perf_tests/test_shop.py::test_count",
        name="warm",
    ),
    expected(record=record(cached("get hit", 1, "count:{int}", at=VIEWS), round_trips=1)),
    strict=False,
)
STALE = located(
    judge(
        measurement(nodeid="perf_tests/test_shop.py::test_add"),
        expected(cached("delete", 1, "count", at=VIEWS)),
        strict=False,
    ),
    Site("shop/views.py", 35, "add"),
)
GAIN = judge(
    measurement(cached("get hit", 4), cached("get none", 1), nodeid=TREE, name="warm"),
    expected(cached("get hit", 4), cached("get miss", 1), cached("set", 1)),
    strict=False,
)
SILENT = Judgement(
    id=f"{TREE}::cold",
    verdict=Verdict.OK,
    statements=2,
    statements_before=2,
    rows=9,
    rows_before=9,
    cache_hits_before=0,
    cache_reads_before=0,
)


def test_the_whole_report():
    """A column of what was found, and the findings with the lines they come from."""
    assert (
        shown(LOST, STALE, GAIN, SILENT)
        == """\
test              statements  rows   cache hits  verdict
test_add::call    0           0      -           CHANGED
test_count::warm  0 → 1       0 → 1  1/1 → 0/1   REGRESSED
test_tree::cold   2           9      -           ok
test_tree::warm   0           0      4/5 → 5/5   improved

REGRESSED perf_tests/test_shop.py::test_count::warm
  new statement: statements 0 → 1, rows 0 → 1
    SELECT … FROM "site" WHERE "site"."id" = ?
    at shop/views.py:28 in cached_count
  cache regressed: get hit 1 → 0, get miss 0 → 1, set 0 → 1
    count:{int}
    at shop/views.py:28 in cached_count
  regressed: cache round trips 1 → 2
  accept it: pytest perf_tests/test_shop.py::test_count --perf-update --perf-reason "…"

CHANGED perf_tests/test_shop.py::test_add::call
  cache changed: delete 1 → 0
    count
    was at shop/views.py:35 in add
  accept it: pytest perf_tests/test_shop.py::test_add --perf-update --perf-reason "…"

tighten 1 baseline: pytest perf_tests/test_tree.py --perf-update

4 measurements: 1 regressed, 1 changed, 1 improved, 1 ok"""
    )


def test_ascii_terminals_get_ascii():
    """Where the encoding shows no arrow, nothing beyond ASCII is printed."""
    text = shown(LOST, STALE, GAIN, SILENT, ascii_only=True)
    assert text.isascii()
    assert "1/1 -> 0/1" in text
    assert "cache changed: delete 1 -> 0" in text


def test_without_caches_there_is_no_column():
    """Who asks no cache is not bothered with it."""
    assert "cache" not in shown(SILENT)


def test_a_long_name_leaves_room_for_the_column():
    """The name is cut before the row outgrows the terminal."""
    long = msgspec.structs.replace(LOST, id=f"t.py::test_{'x' * 200}::call")
    assert max(map(len, shown(long).splitlines()[:2])) <= 80


def test_a_place_that_is_gone_is_told_by_its_name():
    """Where neither line nor function is there any more, the baseline's place is what is left."""
    gone = judge(measurement(), expected(cached("delete", 1, "count")), strict=False)
    assert "    was at facility/tickets/queries.py::page" in failure_text(gone).splitlines()


def test_what_is_gone_elsewhere_is_told_beside_what_is_here():
    """A function that stored what another reads is named, though it has no call site any more."""
    now = judge(
        measurement(cached("get miss", 2, at=VIEWS)),
        expected(cached("get miss", 1, at=VIEWS), cached("set", 1, at=TEMPLATE)),
        strict=False,
    )
    stored = Site("shop/storing.py", 9, "store")
    for sites in ([stored], [stored, Site("shop/views.py", 20, "cached_count")]):
        assert failure_text(located(now, *sites)).splitlines()[1:5] == [
            "  cache regressed: get miss 1 → 2, set 1 → 0",
            "    cap:tree:{int}",
            "    at shop/views.py:28 ×2 in cached_count",
            "    was at shop/storing.py:9 in store",
        ]


def test_a_renamed_key_shows_both_names():
    """One finding, the old group and the new one."""
    renamed = judge(
        measurement(cached("get hit", 3, "books:count", at=VIEWS)),
        expected(cached("get hit", 3, "count", at=VIEWS)),
        strict=False,
    )
    assert failure_text(renamed).splitlines()[1:5] == [
        "  cache changed: keys 3 → 3",
        "    was count",
        "    now books:count",
        "    at shop/views.py:28 ×3 in cached_count",
    ]


def test_round_trips_show_their_lines():
    """The busiest line of more round trips is the loop."""
    loop = SiteCount(Site("shop/views.py", 7, "page"), 50)
    once = SiteCount(Site("shop/views.py", 3, "page"), 1)
    now = msgspec.structs.replace(
        record(cached("get hit", 51), round_trips=51), round_trip_sites={"default": (once, loop)}
    )
    before = record(cached("get hit", 51), round_trips=2)
    text = failure_text(judge(measurement(record=now), expected(record=before), strict=False))
    assert text.splitlines()[1:4] == [
        "  regressed: cache round trips 2 → 51",
        "    at shop/views.py:7 ×50 in page",
        "    at shop/views.py:3 in page",
    ]


def test_another_cache_is_named():
    """An alias is told where it is not the default, and is no database."""
    other = judge(
        measurement(
            record=msgspec.structs.replace(
                record(cached("get miss", alias="sessions")), round_trips={"(redis)": 2}
            )
        ),
        expected(),
        strict=False,
    )
    lines = failure_text(other).splitlines()
    assert "  cache regressed: get miss 0 → 1  (cache sessions)" in lines
    assert "  regressed: cache round trips 0 → 2  (cache redis)" in lines


def test_what_differs_from_itself():
    """An unstable number of cache calls is told with what it counts."""
    doubtful = measurement(cached("get hit", 2), again=record(cached("get hit", 1)))
    lines = failure_text(judge(doubtful, expected(cached("get hit", 2)), strict=False)).splitlines()
    assert lines[1:4] == [
        "  cache unstable: get hit 2 → 1 (the two passes of this run differ)",
        "    cap:tree:{int}",
        "    at facility/tickets/queries.py:31 ×2 in page",
    ]


def test_keys_cannot_steer_the_terminal():
    """Escapes in the names of keys and caches are shown and not obeyed."""
    evil = "\x1b[2J\u202e"
    judgement = judge(
        measurement(cached("get miss", 1, f"k{evil}", alias=f"a{evil}", at=TEMPLATE)),
        expected(cached("delete", 1, f"old{evil}")),
        strict=False,
    )
    text = shown(judgement, verbosity=2) + failure_text(judgement)
    assert "\x1b" not in text
    assert "\u202e" not in text
