"""One measurement in full: everything that it did, whatever the baseline says."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from perfgate.report.findings import site_text
from perfgate.report.line import plain
from perfgate.report.text import TIMES
from perfgate.report.timing import timing_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from perfgate.model import CacheFact, Measurement, SiteCount, Statement
    from perfgate.report.line import Line
    from perfgate.report.measurement import Style

_EXAMPLE_VERBOSITY = 2


def record_lines(measurement: Measurement, style: Style) -> Iterator[Line]:
    """Yield the statements, the transaction control, the cache traffic and the times."""
    yield plain()
    dataset = f"  (dataset {measurement.dataset})" if measurement.dataset else ""
    yield [(style.whole(measurement.id), {"bold": True}), (style.whole(dataset), {})]
    record = measurement.record
    for statement in sorted(record.statements, key=lambda each: -each.count):
        yield from _statement_lines(statement, style)
    for alias, verbs in record.transactions.items():
        said = ", ".join(f"{verb} {TIMES}{count}" for verb, count in verbs.items())
        yield plain(style.whole(f"  {said}{_of_alias(alias)}"))
    for (alias, group), facts in groupby(
        record.cache, key=lambda each: (each.alias, each.key_group)
    ):
        yield from _cache_lines(alias, group, list(facts), style)
    for alias, number in record.round_trips.items():
        yield plain(style.whole(f"  cache round trips {TIMES}{number}{_of_alias(alias)}"))
    if not record.statements and not record.cache:
        yield plain("  neither statements nor cache calls")
    for timing in (measurement.timing, measurement.timing_again):
        if timing is not None:
            yield plain(style.whole(f"  {timing_text(timing)}"))


def _statement_lines(statement: Statement, style: Style) -> Iterator[Line]:
    columns = sum(map(len, statement.columns.values()))
    said = f"  {TIMES}{statement.count}, {statement.rows} rows, {columns} columns"
    yield plain(style.whole(f"{said}{_of_alias(statement.alias)}"))
    yield plain(f"    {style.whole(statement.identity)}")
    yield from _site_lines(statement.sites, style)
    if style.verbosity >= _EXAMPLE_VERBOSITY:
        yield from (plain(f"    | {style.whole(line)}") for line in statement.example.splitlines())


def _cache_lines(alias: str, group: str, facts: list[CacheFact], style: Style) -> Iterator[Line]:
    said = ", ".join(f"{fact.what} {TIMES}{fact.count}" for fact in facts)
    yield plain(style.whole(f"  cache: {said}{_of_alias(alias)}"))
    yield plain(f"    {style.whole(group)}")
    yield from _site_lines({site for fact in facts for site in fact.sites}, style)


def _site_lines(sites: Iterable[SiteCount], style: Style) -> Iterator[Line]:
    for counted in sorted(sites, key=lambda each: (-each.count, each.site)):
        yield [("    at ", {}), (style.whole(site_text(counted)), {"cyan": True})]


def _of_alias(alias: str) -> str:
    return "" if alias == "default" else f"  ({alias})"
