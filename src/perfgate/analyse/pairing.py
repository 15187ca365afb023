"""Which of the new statements a gone one has become.

Most slow-downs change the SQL. A statement that is gone and another that is new at the same call
site, else on the same main relation, are one change, and told as one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfgate.model import Statement


class Pairing(NamedTuple):
    """Gone and new statements: those that belong together, and what is left of each kind."""

    changed: tuple[tuple[Statement, Statement], ...]
    gone: tuple[Statement, ...]
    new: tuple[Statement, ...]


class _Candidate(NamedTuple):
    """A possible pair; the smallest is the best, and the identities make the order total."""

    tier: int
    unlikeness: float
    alias: str
    gone_identity: str
    new_identity: str
    gone: int
    new: int


def pair(gone: Sequence[Statement], new: Sequence[Statement]) -> Pairing:
    """Match gone statements with new ones, each with at most one, the likeliest first.

    The same relation and verb at the same call site come before another statement of that site,
    and these before the same relation and verb elsewhere; textual similarity decides within.
    """
    partner_of_gone: dict[int, int] = {}
    taken: set[int] = set()
    for candidate in sorted(_candidates(gone, new)):
        if candidate.gone not in partner_of_gone and candidate.new not in taken:
            partner_of_gone[candidate.gone] = candidate.new
            taken.add(candidate.new)
    return Pairing(
        changed=tuple((gone[i], new[j]) for i, j in sorted(partner_of_gone.items())),
        gone=tuple(each for i, each in enumerate(gone) if i not in partner_of_gone),
        new=tuple(each for j, each in enumerate(new) if j not in taken),
    )


def _candidates(gone: Sequence[Statement], new: Sequence[Statement]) -> Iterator[_Candidate]:
    words_of_new = [_words(now) for now in new]
    for i, old in enumerate(gone):
        words_of_old = _words(old)
        for j, now in enumerate(new):
            tier = _tier(old, now)
            if tier is not None:
                unlikeness = 1 - _similarity(words_of_old, words_of_new[j])
                yield _Candidate(tier, unlikeness, old.alias, old.identity, now.identity, i, j)


def _tier(old: Statement, now: Statement) -> int | None:
    if old.alias != now.alias:
        return None
    same_verb = _verb(old) == _verb(now)
    same_subject = same_verb and old.relation == now.relation != ""
    if _places(old) & _places(now):
        return 0 if same_subject else 1 if same_verb else 2
    return 3 if same_subject else None


def _verb(statement: Statement) -> str:
    return statement.identity.partition(" ")[0].upper()


def _places(statement: Statement) -> set[str]:
    return {counted.site.place for counted in statement.sites}


def _words(statement: Statement) -> Counter[str]:
    return Counter(statement.identity.split())


def _similarity(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words in common, 0.0 to 1.0.

    Word order is left aside: it costs a quadratic comparison for each of gone times new
    candidates, and statements of one call site hardly ever differ by it alone.
    """
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)
