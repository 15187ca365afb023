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
#: What may follow a place, beside the end of the list.
_BEHIND_PLACE = frozenset({"", ",", ")", "ASC", "DESC", "USING", "NULLS"})
_BEFORE_PLACE = frozenset({"BY", ","})
_ENDS_LIST = frozenset(
    "HAVING WINDOW UNION INTERSECT EXCEPT ORDER LIMIT OFFSET FETCH FOR ROWS RANGE GROUPS".split()
)


def migrate(tree: dict[str, Any]) -> Collection[str]:
    """Change nothing; return the keys of measurements with a statement sorted by place."""
    return keys_with(tree, by_place)


def by_place(identity: str) -> bool:
    """Tell whether a value stands where ORDER BY or GROUP BY may name a place."""
    tokens = [token.upper() for token in _TOKEN.findall(identity)]
    depth = 0
    lists: list[int] = []  # how deep those stand that are open here
    for number, token in enumerate(tokens):
        if token == "BY" and tokens[number - 1 : number] in (["ORDER"], ["GROUP"]):
            lists.append(depth)
        elif token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
            lists = [each for each in lists if each <= depth]
        elif token in _ENDS_LIST and lists[-1:] == [depth]:
            lists.pop()
        elif token == "?" and lists and _is_alone(tokens, number, depth - lists[-1]):
            return True
    return False


def _is_alone(tokens: list[str], number: int, brackets: int) -> bool:
    """Tell whether the value is an item of the list, as it is or in brackets of its own."""
    first, last = number - brackets, number + brackets
    if tokens[first:number] != ["("] * brackets or tokens[number + 1 : last + 1] != [")"] * brackets:
        return False
    behind = tokens[last + 1] if last + 1 < len(tokens) else ""
    return tokens[first - 1] in _BEFORE_PLACE and behind in _BEHIND_PLACE | _ENDS_LIST
