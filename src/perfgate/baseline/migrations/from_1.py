"""From version 1: ORDER BY and GROUP BY by place are told by the column that stands there.

Version 1 wrote ``ORDER BY ?`` for ``ORDER BY 2``, as if the place were a value. Which place it was is
not in the file: such an identity is kept, and its measurement must be recorded again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from perfgate.baseline.migrations.identities import keys_with

if TYPE_CHECKING:
    from collections.abc import Collection

_TOKEN = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|\w+|\S')
#: What may follow a place.
_BEHIND_PLACE = frozenset({"ASC", "DESC", "USING", "NULLS"})
#: What may come before one: the begin of the list, the item before, and brackets.
_BEFORE_PLACE = frozenset({"BY", ",", "("})
_ENDS_LIST = frozenset(
    "HAVING WINDOW UNION INTERSECT EXCEPT ORDER LIMIT OFFSET FETCH FOR ROWS RANGE GROUPS".split()
)


def migrate(tree: dict[str, Any]) -> Collection[str]:
    """Change nothing; return the keys of measurements with a statement sorted by place."""
    return keys_with(tree, by_place)


def by_place(identity: str) -> bool:
    """Tell whether a value stands where ORDER BY or GROUP BY may name a place."""
    tokens = [*_TOKEN.findall(identity), ""]
    depths: list[int] = []  # of the lists that are open here
    depth = 0
    for number, token in enumerate(tokens):
        word, before = token.upper(), tokens[number - 1].upper() if number else ""
        if word == "BY" and before in {"ORDER", "GROUP"}:
            depths.append(depth)
        elif token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
            while depths and depths[-1] > depth:
                depths.pop()
        elif word in _ENDS_LIST and depths and depths[-1] == depth:
            depths.pop()
        elif token == "?" and depths and before in _BEFORE_PLACE:
            behind = tokens[number + 1].upper()
            inside = tokens[number - 1] == "(" and tokens[number - 2].upper() not in {"BY", ","}
            ends = behind in {"", ",", ")"} or behind in _BEHIND_PLACE | _ENDS_LIST
            if ends and not inside and depth - depths[-1] <= 1:
                return True
    return False

