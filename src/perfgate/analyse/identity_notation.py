"""One way of writing for what SQL lets be written in two: Django's, where Django writes it.

Whoever writes ``JOIN`` where ``INNER JOIN`` stood has changed nothing. Only what single words tell
is evened out here; brackets, casts and names of types stay as they were written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.identity_tokens import Kind, Token
from perfgate.analyse.identity_tree import Group, is_query, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from perfgate.analyse.identity_tree import Node

_NOT_EQUAL = Token(Kind.OPERATOR, "<>")
_INNER, _OUTER, _ANY, _IS, _NOT, _NULL = (
    Token(Kind.NAME, text) for text in ("INNER", "OUTER", "ANY", "IS", "NOT", "NULL")
)
_OUTER_KINDS = frozenset({"LEFT", "RIGHT", "FULL"})
_JOIN_KINDS = frozenset({"INNER", "OUTER", "CROSS"})
_SET_OPERATORS = frozenset({"UNION", "INTERSECT", "EXCEPT"})


def evened(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens of a text in the one notation."""
    before = ""
    for token in tokens:
        upper = word(token)
        if token.text == "!=" and token.kind is Kind.OPERATOR:
            yield _NOT_EQUAL
        elif upper == "JOIN":
            if before in _OUTER_KINDS:
                yield _OUTER
            elif before not in _JOIN_KINDS:
                yield _INNER
            yield token
        elif upper == "ISNULL":
            yield from (_IS, _NULL)
        elif upper == "NOTNULL":
            yield from (_IS, _NOT, _NULL)
        elif upper == "SOME":
            yield _ANY
        elif upper != "DISTINCT" or before not in _SET_OPERATORS:
            yield token
        before = upper


def without_as(nodes: Sequence[Node]) -> list[Node]:
    """Give a list of sources without the AS before their aliases.

    That of a list of columns with types (``AS x(a int)`` may lack the name) stays, and so do those
    within the brackets of a call or a query.
    """
    out: list[Node] = []
    for index, node in enumerate(nodes):
        after = nodes[index + 1] if index + 1 < len(nodes) else None
        if word(node) == "AS" and isinstance(after, Token) and not word(after):
            continue
        if isinstance(node, Group) and not is_query(node) and not _is_called(nodes, index):
            plain = Group(node.opener)
            plain.plain = node.plain
            plain.children = without_as(node.children)
            out.append(plain)
        else:
            out.append(node)
    return out


def _is_called(nodes: Sequence[Node], index: int) -> bool:
    """Tell whether brackets belong to a name before them."""
    before = nodes[index - 1] if index else None
    if not isinstance(before, Token):
        return before is not None
    return before.kind is Kind.QUOTED or (before.kind is Kind.NAME and not word(before))
