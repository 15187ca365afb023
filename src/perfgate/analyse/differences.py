"""The findings about statements, transaction control and cache traffic of two records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.cache_differences import cache_differences
from perfgate.analyse.pairing import pair
from perfgate.analyse.schema_changes import SchemaChange
from perfgate.analyse.stability import transaction_counts
from perfgate.model import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from perfgate.analyse.stability import FactKey
    from perfgate.model import Record, Statement


def differences(before: Record, now: Record, *, unstable: Collection[FactKey]) -> list[Finding]:
    """Return every difference between two records, in no particular order.

    Args:
        before: the record of the baseline.
        now: the record of this run, of unstable numbers the smaller ones.
        unstable: the facts that differ from themselves: only that they grew can be told.
    """
    schema = SchemaChange(before, now)
    return [
        *_statements(before, now, schema, unstable),
        *_transactions(before, now, unstable),
        *cache_differences(before, now, unstable=unstable),
        *schema.notices(),
    ]


def _statements(
    before: Record, now: Record, schema: SchemaChange, unstable: Collection[FactKey]
) -> Iterator[Finding]:
    old = {(each.alias, each.identity): each for each in before.statements}
    new = {(each.alias, each.identity): each for each in now.statements}
    for key in sorted(old.keys() & new.keys()):
        for finding in _same_identity(old[key], new[key], schema):
            if (*key, finding.fact) not in unstable or _grew(finding):
                yield finding
    # A statement that one pass alone sent is neither gone nor new.
    gone = (key for key in old.keys() - new.keys() if (*key, "count") not in unstable)
    pairs = pair(
        [old[key] for key in sorted(gone)],
        [new[key] for key in sorted(new.keys() - old.keys())],
    )
    yield from (_changed(was, became, schema) for was, became in pairs.changed)
    yield from (_gone(each) for each in pairs.gone)
    yield from (_new(each) for each in pairs.new)


def _grew(finding: Finding) -> bool:
    return finding.verdict is Verdict.REGRESSED and finding.fact != "columns"


def _same_identity(old: Statement, now: Statement, schema: SchemaChange) -> Iterator[Finding]:
    if old.count != now.count:
        yield _moved("count", old, now, old.count, now.count)
    if old.rows != now.rows:
        yield _moved("rows", old, now, old.rows, now.rows)
    had, has = schema.comparable(old), schema.comparable(now)
    if had != has:
        yield Finding(
            verdict=Verdict.REGRESSED if has - had else Verdict.IMPROVED,
            fact="columns",
            before=len(had),
            after=len(has),
            alias=now.alias,
            identity=now.identity,
            sites=now.sites,
            example=now.example,
            place_before=_places(old),
            loosens=bool(has - had),
            detail=_listed("+", has - had) + _listed("-", had - has),
        )


def _moved(fact: str, old: Statement, now: Statement, before: int, after: int) -> Finding:
    return Finding(
        verdict=Verdict.REGRESSED if after > before else Verdict.IMPROVED,
        fact=fact,
        before=before,
        after=after,
        alias=now.alias,
        identity=now.identity,
        sites=now.sites,
        example=now.example,
        place_before=_places(old),
        loosens=after > before,
    )


def _changed(old: Statement, now: Statement, schema: SchemaChange) -> Finding:
    had, has = len(schema.comparable(old)), len(schema.comparable(now))
    return Finding(
        # A bulk write that became a loop is more work, and not only other work.
        verdict=Verdict.REGRESSED if now.count > old.count else Verdict.CHANGED,
        fact="statement",
        before=old.count,
        after=now.count,
        alias=now.alias,
        identity=now.identity,
        identity_before=old.identity,
        sites=now.sites,
        example=now.example,
        place_before=_places(old),
        loosens=now.count > old.count or now.rows > old.rows or has > had,
        rows_before=old.rows,
        rows_after=now.rows,
        detail=f"columns {had} → {has}" if had != has else "",
    )


def _gone(old: Statement) -> Finding:
    return Finding(
        verdict=Verdict.IMPROVED,
        fact="count",
        before=old.count,
        after=0,
        alias=old.alias,
        identity=old.identity,
        place_before=_places(old),
        rows_before=old.rows,
        rows_after=0,
    )


def _new(now: Statement) -> Finding:
    return Finding(
        verdict=Verdict.REGRESSED,
        fact="count",
        before=0,
        after=now.count,
        alias=now.alias,
        identity=now.identity,
        sites=now.sites,
        example=now.example,
        loosens=True,
        rows_before=0,
        rows_after=now.rows,
    )


def _transactions(before: Record, now: Record, unstable: Collection[FactKey]) -> Iterator[Finding]:
    old, new = transaction_counts(before), transaction_counts(now)
    for alias, verb in sorted(old.keys() | new.keys()):
        had, has = old.get((alias, verb), 0), new.get((alias, verb), 0)
        if has > had or (has < had and (alias, verb, "transactions") not in unstable):
            yield Finding(
                verdict=Verdict.REGRESSED if has > had else Verdict.IMPROVED,
                fact="transactions",
                before=had,
                after=has,
                alias=alias,
                detail=verb,
                loosens=has > had,
            )


def _places(statement: Statement) -> str:
    return ", ".join(sorted({counted.site.place for counted in statement.sites}))


def _listed(sign: str, columns: frozenset[tuple[str, str]]) -> str:
    return "".join(f" {sign}{table}.{name}" for table, name in sorted(columns))
