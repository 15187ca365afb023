"""The findings about the cache traffic of two records.

Fewer look-ups and fewer misses are a gain, and so are fewer entries set by fewer misses. Anything
else that is done to a cache less often is no gain: an invalidation that is gone, or a value that
is not stored any more, makes answers old or every look-up a miss. Nor is it one when nothing is
looked up any more in a group: what depended on it is cached no longer, or hangs on less than it
should.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from perfgate.model import Finding, SiteCount, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from perfgate.analyse.stability import FactKey
    from perfgate.model import CacheFact, Record, Site

#: What a look-up has found, be it a stored None.
FOUND = frozenset({"hit", "none"})
_LOOKUPS = frozenset({"get", "get_or_set", "getdel", "has_key", "hget"})
#: What follows from a miss, and falls away with it.
_STORES = frozenset({"set", "add"})

#: Alias, key group, operation and outcome.
CacheKey = tuple[str, str, str, str]
#: Alias and key group.
Group = tuple[str, str]


class Lookups(NamedTuple):
    """How many keys were looked up, and how many of them found."""

    found: int
    asked: int

    @property
    def missed(self) -> int:
        """How many were not found, or not to be had."""
        return self.asked - self.found


def lookups(facts: Iterable[CacheFact]) -> Lookups:
    """Count the look-ups among cache facts."""
    asked = [fact for fact in facts if fact.operation in _LOOKUPS]
    return Lookups(
        sum(fact.count for fact in asked if fact.outcome in FOUND),
        sum(fact.count for fact in asked),
    )


def may_fall(operation: str, outcome: str) -> bool:
    """Tell whether doing it less often can be a gain: a look-up, a store or an error."""
    return operation in _LOOKUPS | _STORES or outcome == "error"


def by_key(record: Record) -> dict[CacheKey, CacheFact]:
    """Return the cache facts of a record by what tells them apart."""
    return {
        (each.alias, each.key_group, each.operation, each.outcome): each for each in record.cache
    }


def cache_differences(
    before: Record, now: Record, *, unstable: Collection[FactKey]
) -> Iterator[Finding]:
    """Yield a finding for each cache fact that differs, and for each alias' round trips.

    A key that was renamed, and is used as it was, is one finding.

    Args:
        before: the record of the baseline.
        now: the record of this run, of unstable numbers the smaller ones.
        unstable: the facts that differ from themselves: only that they grew can be told.
    """
    old, new = _by_group(before.cache), _by_group(now.cache)
    renamed = dict(_renamed(old, new, unstable))
    for gone, came in renamed.items():
        yield _renaming(old[gone], new[came])
    for group in sorted(old.keys() | new.keys()):
        if group not in renamed and group not in renamed.values():
            yield from _of_group(old.get(group, []), new.get(group, []), unstable)
    yield from _round_trips(before, now, unstable)


def _by_group(facts: Iterable[CacheFact]) -> dict[Group, list[CacheFact]]:
    groups: dict[Group, list[CacheFact]] = {}
    for fact in facts:
        if fact.count:
            groups.setdefault((fact.alias, fact.key_group), []).append(fact)
    return groups


def _of_group(
    before: list[CacheFact], now: list[CacheFact], unstable: Collection[FactKey]
) -> Iterator[Finding]:
    old = {(fact.operation, fact.outcome): fact for fact in before}
    new = {(fact.operation, fact.outcome): fact for fact in now}
    asked = lookups(before), lookups(now)
    for operation, outcome in sorted(old.keys() | new.keys()):
        was, became = old.get((operation, outcome)), new.get((operation, outcome))
        had, has = was.count if was else 0, became.count if became else 0
        known = became or was
        if had == has or known is None:
            continue
        verdict = _verdict(operation, outcome, has - had, *asked)
        uncertain = (known.alias, known.key_group, known.what) in unstable
        if uncertain and (verdict is not Verdict.REGRESSED or has < had):
            continue
        yield Finding(
            verdict=verdict,
            fact="cache",
            before=had,
            after=has,
            alias=known.alias,
            identity=known.key_group,
            sites=became.sites if became else (),
            place_before=_places([was]) if was else "",
            loosens=verdict is not Verdict.IMPROVED,
            detail=known.what,
        )


def _verdict(operation: str, outcome: str, grown: int, before: Lookups, now: Lookups) -> Verdict:
    if outcome == "error" and grown < 0:
        return Verdict.IMPROVED
    if operation in _LOOKUPS and outcome != "error":
        return _of_lookup(outcome, grown, before, now)
    if grown > 0:
        return Verdict.REGRESSED
    if operation in _STORES and before.missed - now.missed >= -grown:
        return Verdict.IMPROVED
    return Verdict.CHANGED


def _of_lookup(outcome: str, grown: int, before: Lookups, now: Lookups) -> Verdict:
    """Judge a number of look-ups by what became of all look-ups of the group."""
    if not now.asked:
        return Verdict.CHANGED
    if before == now:
        # One that found has become another that finds: by other means, or a None.
        return Verdict.CHANGED
    if outcome not in FOUND:
        if grown < 0:
            return Verdict.IMPROVED
        worse = now.missed > before.missed or now.asked > before.asked
    elif grown > 0:
        worse = now.asked > before.asked
    else:
        # Found less often is worse unless less was asked for, or others found it instead.
        worse = now.asked >= before.asked and now.found < before.found
    return Verdict.REGRESSED if worse else Verdict.IMPROVED


def _renamed(
    old: Mapping[Group, list[CacheFact]],
    new: Mapping[Group, list[CacheFact]],
    unstable: Collection[FactKey],
) -> Iterator[tuple[Group, Group]]:
    """Pair groups that are gone with new ones of which the same lines do the same."""
    unsure = {(alias, group) for alias, group, _ in unstable}
    came = sorted(new.keys() - old.keys() - unsure)
    for gone in sorted(old.keys() - new.keys() - unsure):
        for group in came:
            same_use = _use(old[gone]) == _use(new[group])
            if same_use and gone[0] == group[0] and _places(old[gone]) == _places(new[group]):
                came.remove(group)
                yield gone, group
                break


def _use(facts: Iterable[CacheFact]) -> list[tuple[str, str, int]]:
    return sorted((fact.operation, fact.outcome, fact.count) for fact in facts)


def _renaming(was: list[CacheFact], became: list[CacheFact]) -> Finding:
    sites: Counter[Site] = Counter()
    for fact in became:
        for counted in fact.sites:
            sites[counted.site] += counted.count
    return Finding(
        verdict=Verdict.CHANGED,
        fact="cache",
        before=sum(fact.count for fact in was),
        after=sum(fact.count for fact in became),
        alias=became[0].alias,
        identity=became[0].key_group,
        identity_before=was[0].key_group,
        sites=tuple(sorted(SiteCount(site, count) for site, count in sites.items())),
        place_before=_places(was),
        # As long as other code uses the old key, what is stored and what is read differ.
        loosens=True,
        detail="keys",
    )


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
                sites=now.round_trip_sites.get(alias, ()) if has > had else (),
                loosens=has > had,
            )


def _places(facts: Iterable[CacheFact]) -> str:
    return ", ".join(sorted({each.site.place for fact in facts for each in fact.sites}))
