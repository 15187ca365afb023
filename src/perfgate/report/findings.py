"""One finding in words: the fact, before → after, the identity and where it comes from."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from perfgate.model import Verdict
from perfgate.report.text import TIMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfgate.model import Finding, SiteCount

#: More call sites than this say less: they are counted at ``-v 0``.
SITES_SHOWN = 3
#: So many columns can be named in a line; more are counted by table at ``-v 0``.
COLUMNS_SHOWN = 5

_WORDS = {
    "count": "statements",
    "rows": "rows",
    "columns": "columns",
    "statement": "statements",
    "dataset": "dataset",
    "round_trips": "cache round trips",
    "max_queries": "budget max_queries",
    "max_rows": "budget max_rows",
    "max_ms": "budget max_ms",
    "escaped": "escaped",
    "unfinished": "unfinished tasks",
}

#: Facts whose alias is one of ``CACHES``.
_OF_CACHES = frozenset({"cache", "round_trips"})
#: Facts that begin their detail with what was counted: a verb, an operation with its outcome.
_NAMED_BY_DETAIL = frozenset({"transactions", "cache"})


def together(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Group the findings about one statement, each group where its worst finding stands."""
    numbered = list(enumerate(findings))
    place: dict[tuple[object, ...], int] = {}
    for number, finding in numbered:
        place.setdefault(_subject(finding, number), number)
    ordered = sorted(numbered, key=lambda each: (place[_subject(each[1], each[0])], each[0]))
    grouped = groupby(ordered, key=lambda each: place[_subject(each[1], each[0])])
    return [[finding for _, finding in group] for _, group in grouped]


def _subject(finding: Finding, number: int) -> tuple[object, ...]:
    if not finding.identity:
        return (number,)
    return finding.alias, finding.identity, finding.verdict is Verdict.UNSTABLE


def headline(findings: list[Finding], *, in_full: bool = False) -> str:
    """Return what happened to a statement: ``statements 1 → 51, rows 50 → 100``.

    Columns are named; where there are many, they are counted by table unless asked for in full.
    """
    said_once = len({finding.detail for finding in findings}) == 1
    parts = [
        _said(finding, in_full=in_full, with_detail=not said_once or finding is findings[-1])
        for finding in findings
    ]
    alias = findings[0].alias
    if alias not in ("", "default"):
        kind = "cache" if findings[0].fact in _OF_CACHES else "database"
        parts[-1] += f"  ({kind} {alias.strip('()')})"
    return ", ".join(parts)


def _said(finding: Finding, *, in_full: bool, with_detail: bool) -> str:
    if finding.fact in _NAMED_BY_DETAIL:
        verb, _, detail = finding.detail.partition(": ")
        said = f"{verb} {finding.before} → {finding.after}"
        return f"{said} ({detail})" if detail else said
    if finding.before is None or finding.after is None:
        return finding.detail
    said = f"{_WORDS.get(finding.fact, finding.fact)} {finding.before} → {finding.after}"
    if finding.rows_before or finding.rows_after:
        said += f", rows {finding.rows_before} → {finding.rows_after}"
    detail = finding.detail.strip()
    if finding.fact == "columns" and not in_full:
        detail = _counted_columns(detail)
    return f"{said} ({detail})" if detail and with_detail else said


def _counted_columns(detail: str) -> str:
    """Turn ``+site.id +site.name …`` into ``+2 of site`` where it names too many to read."""
    names = detail.split(" ")
    if len(names) <= COLUMNS_SHOWN:
        return detail
    tables = Counter((name[:1], name[1:].rpartition(".")[0]) for name in names)
    return ", ".join(f"{sign}{number} of {table}" for (sign, table), number in tables.items())


def label(finding: Finding) -> str:
    """Return the word that a finding begins with."""
    if finding.fact == "cache":
        return f"cache {finding.verdict.value}"
    if finding.verdict is Verdict.REGRESSED and finding.before == 0 and finding.identity:
        return "new statement"
    if finding.verdict is Verdict.IMPROVED and finding.after == 0 and finding.identity:
        return "gone"
    return finding.verdict.value


def sites_of(findings: Iterable[Finding]) -> list[SiteCount]:
    """Return the call sites of findings about one statement, the busiest first."""
    sites = {counted for finding in findings for counted in finding.sites}
    return sorted(sites, key=lambda counted: (-counted.count, counted.site))


def site_text(counted: SiteCount) -> str:
    """Return a call site as an editor finds it: ``file:line``, how often, in what.

    A site of a baseline has no line, and is told without one.
    """
    times = f" {TIMES}{counted.count}" if counted.count > 1 else ""
    function = f" in {counted.site.function}" if counted.site.function else ""
    where = str(counted.site) if counted.site.line else counted.site.file
    return f"{where}{times}{function}"


def notice_texts(findings: Iterable[Finding]) -> list[str]:
    """Return the notices, each once, with the statements concerned added up."""
    users: dict[str, int] = {}
    for finding in findings:
        if finding.notice:
            number = finding.after if finding.after is not None else finding.before
            users[finding.detail] = users.get(finding.detail, 0) + (
                number if isinstance(number, int) else 0
            )
    return [f"{detail}{_use(detail, number)}" for detail, number in sorted(users.items())]


def _use(detail: str, number: int) -> str:
    statements = {0: "no statement", 1: "1 statement"}.get(number, f"{number} statements")
    verb = "was" if detail.endswith(" is gone") else "is"
    return f" and {verb} read or written by {statements}"
