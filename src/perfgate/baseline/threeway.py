"""Merging two versions of a baseline file that go back to one, fact by fact.

What one side alone touched is taken from that side. Where both touched the same number, the code
of neither side was ever measured together with the other's: the number kept is the loosest that
either side, or both changes one after the other, would give. It never fails code that does what
both branches meant to do, and a run with ``--perf-update`` tightens it to what is true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from perfgate.baseline.lineage import ancestors
from perfgate.baseline.rules import MISSING, QUIET, RULES, UNKNOWN, merged_tables
from perfgate.baseline.schema import BaselineFile, BaselineStatement, Entry, Facts
from perfgate.baseline.variants import served, without_redundant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from perfgate.baseline.rules import Place, Rule

#: Fields that say nothing to a reader of a settlement: the keys below them do.
_UNNAMED = frozenset({"measurements"})
#: What an entry has beside the facts of each version of Django.
_OF_VERSIONS = frozenset({*Facts.__struct_fields__, "django", "variants"})


@dataclass(frozen=True, slots=True)
class Settlement:
    """A fact that both sides had changed, and what was kept; None where a side has none.

    ``place`` are the keys that lead to it, the measurement's first.
    """

    place: Place
    base: object
    ours: object
    theirs: object
    kept: object


@dataclass(slots=True)
class ThreeWay:
    """A merge of two baseline files.

    Attributes:
        settled: the facts that both sides had changed, in the order of the file.
    """

    settled: list[Settlement] = field(default_factory=list)

    def merge(
        self, base: BaselineFile | None, ours: BaselineFile, theirs: BaselineFile
    ) -> BaselineFile:
        """Merge the files of two sides.

        Args:
            base: what both began with; None where that is not known, and nothing counts as removed.
            ours: one side.
            theirs: the other.
        """
        merged: BaselineFile = self._struct((), UNKNOWN if base is None else base, ours, theirs)
        return msgspec.structs.replace(
            merged,
            schema=merged.schema or ours.schema or theirs.schema,
            tables=merged_tables(base.tables if base else {}, ours.tables, theirs.tables),
        )

    def _struct(self, place: Place, base: Any, ours: Any, theirs: Any) -> Any:
        if isinstance(ours, Facts) and ours.dataset != theirs.dataset:
            was = base.dataset if isinstance(base, Facts) else None
            if was not in (ours.dataset, theirs.dataset):
                # Row counts of two datasets have nothing to say to each other.
                self._note((*place, "dataset"), was, ours.dataset, theirs.dataset, ours.dataset)
                return ours
        apart = _came_from_elsewhere(base, ours, theirs)
        values: dict[str, Any] = {}
        for each in msgspec.structs.fields(ours):
            name, here, there = each.name, getattr(ours, each.name), getattr(theirs, each.name)
            was = base if base in (MISSING, UNKNOWN) else getattr(base, name)
            within = place if name in _UNNAMED else (*place, name)
            if name == "tables":
                values[name] = {}  # merge() sees to it
            elif name == "statements":
                values[name] = self._statements(within, was, here, there)
            elif apart and isinstance(here, int) and here == there > _number(was):
                values[name] = self._settled(RULES[name], within, was, here, there)
            else:
                values[name] = self._value(RULES[name], within, was, here, there)
        return type(ours)(**values)

    def _value(self, rule: Rule, place: Place, base: Any, ours: Any, theirs: Any) -> Any:
        if theirs in (ours, base):
            return ours
        if ours == base:
            return theirs
        return self._disputed(rule, place, base, ours, theirs)

    def _disputed(self, rule: Rule, place: Place, base: Any, ours: Any, theirs: Any) -> Any:
        if MISSING in (ours, theirs):
            kept = theirs if ours is MISSING else ours
            if base is not UNKNOWN:  # one removed what the other has changed
                self._note(place, base, ours, theirs, kept)
            return kept
        if isinstance(ours, dict):
            return self._mapping(rule, place, base, ours, theirs)
        if isinstance(ours, Entry):
            # Both have recorded it from nothing: neither adds to what the other did.
            return self._entry(place, UNKNOWN if base is MISSING else base, ours, theirs)
        if isinstance(ours, msgspec.Struct):
            return self._struct(place, base, ours, theirs)
        return self._settled(rule, place, base, ours, theirs)

    def _settled(self, rule: Rule, place: Place, base: Any, ours: Any, theirs: Any) -> Any:
        kept = rule(place, base, ours, theirs)
        if rule not in QUIET:
            self._note(place, base, ours, theirs, kept)
        return kept

    def _mapping(
        self,
        rule: Rule,
        place: Place,
        base: Any,
        ours: Mapping[str, Any],
        theirs: Mapping[str, Any],
    ) -> dict[str, Any]:
        merged = {}
        for key in sorted(ours.keys() | theirs.keys()):
            was = base.get(key, MISSING) if isinstance(base, dict) else base
            sides = ours.get(key, MISSING), theirs.get(key, MISSING)
            kept = self._value(rule, (*place, key), was, *sides)
            if kept is not MISSING:
                merged[key] = kept
        return merged

    def _entry(self, place: Place, base: Any, ours: Entry, theirs: Entry) -> Entry:
        """Merge for each version of Django what it is held against on either side."""
        known = [each for each in (base, ours, theirs) if isinstance(each, Entry)]
        if len({each.django for each in known}) == 1 and not any(each.variants for each in known):
            entry = self._struct(place, base, ours, theirs)
            assert isinstance(entry, Entry)  # noqa: S101 - the type of what went in
            return entry
        was = base.django if isinstance(base, Entry) else base
        own = self._value(RULES["django"], (*place, "django"), was, ours.django, theirs.django)
        versions = {version for each in (ours, theirs) for version in (each.django, *each.variants)}
        facts: dict[str, Facts] = {}
        told: dict[str, list[Settlement]] = {}
        for version in sorted(versions - {""} | {own}):
            within = place if version == own else (*place, "variants", version)
            sides = [
                _serving(each, version) if isinstance(each, Entry) else each
                for each in (base, ours, theirs)
            ]
            facts[version], told[version] = self._apart(
                partial(self._value, RULES["variants"], within, *sides)
            )
        rest = {
            each.name: self._value(
                RULES[each.name],
                (*place, each.name),
                getattr(base, each.name, base),
                getattr(ours, each.name),
                getattr(theirs, each.name),
            )
            for each in msgspec.structs.fields(Entry)
            if each.name not in _OF_VERSIONS
        }
        variants = {version: each for version, each in facts.items() if version != own}
        entry = without_redundant(
            Entry(**rest, **msgspec.structs.asdict(facts[own]), django=own, variants=variants)
        )
        for version in (own, *entry.variants):
            self.settled += told[version]
        return entry

    def _statements(self, place: Place, base: Any, ours: Any, theirs: Any) -> dict[str, Any]:
        merged = {}
        for alias in sorted(ours.keys() | theirs.keys()):
            was = base.get(alias, {}) if isinstance(base, dict) else base
            identities = self._identities(
                (*place, alias), was, ours.get(alias, {}), theirs.get(alias, {})
            )
            if identities:
                merged[alias] = identities
        return merged

    def _identities(
        self,
        place: Place,
        base: Any,
        ours: Mapping[str, BaselineStatement],
        theirs: Mapping[str, BaselineStatement],
    ) -> dict[str, BaselineStatement]:
        """Merge statements, also where a side has rewritten one that the other has changed."""
        if not isinstance(base, dict):
            return self._mapping(RULES["statements"], place, base, ours, theirs)
        mine, yours = ancestors(base, ours), ancestors(base, theirs)
        both = {new: base[old] for new, old in mine.items() if yours.get(new) == old}
        merged = self._mapping(RULES["statements"], place, {**base, **both}, ours, theirs)
        for new, old in mine.items():
            other = _heir(old, theirs, yours)
            if new not in theirs and other is not None:
                merged[new] = self._carried((*place, new), base[old], ours[new], other)
        for new, old in yours.items():
            other = _heir(old, ours, mine)
            if new not in ours and other is not None:
                merged[new] = self._carried((*place, new), base[old], theirs[new], other, turn=True)
        return merged

    def _carried(
        self,
        place: Place,
        base: BaselineStatement,
        own: BaselineStatement,
        other: BaselineStatement,
        *,
        turn: bool = False,
    ) -> BaselineStatement:
        """Return a rewritten statement with what the other side did to it, or to its other heir."""
        both, _ = self._apart(lambda: self._struct(place, base, own, other))
        kept = msgspec.structs.replace(both, relation=own.relation, sites=own.sites)
        for name in ("count", "rows", "columns"):
            was, mine, yours = (getattr(each, name) for each in (base, own, other))
            now = getattr(kept, name)
            if now != mine:
                self._note((*place, name), was, *((yours, mine) if turn else (mine, yours)), now)
        assert isinstance(kept, BaselineStatement)  # noqa: S101 - the type of what went in
        return kept

    def _apart(self, merge: Callable[[], Any]) -> tuple[Any, list[Settlement]]:
        """Return what a merge gives and what it would tell, without telling it."""
        told, self.settled = self.settled, []
        merged = merge()
        told, self.settled = self.settled, told
        return merged, told

    def _note(self, place: Place, *values: Any) -> None:
        absent = (MISSING, UNKNOWN)
        base, ours, theirs, kept = (None if each in absent else each for each in values)
        self.settled.append(Settlement(place, base, ours, theirs, kept))


def _came_from_elsewhere(base: Any, ours: Any, theirs: Any) -> bool:
    """Tell whether each side sends the same from a place of its own.

    The same number on both sides is then no one change, made twice, but two.
    """
    if not hasattr(ours, "sites") or base is UNKNOWN:
        return False
    known = set() if base is MISSING else set(base.sites)
    mine, yours = set(ours.sites) - known, set(theirs.sites) - known
    return bool(mine - yours and yours - mine)


def _number(base: Any) -> int:
    return base if isinstance(base, int) else 0


def _serving(entry: Entry, version: str) -> Facts:
    """Return what a version of Django is held against, without the versions beside it."""
    _, facts = served(entry, version)
    return Facts(**{name: getattr(facts, name) for name in Facts.__struct_fields__})


def _heir(
    old: str, side: Mapping[str, BaselineStatement], older: Mapping[str, str]
) -> BaselineStatement | None:
    """Return what has become of a statement on a side, if that side still sends it."""
    names: Iterable[str] = (old, *(new for new, was in older.items() if was == old))
    return next((side[name] for name in names if name in side), None)
