"""Sum up executions into a record: pure once they are noted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfgate.capture.events import example_of, identity_of
from perfgate.model import Record, Site, SiteCount, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from perfgate.capture.callsite import RawSite
    from perfgate.capture.events import Event


@dataclass(slots=True)
class _Tally:
    """What was seen of one identity on one alias."""

    relation: str
    example: str
    count: int = 0
    rows: int = 0
    columns: dict[str, set[str]] = field(default_factory=dict)
    sites: Counter[RawSite] = field(default_factory=Counter)


def summarise(
    events: Iterable[tuple[Event, RawSite | None]], tables: Mapping[str, tuple[str, ...]]
) -> Record:
    """Make the record of executions and their call sites.

    Args:
        events: the executions in the order they were sent.
        tables: all columns of every table now; ``*`` in a statement becomes the table's.
    """
    tallies: dict[tuple[str, str], _Tally] = {}
    transactions: dict[str, Counter[str]] = {}
    named: set[str] = set()
    for event, site in events:
        if not event.times:
            continue
        identity = identity_of(event.sql)
        if identity.transaction_control:
            by_verb = transactions.setdefault(event.alias, Counter())
            by_verb[identity.transaction_control] += event.times
            continue
        tally = tallies.get((event.alias, identity.text))
        if tally is None:
            tally = _Tally(identity.relation, example_of(event.sql))
            tallies[event.alias, identity.text] = tally
        tally.count += event.times
        tally.rows += event.rows
        for table, columns in identity.columns.items():
            tally.columns.setdefault(table, set()).update(columns)
        if site is not None:
            tally.sites[site] += event.times
        named.update(identity.tables)
    return Record(
        statements=tuple(
            _statement(alias, text, tallies[alias, text], tables) for alias, text in sorted(tallies)
        ),
        transactions={
            alias: dict(sorted(transactions[alias].items())) for alias in sorted(transactions)
        },
        tables={table: tuple(sorted(tables[table])) for table in sorted(named & tables.keys())},
    )


def _statement(
    alias: str, text: str, tally: _Tally, tables: Mapping[str, tuple[str, ...]]
) -> Statement:
    sites = [SiteCount(site=Site(*site), count=count) for site, count in tally.sites.items()]
    return Statement(
        alias=alias,
        identity=text,
        count=tally.count,
        rows=tally.rows,
        columns={
            table: _spelled_out(tally.columns[table], tables.get(table))
            for table in sorted(tally.columns)
        },
        relation=tally.relation,
        sites=tuple(sorted(sites)),
        example=tally.example,
    )


def _spelled_out(columns: set[str], known: tuple[str, ...] | None) -> tuple[str, ...]:
    """Sort the columns; ``*`` becomes all columns of the table where they are known."""
    if "*" in columns and known is not None:
        columns = (columns - {"*"}) | set(known)
    return tuple(sorted(columns))
