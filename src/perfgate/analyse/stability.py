"""Facts that differ between two passes over the same state: shown, and hardly compared.

A fact that differs from itself cannot tell what a change did, unless both passes exceed what the
baseline allows: so much is certain, and is held against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from perfgate.analyse.cache_differences import by_key
from perfgate.model import Finding, Record, Statement, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Alias, identity (or verb, or key group) and fact (or operation) of what is not to be compared.
FactKey = tuple[str, str, str]

_DIFFER = "the two passes of this run differ"


def unstable_facts(record: Record, again: Record | None) -> dict[FactKey, Finding]:
    """Return a finding for each fact that the two passes disagree on.

    A statement that only one pass sent is unstable in its count, its rows and its columns, and
    told by one finding, under its count.
    """
    if again is None:
        return {}
    return {
        **dict(_statements(record, again)),
        **dict(_transactions(record, again)),
        **dict(_cache(record, again)),
        **dict(_round_trips(record, again)),
    }


def _statements(record: Record, again: Record) -> Iterator[tuple[FactKey, Finding]]:
    first = {(each.alias, each.identity): each for each in record.statements}
    second = {(each.alias, each.identity): each for each in again.statements}
    for alias, identity in sorted(first.keys() | second.keys()):
        never = Statement(alias=alias, identity=identity, count=0)
        one, other = first.get((alias, identity), never), second.get((alias, identity), never)
        facts = ("count",) if never in (one, other) else ("count", "rows", "columns")
        for fact in facts:
            if getattr(one, fact) != getattr(other, fact):
                yield (alias, identity, fact), _found(one, other, fact)


def _found(one: Statement, other: Statement, fact: str) -> Finding:
    return Finding(
        verdict=Verdict.UNSTABLE,
        fact=fact,
        before=_size(one, fact),
        after=_size(other, fact),
        alias=one.alias,
        identity=one.identity,
        sites=one.sites or other.sites,
        detail=_DIFFER,
    )


def _size(statement: Statement, fact: str) -> int:
    if fact == "columns":
        return sum(len(names) for names in statement.columns.values())
    return statement.count if fact == "count" else statement.rows


def _transactions(record: Record, again: Record) -> Iterator[tuple[FactKey, Finding]]:
    first, second = transaction_counts(record), transaction_counts(again)
    for alias, verb in sorted(first.keys() | second.keys()):
        one, other = first.get((alias, verb), 0), second.get((alias, verb), 0)
        if one != other:
            finding = Finding(
                verdict=Verdict.UNSTABLE,
                fact="transactions",
                before=one,
                after=other,
                alias=alias,
                detail=f"{verb}: {_DIFFER}",
            )
            yield (alias, verb, "transactions"), finding


def _cache(record: Record, again: Record) -> Iterator[tuple[FactKey, Finding]]:
    first, second = by_key(record), by_key(again)
    for key in sorted(first.keys() | second.keys()):
        known = first.get(key) or second[key]
        one, other = (facts[key].count if key in facts else 0 for facts in (first, second))
        if one != other:
            yield (
                (known.alias, known.key_group, known.what),
                Finding(
                    verdict=Verdict.UNSTABLE,
                    fact="cache",
                    before=one,
                    after=other,
                    alias=known.alias,
                    identity=known.key_group,
                    sites=known.sites,
                    detail=f"{known.what}: {_DIFFER}",
                ),
            )


def _round_trips(record: Record, again: Record) -> Iterator[tuple[FactKey, Finding]]:
    for alias in sorted(record.round_trips.keys() | again.round_trips.keys()):
        one, other = record.round_trips.get(alias, 0), again.round_trips.get(alias, 0)
        if one != other:
            yield (
                (alias, "", "round_trips"),
                Finding(
                    verdict=Verdict.UNSTABLE,
                    fact="round_trips",
                    before=one,
                    after=other,
                    alias=alias,
                    detail=_DIFFER,
                ),
            )


def in_both_passes(record: Record, again: Record | None) -> Record:
    """Return what both passes did: their common statements, each with its smaller numbers."""
    if again is None:
        return record
    others = {(each.alias, each.identity): each for each in again.statements}
    statements = tuple(
        _smaller(each, others[each.alias, each.identity])
        for each in record.statements
        if (each.alias, each.identity) in others
    )
    transactions = {
        alias: {
            verb: min(count, again.transactions.get(alias, {}).get(verb, 0))
            for verb, count in verbs.items()
        }
        for alias, verbs in record.transactions.items()
    }
    calls = by_key(again)
    cache = tuple(
        msgspec.structs.replace(fact, count=min(fact.count, calls[key].count))
        for key, fact in by_key(record).items()
        if key in calls
    )
    return msgspec.structs.replace(
        record,
        statements=statements,
        transactions=transactions,
        cache=cache,
        round_trips={
            alias: min(number, again.round_trips.get(alias, 0))
            for alias, number in record.round_trips.items()
        },
    )


def in_either_pass(record: Record, again: Record | None) -> Record:
    """Return what the passes did at most: the statements of both, each with its larger numbers."""
    if again is None:
        return record
    statements = {(each.alias, each.identity): each for each in again.statements}
    for each in record.statements:
        key = (each.alias, each.identity)
        statements[key] = _larger(each, statements[key]) if key in statements else each
    calls = by_key(again)
    for call, fact in by_key(record).items():
        more = call in calls and calls[call].count > fact.count
        calls[call] = calls[call] if more else fact
    return msgspec.structs.replace(
        record,
        statements=tuple(sorted(statements.values(), key=lambda each: (each.alias, each.identity))),
        transactions={
            alias: _larger_counts(
                record.transactions.get(alias, {}), again.transactions.get(alias, {})
            )
            for alias in sorted(record.transactions.keys() | again.transactions.keys())
        },
        tables={**again.tables, **record.tables},
        cache=tuple(calls[call] for call in sorted(calls)),
        round_trips=_larger_counts(record.round_trips, again.round_trips),
    )


def _larger(one: Statement, other: Statement) -> Statement:
    more = max(one, other, key=lambda each: each.count)
    return msgspec.structs.replace(more, rows=max(one.rows, other.rows))


def _larger_counts(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    names = sorted(one.keys() | other.keys())
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in names}


def _smaller(one: Statement, other: Statement) -> Statement:
    fewer = min(one, other, key=lambda each: each.count)
    return msgspec.structs.replace(fewer, rows=min(one.rows, other.rows))


def transaction_counts(record: Record) -> dict[tuple[str, str], int]:
    """Return the transaction control of a record as ``{(alias, verb): count}``."""
    return {
        (alias, verb): count
        for alias, verbs in record.transactions.items()
        for verb, count in verbs.items()
    }
