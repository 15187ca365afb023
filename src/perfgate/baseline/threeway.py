"""Merging two versions of a baseline file that go back to one, fact by fact.

What one side alone touched is taken from that side. Where both touched the same number, the code
of neither side was ever measured together with the other's: the number kept is the loosest that
either side, or both changes one after the other, would give. It never fails code that does what
both branches meant to do, and a run with ``--perf-update`` tightens it to what is true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec

from perfgate.baseline.columns import EVERY_COLUMN, join_columns, split_columns
from perfgate.baseline.schema import BaselineFile, Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    #: From base, ours and theirs to what is kept.
    Rule = Callable[[Any, Any, Any], Any]

#: Stands for a value that a side does not have.
MISSING: Final[Any] = object()
Place = tuple[str, ...]


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
        two_way: whether there is no common ancestor, so that nothing was removed by anybody.
    """

    two_way: bool = False
    settled: list[Settlement] = field(default_factory=list)

    def merge(self, base: BaselineFile, ours: BaselineFile, theirs: BaselineFile) -> BaselineFile:
        """Merge the files of two sides.

        Args:
            base: what both began with; an empty file where there is no such.
            ours: one side.
            theirs: the other.
        """
        merged = self._struct((), base, ours, theirs)
        assert isinstance(merged, BaselineFile)  # noqa: S101 - the type of what went in
        return merged

    def _struct(self, place: Place, base: Any, ours: Any, theirs: Any) -> Any:
        if isinstance(ours, Facts) and ours.dataset != theirs.dataset:
            was = base.dataset if isinstance(base, Facts) else None
            if was not in (ours.dataset, theirs.dataset):
                # Row counts of two datasets have nothing to say to each other.
                self._note((*place, "dataset"), was, ours.dataset, theirs.dataset, ours.dataset)
                return ours
        values = {}
        for each in msgspec.structs.fields(ours):
            values[each.name] = self._value(
                RULES[each.name],
                place if each.name in _UNNAMED else (*place, each.name),
                getattr(base, each.name, MISSING),
                getattr(ours, each.name),
                getattr(theirs, each.name),
            )
        return type(ours)(**values)

    def _value(self, rule: Rule, place: Place, base: Any, ours: Any, theirs: Any) -> Any:
        if theirs in (ours, base):
            return ours
        if ours == base:
            return theirs
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self._mapping(rule, place, base if isinstance(base, dict) else {}, ours, theirs)
        if isinstance(ours, msgspec.Struct) and isinstance(theirs, msgspec.Struct):
            return self._struct(place, base, ours, theirs)
        kept = rule(base, ours, theirs)
        if rule not in _QUIET:
            self._note(place, base, ours, theirs, kept)
        return kept

    def _mapping(
        self,
        rule: Rule,
        place: Place,
        base: Mapping[str, Any],
        ours: Mapping[str, Any],
        theirs: Mapping[str, Any],
    ) -> dict[str, Any]:
        merged = {}
        for key in sorted(ours.keys() | theirs.keys()):
            was, here, there = (side.get(key, MISSING) for side in (base, ours, theirs))
            if MISSING in (here, there) and was is MISSING:
                kept = there if here is MISSING else here
            else:
                kept = self._value(rule, (*place, key), was, here, there)
            if kept is not MISSING:
                merged[key] = kept
        return merged

    def _note(self, place: Place, *values: Any) -> None:
        base, ours, theirs, kept = (None if each is MISSING else each for each in values)
        self.settled.append(Settlement(place, base, ours, theirs, kept))


def _present(ours: Any, theirs: Any) -> Any:
    """Of a value that one side removed and the other changed, what was changed."""
    return theirs if ours is MISSING else ours


def _loosest(base: Any, ours: Any, theirs: Any) -> Any:
    if MISSING in (ours, theirs):
        return _present(ours, theirs)
    both = ours + theirs - base if isinstance(base, int) else 0
    return max(ours, theirs, both)


def _union(base: Any, ours: Any, theirs: Any) -> set[str]:
    """Members that both sides have, or one has added; what one removed stays removed."""
    had = set() if base is MISSING else set(base)
    mine, yours = set(ours), set(theirs)
    return (mine & yours) | (mine - had) | (yours - had)


def _sites(base: Any, ours: Any, theirs: Any) -> Any:
    if MISSING in (ours, theirs):
        return _present(ours, theirs)
    return sorted(_union(base, ours, theirs))


def _columns(base: Any, ours: Any, theirs: Any) -> Any:
    if MISSING in (ours, theirs):
        return _present(ours, theirs)
    if EVERY_COLUMN in (ours, theirs):
        return EVERY_COLUMN
    had = MISSING if base in (MISSING, EVERY_COLUMN) else split_columns(base)
    return join_columns(_union(had, split_columns(ours), split_columns(theirs)))


def _reasons(base: Any, ours: Any, theirs: Any) -> Any:
    """Both reasons, each once; one that was there before gives way to what came after it."""
    del base
    return "; ".join(dict.fromkeys(each for each in (ours, theirs) if each not in ("", MISSING)))


def _ours(base: Any, ours: Any, theirs: Any) -> Any:
    del base
    return _present(ours, theirs)


def _newer(base: Any, ours: Any, theirs: Any) -> Any:
    """The newer of two versions of Django: facts of a merge are checked there first."""
    del base
    return max((ours, theirs), key=lambda text: [int(part) for part in text.split(".") if part])


#: How a field's values are merged where both sides have changed them; for a mapping, its values.
RULES: dict[str, Rule] = {
    "schema": _ours,
    "fingerprint_version": _ours,
    "tables": _columns,
    "measurements": _ours,
    "dataset": _ours,
    "reason": _reasons,
    "statements": _ours,
    "transactions": _loosest,
    "cache": _ours,
    "round_trips": _loosest,
    "django": _newer,
    "variants": _ours,
    "count": _loosest,
    "rows": _loosest,
    "columns": _columns,
    "relation": _ours,
    "sites": _sites,
}
#: What these settle moves no verdict.
_QUIET = (_reasons, _sites, _newer)
#: Fields that say nothing to a reader of a settlement: the keys below them do.
_UNNAMED = frozenset({"measurements"})
