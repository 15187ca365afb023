"""From a record to an entry of a baseline file, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.expected import Expected
from perfgate.baseline.columns import EVERY_COLUMN, join_columns, split_columns
from perfgate.baseline.schema import BaselineCacheFact, BaselineStatement, Facts
from perfgate.baseline.variants import served
from perfgate.model import CacheFact, Record, Site, SiteCount, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from perfgate.baseline.schema import Entry
    from perfgate.model import Measurement


def to_facts(measurement: Measurement, *, reason: str) -> Facts:
    """Return the facts of the measurement's record, as a file keeps them."""
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
    return Facts(
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


def _cache_of(facts: Facts) -> tuple[CacheFact, ...]:
    return tuple(
        CacheFact(
            alias=alias,
            key_group=group,
            operation=what.partition(" ")[0],
            outcome=what.partition(" ")[2],
            count=fact.count,
            sites=tuple(SiteCount(site_of(place), 0) for place in fact.sites),
        )
        for alias, groups in sorted(facts.cache.items())
        for group, outcomes in sorted(groups.items())
        for what, fact in sorted(outcomes.items())
    )


def tables_of(facts: Facts, schema: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the schema of the tables whose columns the facts name, as a file keeps it."""
    return {
        table: join_columns(schema[table]) for table in named_tables(facts) if schema.get(table)
    }


def all_facts(entry: Entry) -> Iterator[Facts]:
    """Yield the facts of an entry and of its variants."""
    yield entry
    yield from entry.variants.values()


def named_tables(facts: Facts) -> set[str]:
    """Return the tables whose columns the facts name."""
    return {
        table
        for identities in facts.statements.values()
        for statement in identities.values()
        for table in statement.columns
    }


def to_expected(entry: Entry, tables: Mapping[str, str], *, django: str = "") -> Expected:
    """Return what a measurement is held against.

    Args:
        entry: its baseline.
        tables: the file's section of that name.
        django: the minor version of Django that it was recorded under, by which a variant is
            chosen; empty where that is not known, which asks for the entry's own facts.
    """
    version, facts = served(entry, django)
    schema = {table: split_columns(names) for table, names in tables.items()}
    named = named_tables(facts)
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
            sites=tuple(SiteCount(site_of(place), 0) for place in statement.sites),
        )
        for alias, identities in facts.statements.items()
        for identity, statement in identities.items()
    ]
    record = Record(
        statements=tuple(sorted(statements, key=lambda each: (each.alias, each.identity))),
        transactions=facts.transactions,
        cache=_cache_of(facts),
        round_trips=facts.round_trips,
        tables={table: names for table, names in schema.items() if table in named},
    )
    return Expected(record=record, dataset=facts.dataset, reason=facts.reason, django=version)


def _written(names: tuple[str, ...], all_names: tuple[str, ...]) -> str:
    return EVERY_COLUMN if set(names) == set(all_names) else join_columns(names)


def _places(sites: tuple[SiteCount, ...]) -> list[str]:
    return sorted({counted.site.place for counted in sites})


def site_of(place: str) -> Site:
    """Return the site that a baseline's place names; its line is not kept."""
    file, _, function = place.partition("::")
    return Site(file=file, line=0, function=function)
