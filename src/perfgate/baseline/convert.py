"""From a record to an entry of a baseline file, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.expected import Expected
from perfgate.baseline.columns import EVERY_COLUMN, join_columns, split_columns
from perfgate.baseline.schema import BaselineCacheFact, BaselineStatement, Entry
from perfgate.model import CacheFact, Record, Site, SiteCount, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfgate.model import Measurement


def to_entry(measurement: Measurement, *, reason: str) -> Entry:
    """Return the entry that holds the measurement's record."""
    record = measurement.record
    statements: dict[str, dict[str, BaselineStatement]] = {}
    for statement in record.statements:
        statements.setdefault(statement.alias, {})[statement.identity] = BaselineStatement(
            count=statement.count,
            rows=statement.rows,
            columns={
                table: _written(names, record.tables.get(table, ()))
                for table, names in statement.columns.items()
                if names
            },
            relation=statement.relation,
            sites=_places(statement.sites),
        )
    transactions = {
        alias: {verb: count for verb, count in verbs.items() if count}
        for alias, verbs in record.transactions.items()
        if any(verbs.values())
    }
    return Entry(
        dataset=measurement.dataset,
        reason=reason,
        statements=statements,
        transactions=transactions,
        cache=_cache_to_entry(record),
        round_trips={alias: number for alias, number in record.round_trips.items() if number},
    )


def _cache_to_entry(record: Record) -> dict[str, dict[str, dict[str, BaselineCacheFact]]]:
    cache: dict[str, dict[str, dict[str, BaselineCacheFact]]] = {}
    for fact in record.cache:
        group = cache.setdefault(fact.alias, {}).setdefault(fact.key_group, {})
        group[fact.what] = BaselineCacheFact(count=fact.count, sites=_places(fact.sites))
    return cache


def _cache_of(entry: Entry) -> tuple[CacheFact, ...]:
    return tuple(
        CacheFact(
            alias=alias,
            key_group=group,
            operation=what.partition(" ")[0],
            outcome=what.partition(" ")[2],
            count=fact.count,
            sites=tuple(SiteCount(_site(place), 0) for place in fact.sites),
        )
        for alias, groups in sorted(entry.cache.items())
        for group, facts in sorted(groups.items())
        for what, fact in sorted(facts.items())
    )


def tables_of(entry: Entry, schema: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the schema of the tables whose columns an entry names, as a file keeps it."""
    return {
        table: join_columns(schema[table]) for table in named_tables(entry) if schema.get(table)
    }


def named_tables(entry: Entry) -> set[str]:
    """Return the tables whose columns an entry names."""
    return {
        table
        for identities in entry.statements.values()
        for statement in identities.values()
        for table in statement.columns
    }


def to_expected(entry: Entry, tables: Mapping[str, str]) -> Expected:
    """Return an entry as the comparison wants it; ``tables`` is the file's section."""
    schema = {table: split_columns(names) for table, names in tables.items()}
    named = named_tables(entry)
    statements = [
        Statement(
            alias=alias,
            identity=identity,
            count=statement.count,
            rows=statement.rows,
            columns={
                table: schema.get(table, ()) if names == EVERY_COLUMN else split_columns(names)
                for table, names in statement.columns.items()
            },
            relation=statement.relation,
            sites=tuple(SiteCount(_site(place), 0) for place in statement.sites),
        )
        for alias, identities in entry.statements.items()
        for identity, statement in identities.items()
    ]
    record = Record(
        statements=tuple(sorted(statements, key=lambda each: (each.alias, each.identity))),
        transactions=entry.transactions,
        cache=_cache_of(entry),
        round_trips=entry.round_trips,
        tables={table: names for table, names in schema.items() if table in named},
    )
    return Expected(record=record, dataset=entry.dataset, reason=entry.reason)


def _written(names: tuple[str, ...], all_names: tuple[str, ...]) -> str:
    return EVERY_COLUMN if set(names) == set(all_names) else join_columns(names)


def _places(sites: tuple[SiteCount, ...]) -> list[str]:
    return sorted({counted.site.place for counted in sites})


def _site(place: str) -> Site:
    file, _, function = place.partition("::")
    return Site(file=file, line=0, function=function)
