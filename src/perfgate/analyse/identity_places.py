"""Name the columns that ORDER BY and GROUP BY call by their places in the SELECT list.

Django writes ``ORDER BY 2`` for the second column of ``values()``. The place says nothing where the
list is not kept, and it moves when a field is added before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.identity_tree import (
    COMMA,
    Group,
    groups_within,
    is_place,
    is_query,
    split,
    word,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.analyse.identity_tree import Node

_BEHIND_ITEM = frozenset({"ASC", "DESC", "USING", "NULLS"})


def with_places_named(nodes: Sequence[Node], items: Sequence[Sequence[Node]]) -> list[Node]:
    """Give the nodes of the clause with what stands at each place in place of its number.

    Args:
        nodes: the clause without its first word: ``BY``, then the items.
        items: the items of the SELECT list, without their aliases.
    """
    out = [*nodes[:1]]
    for number, item in enumerate(split(nodes[1:])):
        if number:
            out.append(COMMA)
        out.extend(_named(item, items))
    return out


def _named(item: list[Node], items: Sequence[Sequence[Node]]) -> Sequence[Node]:
    if not item:
        return item
    first, *rest = item
    if isinstance(first, Group) and len(first.children) == 1:
        first = first.children[0]
    if isinstance(first, Group) or not is_place(first):
        return item
    if rest and word(rest[0]) not in _BEHIND_ITEM:  # 1 + 1 is a constant, not a place
        return item
    found = _at(first.text, items)
    return [*found, *rest] if found else item


def _at(place: str, items: Sequence[Sequence[Node]]) -> Sequence[Node]:
    """What stands at a place; nothing where that cannot be told, or is a query of its own."""
    number = int(place) if place.isdecimal() else 0
    before = items[:number]
    if not 0 < number <= len(items) or any(_is_star(item) for item in before):
        return ()
    found = items[number - 1]
    return () if any(is_query(group) for group in groups_within(found)) else found


def _is_star(item: Sequence[Node]) -> bool:
    return bool(item) and not isinstance(item[-1], Group) and item[-1].text == "*"
