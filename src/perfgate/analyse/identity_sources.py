"""What stands in a FROM clause: which tables are read, and under which names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfgate.analyse.identity_tokens import Kind, Token
from perfgate.analyse.identity_tree import COMMA, Group, is_query, word
from perfgate.analyse.identity_words import plain_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.analyse.identity_tree import Node

DOT = Token(Kind.PUNCTUATION, ".")
_BEFORE_NAME = frozenset({"ONLY", "LATERAL", "TABLE"})


@dataclass(slots=True)
class Scope:
    """The names that a query may use, and those of the queries around it.

    ``sources`` maps an alias in lower case to its table, or to an empty text for a subquery or a
    function; ``ctes`` maps the name of a common table expression to the main table it reads.
    ``relation`` is the first table of this query.
    """

    parent: Scope | None = None
    sources: dict[str, str] = field(default_factory=dict)
    ctes: dict[str, str] = field(default_factory=dict)
    relation: str = ""

    def cte(self, name: str) -> str | None:
        """Give the main table of a common table expression, or None where there is none."""
        if name in self.ctes:
            return self.ctes[name]
        return self.parent.cte(name) if self.parent else None

    def table_of(self, alias: str) -> str | None:
        """Give the table behind an alias, empty for a subquery, or None if it is unknown."""
        if alias in self.sources:
            return self.sources[alias]
        return self.parent.table_of(alias) if self.parent else None


def is_name(node: Node | None) -> bool:
    """Tell whether a node can be the name of a table or a column."""
    if not isinstance(node, Token):
        return False
    return node.kind is Kind.QUOTED or (node.kind is Kind.NAME and not word(node))


def read_name(nodes: Sequence[Node], start: int) -> tuple[list[str], int]:
    """Read a dotted name; give its parts and the index behind it (no parts: there is none)."""
    parts: list[str] = []
    index = start
    while index < len(nodes):
        node = nodes[index]
        if not isinstance(node, Token) or not is_name(node):
            break
        parts.append(plain_name(node))
        index += 1
        if index + 1 >= len(nodes) or nodes[index] != DOT or not is_name(nodes[index + 1]):
            break
        index += 1
    return parts, index


def table_name(parts: Sequence[str]) -> str:
    """Join the parts of a table's name; the default schema is left out."""
    return ".".join(parts[1:] if len(parts) > 1 and parts[0] == "public" else parts)


def read_sources(nodes: Sequence[Node], scope: Scope) -> list[str]:
    """Add what a FROM clause (or its like) names to the scope; give its real tables, in order."""
    tables: list[str] = []
    expecting = True
    index = 0
    while index < len(nodes):
        node = nodes[index]
        if not expecting or word(node) in _BEFORE_NAME:
            expecting = expecting or node == COMMA or word(node) == "JOIN"
            index += 1
        else:
            index, found = _read_source(nodes, index, scope)
            tables += found
            expecting = False
    return tables


def _read_source(nodes: Sequence[Node], index: int, scope: Scope) -> tuple[int, list[str]]:
    """Read one table, subquery or function call with its alias."""
    node = nodes[index]
    if isinstance(node, Group):
        if not is_query(node):
            return index + 1, read_sources(node.children, scope)
        relation = main_relation(node.children, scope)
        index = _read_alias(nodes, index + 1, "", "", scope)
        scope.relation = scope.relation or relation
        return index, []
    parts, index = read_name(nodes, index)
    if not parts:
        return index + 1, []
    if index < len(nodes) and isinstance(nodes[index], Group):
        return _read_alias(nodes, index + 1, parts[-1], "", scope), []
    name = table_name(parts)
    behind = scope.cte(name)
    table = name if behind is None else ""
    scope.relation = scope.relation or (name if behind is None else behind)
    return _read_alias(nodes, index, parts[-1], table, scope), [table] if table else []


def _read_alias(nodes: Sequence[Node], index: int, name: str, table: str, scope: Scope) -> int:
    """Enter a source into the scope under its alias; give the index behind that."""
    if index < len(nodes) and word(nodes[index]) == "AS":
        index += 1
    if index < len(nodes):
        node = nodes[index]
        if isinstance(node, Token) and is_name(node):
            name = plain_name(node)
            index += 1
    scope.sources[name.lower()] = table
    return index


def main_relation(nodes: Sequence[Node], scope: Scope) -> str:
    """Find the first table that a query reads, through subqueries."""
    inner = Scope(parent=scope)
    for index, node in enumerate(nodes):
        if word(node) in {"FROM", "INTO", "UPDATE"}:
            read_sources(nodes[index + 1 : index + 3 + _dotted(nodes, index + 1)], inner)
        elif isinstance(node, Group) and is_query(node) and not index:
            inner.relation = main_relation(node.children, scope)
        if inner.relation:
            break
    return inner.relation


def _dotted(nodes: Sequence[Node], start: int) -> int:
    """Count the nodes that a dotted name takes beyond the first two."""
    return max(0, read_name(nodes, start)[1] - start - 2) + (
        1 if start < len(nodes) and word(nodes[start]) in _BEFORE_NAME else 0
    )
