"""Which new measurement is an old one whose test got another name: they did the same.

A name is all that tells a renamed test from a new one, but what a test does is told by its exact
digest. So a measurement without a baseline takes over that of a test that is certainly gone, where
dataset, name of the measurement and exact facts agree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from perfgate.analyse.digest import exact_digest
from perfgate.analyse.ids import key_of, module_of, name_of, nodeid_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from perfgate.analyse.expected import Expected
    from perfgate.model import Measurement, Record

#: A new measurement that shares less with an old one is not said to be like it.
_LIKE = 0.5
#: Of more baselines that say the same, the likeliest names are enough to choose from.
_CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected before anything was left out.

    Attributes:
        modules: the node ids of the files whose content is known.
        tests: the node ids of all tests in them.
        unopened: the node ids of classes in them that were not looked into.
    """

    modules: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()
    unopened: frozenset[str] = frozenset()

    def lacks(self, nodeid: str) -> bool:
        """Tell whether a test is certainly not in its module any more."""
        module, *parts = nodeid.split("::")
        if module not in self.modules or nodeid in self.tests:
            return False
        above = {"::".join([module, *parts[:length]]) for length in range(len(parts))}
        return self.unopened.isdisjoint(above)


class Gone:
    """The baselines of tests that are gone, ready to be taken over.

    Args:
        baselines: by measurement id.
    """

    def __init__(self, baselines: Mapping[str, Expected]) -> None:
        self._baselines = baselines
        self._alike: dict[tuple[str, str, str], list[str]] = {}
        for each, expected in baselines.items():
            key = (name_of(each), expected.dataset, exact_digest(expected.record))
            self._alike.setdefault(key, []).append(each)

    def candidates(self, measurement: Measurement) -> tuple[str, ...]:
        """Return the ids of those that did the same, the likeliest first.

        Where a test of the same name did so in another module, it is the only one.
        """
        key = (measurement.name, measurement.dataset, exact_digest(measurement.record))
        alike = self._alike.get(key, [])
        moved = [each for each in alike if key_of(each) == key_of(measurement.id)]
        found = sorted(moved or alike, key=lambda each: _distance(measurement.id, each))
        return tuple(found[:_CANDIDATES])

    def most_like(self, measurement: Measurement) -> str:
        """Return the id of the one that did about the same, or nothing where none is near.

        This is for people who renamed a test and changed what it does: it settles nothing.
        """
        near = []
        for each, expected in self._baselines.items():
            if name_of(each) == measurement.name and expected.dataset == measurement.dataset:
                shared = _shared(measurement.record, expected.record)
                if shared >= _LIKE:
                    near.append((-shared, _distance(measurement.id, each)))
        return min(near)[1][-1] if near else ""

    def __getitem__(self, measurement_id: str) -> Expected:
        return self._baselines[measurement_id]


def assigned(claims: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return which baseline each new measurement takes over; none is taken twice.

    Several tests that do the same may be renamed at once, or a copy may stand beside a renamed
    test: the closest names find each other first, whatever the order of the claims.

    Args:
        claims: the candidates of each new measurement, by its id.
    """
    pairs = sorted(
        ((new, old) for new, olds in claims.items() for old in olds),
        key=lambda pair: (_distance(*pair), pair),
    )
    taken: dict[str, str] = {}
    found: dict[str, str] = {}
    for new, old in pairs:
        if new not in found and old not in taken:
            found[new] = old
            taken[old] = new
    return found


def _distance(new: str, old: str) -> tuple[bool, bool, float, float, str]:
    """Rank an old id beside a new one: the same test elsewhere, the same module, a like name.

    A name that holds the other is nearer than one of the same length with other words.
    """
    elsewhere = module_of(new) != module_of(old)
    here, there = nodeid_of(key_of(new)), nodeid_of(key_of(old))
    matcher = SequenceMatcher(None, here, there, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    shorter = min(len(here), len(there)) or 1
    return here != there, elsewhere, -common / shorter, -matcher.ratio(), old


def _shared(one: Record, other: Record) -> float:
    """Return how much two records have in common, from 0 to 1."""
    ours, theirs = _counted(_facts(one)), _counted(_facts(other))
    total = (ours | theirs).total()
    return (ours & theirs).total() / total if total else 0.0


def _facts(record: Record) -> Iterable[tuple[object, int]]:
    yield from (((each.alias, each.identity), each.count) for each in record.statements)
    yield from (((each.alias, each.key_group, each.what), each.count) for each in record.cache)


def _counted(facts: Iterable[tuple[object, int]]) -> Counter[object]:
    counter: Counter[object] = Counter()
    for fact, count in facts:
        counter[fact] += count
    return counter
