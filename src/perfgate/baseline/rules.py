"""What a merge keeps of a fact that both sides have changed, by the field that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from perfgate.analyse.cache_differences import may_fall
from perfgate.baseline.columns import EVERY_COLUMN, join_columns, split_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    #: The keys that lead to a fact, the measurement's first.
    Place = tuple[str, ...]
    #: From the place, base, ours and theirs to what is kept.
    Rule = Callable[[Place, Any, Any, Any], Any]

#: Stands for what a side, or what both began with, does not have.
MISSING: Final[Any] = object()
#: Stands for what both began with where that is not known.
UNKNOWN: Final[Any] = object()


def merged_tables(
    base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]
) -> dict[str, str]:
    """Merge the columns that tables have.

    A table that a side does not list is not gone: nothing of that side names it.
    """
    merged = {}
    for table in sorted(ours.keys() | theirs.keys()):
        sides = [side[table] for side in (ours, theirs) if table in side]
        had = split_columns(base[table]) if table in base and len(sides) > 1 else ()
        merged[table] = join_columns(_members(had, *map(split_columns, (sides[0], sides[-1]))))
    return merged


def _loosest(place: Place, base: Any, ours: int, theirs: int) -> int:
    if base is UNKNOWN:
        return max(ours, theirs)
    both = ours + theirs - (0 if base is MISSING else base)
    if _neither_more_nor_less(place):
        return max(both, 0)
    return max(ours, theirs, both)


def _neither_more_nor_less(place: Place) -> bool:
    """Tell whether a count is of a cache operation of which fewer are no gain.

    No number is loose there: an invalidation too few fails as one too many does. The likeliest is
    what both changes together give.
    """
    if place[-1] != "count" or "cache" not in place[-5:-4]:
        return False
    operation, _, outcome = place[-2].partition(" ")
    return not may_fall(operation, outcome)


def _members(base: Iterable[str], ours: Iterable[str], theirs: Iterable[str]) -> set[str]:
    """Keep what both sides have, or one has added; what one removed stays removed."""
    had, mine, yours = set(base), set(ours), set(theirs)
    return (mine & yours) | (mine - had) | (yours - had) or mine | yours


def _sites(_: Place, base: Any, ours: list[str], theirs: list[str]) -> list[str]:
    return sorted(_members(_known(base), ours, theirs))


def _columns(_: Place, base: Any, ours: str, theirs: str) -> str:
    if EVERY_COLUMN in (ours, theirs):
        return EVERY_COLUMN
    had = () if base == EVERY_COLUMN else split_columns(_known(base) or "")
    return join_columns(_members(had, split_columns(ours), split_columns(theirs)))


def _known(base: Any) -> Any:
    return () if base in (MISSING, UNKNOWN) else base


def _reasons(_: Place, __: Any, ours: str, theirs: str) -> str:
    """Join the reasons of both, each once; what stood there before gives way to them."""
    given = [*ours.split("; "), *theirs.split("; ")]
    return "; ".join(dict.fromkeys(filter(None, given)))


def _ours(_: Place, __: Any, ours: Any, ___: Any) -> Any:
    return ours


def _newer(_: Place, __: Any, ours: str, theirs: str) -> str:
    """Return the newer of two versions of Django: the merged code runs under it."""
    return max((ours, theirs), key=lambda text: [int(part) for part in text.split(".") if part])


#: By field, how its values are merged where both sides have changed them; of a mapping, its values.
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
#: What these settle moves no verdict, and is not told.
QUIET: frozenset[Rule] = frozenset({_reasons, _sites, _newer})
