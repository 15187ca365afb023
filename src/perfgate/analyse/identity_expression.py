"""Write the tokens of an expression as the identity shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.identity_sources import DOT
from perfgate.analyse.identity_tokens import Kind, Token
from perfgate.analyse.identity_tree import COMMA, Group, is_query, is_value, split, word
from perfgate.analyse.identity_words import plain_name, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from perfgate.analyse.identity_sources import Scope
    from perfgate.analyse.identity_tree import Node

_CAST = Token(Kind.PUNCTUATION, "::")
_COMPARISONS = frozenset({"=", "<>", "!="})
_GLUED_LEFT = frozenset({",", ".", "::", ";", ")", "]"})
_GLUED_RIGHT = frozenset({".", "::", "(", "["})


class Expressions:
    """Writes expressions.

    Args:
        query: writes what brackets hold when it is a query, in the scope given.
        aliases: the aliases of columns that Django numbers by their place in the SELECT list
            (``col3``), with what stands behind them: a new field moves the numbers.
    """

    def __init__(
        self, query: Callable[[Sequence[Node], Scope], str], aliases: Mapping[str, str]
    ) -> None:
        self._query = query
        self._aliases = aliases

    def write(self, nodes: Sequence[Node], scope: Scope) -> str:
        """Write the nodes, values as ``?`` and lists of values as ``…``."""
        out: list[str] = []
        index = 0
        while index < len(nodes):
            if nodes[index] == _CAST:
                index = _write_type(nodes, index + 1, out)
                continue
            self._write_node(nodes, index, scope, out)
            index += 1
        return "".join(out)

    def _write_node(self, nodes: Sequence[Node], index: int, scope: Scope, out: list[str]) -> None:
        node = nodes[index]
        before = nodes[index - 1] if index else None
        after = nodes[index + 1] if index + 1 < len(nodes) else None
        if isinstance(node, Group):
            _put(out, self._group(node, before, scope), glued=_calls(before, node))
        elif node.kind is Kind.NAME and _is_call(node, after):
            _put(out, node.text.upper(), glued=before == DOT)
        else:
            text = self._token(node, nodes, index)
            glued = text in _GLUED_LEFT or before == DOT
            _put(out, text, glued=glued)

    def _token(self, node: Token, nodes: Sequence[Node], index: int) -> str:
        upper = word(node)
        if upper == "NULL" and index:
            before = nodes[index - 1]
            if isinstance(before, Token) and before.text in _COMPARISONS:
                return "?"
        if upper in {"TRUE", "FALSE"} and not _follows_is(nodes, index):
            return "?"
        if node.kind is Kind.NUMBER:
            return "?"
        if index and word(nodes[index - 1]) == "NULLS":
            return node.text.upper()
        if node.kind in {Kind.NAME, Kind.QUOTED} and self._aliases:
            return self._aliases.get(plain_name(node), "") or shown(node)
        return shown(node)

    def _group(self, group: Group, before: Node | None, scope: Scope) -> str:
        closer = ")" if group.opener == "(" else "]"
        if is_query(group):
            return f"({self._query(group.children, scope)})"
        if word(before) in {"IN", "ARRAY"} and group.children and only_values(group.children):
            return f"{group.opener}…{closer}"
        return f"{group.opener}{self.write(group.children, scope)}{closer}"


def only_values(nodes: Sequence[Node]) -> bool:
    """Tell whether a list holds only values, casts of values, NULLs and rows of these."""
    return all(_is_value_item(item) for item in split(nodes))


def _is_value_item(item: Sequence[Node]) -> bool:
    if not item:
        return False
    first = item[0]
    if isinstance(first, Group):
        plain = first.opener == "(" and only_values(first.children)
    else:
        plain = is_value(first) or word(first) in {"NULL", "TRUE", "FALSE", "DEFAULT"}
    return plain and (len(item) == 1 or item[1] == _CAST)


def _is_call(node: Token, after: Node | None) -> bool:
    return isinstance(after, Group) and after.opener == "(" and not word(node)


def _calls(before: Node | None, group: Group) -> bool:
    """Tell whether brackets belong to what stands before them: a call, or a subscript."""
    if before is None or before == COMMA:
        return False
    if isinstance(before, Group):
        return group.opener == "["
    if word(before):
        return group.opener == "[" and word(before) == "ARRAY"
    return before.kind in {Kind.NAME, Kind.QUOTED, Kind.STRING} or before == DOT


def _follows_is(nodes: Sequence[Node], index: int) -> bool:
    before = word(nodes[index - 1]) if index else ""
    if before == "NOT" and index > 1:
        before = word(nodes[index - 2])
    return before == "IS"


def _write_type(nodes: Sequence[Node], index: int, out: list[str]) -> int:
    """Write the type of a cast (``::numeric(?, ?)[]``); give the index behind it."""
    out.append("::")
    start = index
    while index < len(nodes):
        node = nodes[index]
        if isinstance(node, Group):
            if index == start or (node.opener == "(" and not node.plain):
                break
            inner = ", ".join("?" for _ in split(node.children))
            out.append(f"({inner})" if node.opener == "(" else "[]")
            index += 1
        elif index == start or nodes[index - 1] == DOT:
            out.append(plain_name(node) if node.kind is not Kind.QUOTED else node.text)
            index += 1
        elif node == DOT:
            out.append(".")
            index += 1
        else:
            break
    return index


def _put(out: list[str], text: str, *, glued: bool) -> None:
    if out and not glued and out[-1][-1:] not in _GLUED_RIGHT:
        out.append(" ")
    out.append(text)
