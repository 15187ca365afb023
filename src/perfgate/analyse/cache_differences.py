"""The findings about the cache traffic of two records.

Fewer reads and fewer misses are a gain, and so are fewer entries set by fewer misses. Anything
else that is done to a cache less often is no gain: an invalidation that is gone, or a value that
is not stored any more, makes answers old or every read a miss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from perfgate.model import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from perfgate.analyse.stability import FactKey
    from perfgate.model import CacheFact, Record

#: What a look-up has found, be it a stored None.
FOUND = frozenset({"hit", "none"})
_LOOKUPS = frozenset({"get", "get_or_set", "has_key"})
#: What follows from a miss, and falls away with it.
_STORES = frozenset({"set", "add"})

#: Alias, key group, operation and outcome.
CacheKey = tuple[str, str, str, str]


class Lookups(NamedTuple):
    """How many keys were looked up, and how many of them found."""

    found: int
    asked: int


def lookups(facts: Collection[CacheFact]) -> Lookups:
    """Count the look-ups among cache facts."""
    asked = [fact for fact in facts if fact.operation in _LOOKUPS]
    return Lookups(
        sum(fact.count for fact in asked if fact.outcome in FOUND),
        sum(fact.count for fact in asked),
    )


def by_key(record: Record) -> dict[CacheKey, CacheFact]:
    """Return the cache facts of a record by what tells them apart."""
    return {
        (each.alias, each.key_group, each.operation, each.outcome): each for each in record.cache
    }


def cache_differences(
    before: Record, now: Record, *, unstable: Collection[FactKey]
) -> Iterator[Finding]:
    """Yield a finding for each cache fact that differs, and for each alias' round trips.

    Args:
        before: the record of the baseline.
        now: the record of this run, of unstable numbers the smaller ones.
        unstable: the facts that differ from themselves: only that they grew can be told.
    """
    old, new = by_key(before), by_key(now)
    for key in sorted(old.keys() | new.keys()):
        alias, group, operation, outcome = key
        had, has = _count(old, key), _count(new, key)
        if had == has:
            continue
        verdict = _verdict(_of_group(before, key), _of_group(now, key), key, has - had)
        what = f"{operation} {outcome}".rstrip()
        if (alias, group, what) in unstable and (verdict is not Verdict.REGRESSED or has < had):
            continue
        yield Finding(
            verdict=verdict,
            fact="cache",
            before=had,
            after=has,
            alias=alias,
            identity=group,
            sites=new[key].sites if key in new else (),
            place_before=_places(old.get(key)),
            loosens=verdict is not Verdict.IMPROVED,
            detail=what,
        )
    yield from _round_trips(before, now, unstable)


def _verdict(before: list[CacheFact], now: list[CacheFact], key: CacheKey, grown: int) -> Verdict:
    _, _, operation, outcome = key
    if operation in _LOOKUPS:
        (_, asked_before), (_, asked_now) = lookups(before), lookups(now)
        # Found less often is worse unless less was asked for; found more often is better unless
        # more was asked for.
        worse = asked_now >= asked_before if grown < 0 else asked_now > asked_before
        if outcome in FOUND:
            return Verdict.REGRESSED if worse else Verdict.IMPROVED
        return Verdict.REGRESSED if grown > 0 else Verdict.IMPROVED
    if grown > 0:
        return Verdict.REGRESSED
    fewer_misses = _misses(before) - _misses(now)
    if operation in _STORES and fewer_misses >= -grown:
        return Verdict.IMPROVED
    return Verdict.CHANGED


def _of_group(record: Record, key: CacheKey) -> list[CacheFact]:
    return [each for each in record.cache if (each.alias, each.key_group) == key[:2]]


def _misses(facts: list[CacheFact]) -> int:
    found, asked = lookups(facts)
    return asked - found


def _round_trips(before: Record, now: Record, unstable: Collection[FactKey]) -> Iterator[Finding]:
    for alias in sorted(before.round_trips.keys() | now.round_trips.keys()):
        had, has = before.round_trips.get(alias, 0), now.round_trips.get(alias, 0)
        if has > had or (has < had and (alias, "", "round_trips") not in unstable):
            yield Finding(
                verdict=Verdict.REGRESSED if has > had else Verdict.IMPROVED,
                fact="round_trips",
                before=had,
                after=has,
                alias=alias,
                loosens=has > had,
            )


def _count(facts: dict[CacheKey, CacheFact], key: CacheKey) -> int:
    return facts[key].count if key in facts else 0


def _places(fact: CacheFact | None) -> str:
    return ", ".join(sorted({each.site.place for each in fact.sites})) if fact else ""
