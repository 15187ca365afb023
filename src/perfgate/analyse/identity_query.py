"""Write queries clause by clause, and note which tables and columns they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from perfgate.analyse.identity_expression import Expressions
from perfgate.analyse.identity_notation import without_as
from perfgate.analyse.identity_places import with_places_named
from perfgate.analyse.identity_sources import (
    DOT,
    Scope,
    is_name,
    main_relation,
    read_name,
    read_sources,
    table_name,
)
from perfgate.analyse.identity_tokens import STRING, Kind, Token
from perfgate.analyse.identity_tree import Group, groups_within, is_query, split, word
from perfgate.analyse.identity_words import plain_name, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.analyse.identity_tree import Node

_CLAUSES = frozenset(
    """SELECT FROM WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH FOR INSERT UPDATE DELETE
    VALUES SET RETURNING USING ON""".split()  # noqa: SIM905 - as in identity_words
)
#: Clauses that name tables, which may have aliases.
_SOURCES = frozenset({"FROM", "USING", "UPDATE", "INSERT"})
_SET_OPERATORS = frozenset({"UNION", "INTERSECT", "EXCEPT"})
#: A word of these before a clause's first word makes it a part of something else.
_NOT_AFTER = {
    "FROM": {"DISTINCT"},
    "GROUP": {"WITHIN"},
    "UPDATE": {"FOR", "KEY", "DO", "NO"},
    "SET": {"ON"},
}
_STAR = Token(Kind.OPERATOR, "*")
_NUMBERED_ALIAS = re.compile(r"col[0-9]+\Z")


class Clause(NamedTuple):
    """A clause: its first word, and what follows up to the next clause."""

    word: str
    nodes: list[Node]


class Query:
    """Writes the queries of one statement and collects what they name.

    ``tables`` are the real tables in the order met; ``columns`` maps a table to the columns that
    are selected, inserted, set or returned as they are (``*`` for all of them, and an empty
    table where it cannot be told).
    """

    def __init__(self) -> None:
        self.tables: dict[str, None] = {}
        self.columns: dict[str, set[str]] = {}
        self._aliases: dict[str, str] = {}
        #: The SELECT list of the query that was written last.
        self._items: list[Sequence[Node]] = []
        self.expressions = Expressions(self.write_nested, self._aliases)

    def write_nested(self, nodes: Sequence[Node], parent: Scope) -> str:
        """Write a query inside of another, whose names it may use."""
        return self.write(nodes, Scope(parent=parent))

    def write(self, nodes: Sequence[Node], scope: Scope) -> str:
        """Write a query; afterwards ``scope.relation`` is the first table it names."""
        prefix = ""
        if word(nodes[0] if nodes else None) == "WITH":
            prefix, nodes = self._write_ctes(nodes, scope)
        parts: list[str] = [prefix] if prefix else []
        for operator, arm in _arms(nodes):
            inner = scope if not operator else Scope(parent=scope)
            parts += [operator] if operator else []
            parts.append(self._write_arm(arm, inner))
        return " ".join(part for part in parts if part)

    def add_tables(self, nodes: Sequence[Node], scope: Scope) -> None:
        """Note the tables of a FROM clause or of a plain list of tables."""
        self.tables.update(dict.fromkeys(read_sources(nodes, scope)))

    def add_column_list(self, group: Group, table: str) -> None:
        """Note the columns of a list in brackets, as of INSERT and COPY."""
        for item in split(group.children):
            if item and isinstance(item[0], Token) and is_name(item[0]):
                self._add_column(table, plain_name(item[0]))

    def _add_column(self, table: str, column: str) -> None:
        self.columns.setdefault(table, set()).add(column)

    def _write_ctes(self, nodes: Sequence[Node], scope: Scope) -> tuple[str, Sequence[Node]]:
        """Write the WITH clause; give its text and the nodes of the main query."""
        out = ["WITH"]
        name = ""
        for index, node in enumerate(nodes[1:], start=1):
            if word(node) in _CLAUSES or (isinstance(node, Group) and not name):
                return " ".join(out), nodes[index:]
            if isinstance(node, Group) and is_query(node):
                scope.ctes[name] = ""
                scope.ctes[name] = main_relation(node.children, scope)
                out.append(f"({self.write_nested(node.children, scope)})")
            elif isinstance(node, Group):
                out.append(self.expressions.write([node], scope))
            elif node.text == ",":
                out[-1] += ","
                name = ""
            else:
                name = name or (plain_name(node) if is_name(node) else "")
                out.append(shown(node))
        return " ".join(out), ()

    def _write_arm(self, nodes: Sequence[Node], scope: Scope) -> str:
        """Write one SELECT, INSERT, UPDATE, DELETE or VALUES."""
        clauses = _clauses(nodes)
        target = ""
        for clause in clauses:
            if clause.word in {"FROM", "USING", "UPDATE", "INSERT"}:
                target = self._read_sources(clause, scope) or target
        clauses = _without_unnest(clauses)
        written: dict[int, str] = {}
        selects = "SELECT" in {clause.word for clause in clauses}
        items: list[Sequence[Node]] | None = None
        # FROM first: the numbered aliases of its subqueries are known before they are used.
        for index in sorted(range(len(clauses)), key=lambda i: clauses[i].word != "FROM"):
            clause = clauses[index]
            if clause.word in {"ORDER", "GROUP"}:
                named = with_places_named(clause.nodes, self._items if items is None else items)
                clause = Clause(clause.word, named)
            written[index] = self._write_clause(clause, target, scope)
            if clause.word == "SELECT":
                items = self._items
        if selects:
            self._items = items or []
        return " ".join(written[index] for index in range(len(clauses)) if written[index])

    def _read_sources(self, clause: Clause, scope: Scope) -> str:
        """Note the sources of a clause; give the table that INSERT or UPDATE writes to."""
        if clause.word != "INSERT":
            self.add_tables(clause.nodes, scope)
            return scope.relation if clause.word == "UPDATE" else ""
        parts, index = read_name(clause.nodes, 1)
        target = table_name(parts)
        if not target:
            return ""
        self.tables[target] = None
        scope.relation = scope.sources[parts[-1].lower()] = target
        if word(clause.nodes[index] if index < len(clause.nodes) else None) == "AS":
            alias, _ = read_name(clause.nodes, index + 1)
            scope.sources["".join(alias).lower()] = target
        for node in clause.nodes[index:]:
            if isinstance(node, Group) and not is_query(node):
                self.add_column_list(node, target)
        return target

    def _write_clause(self, clause: Clause, target: str, scope: Scope) -> str:
        if clause.word in _SOURCES:
            clause = Clause(clause.word, without_as(clause.nodes))
        nodes = clause.nodes
        if clause.word in {"SELECT", "RETURNING"}:
            return self._write_items(clause, target, scope)
        if clause.word == "SET":
            return self._write_assignments(nodes, target, scope)
        if clause.word == "VALUES":
            return "VALUES (…)" if nodes and only_rows(nodes) else self._generic(clause, scope)
        if clause.word == "INSERT":
            return self._write_insert(nodes, target, scope)
        return self._generic(clause, scope)

    def _generic(self, clause: Clause, scope: Scope) -> str:
        text = self.expressions.write(clause.nodes, scope)
        return f"{clause.word} {text}".strip(" ")

    def _write_insert(self, nodes: Sequence[Node], target: str, scope: Scope) -> str:
        if not target:
            return self._generic(Clause("INSERT", [*nodes]), scope)
        _, index = read_name(nodes, 1)
        text = f"INSERT INTO {self.expressions.write(nodes[1:index], scope)}"
        rest = list(nodes[index:])
        for node in rest:
            if isinstance(node, Group) and not is_query(node):
                text += " (…)"
            else:
                text += f" {self.expressions.write([node], scope)}"
        return text

    def _write_items(self, clause: Clause, target: str, scope: Scope) -> str:
        """Write a SELECT or RETURNING list: plain columns as one ``…``, then the expressions."""
        nodes, prefix = _without_distinct(clause.nodes)
        out = [clause.word]
        if prefix:
            out.append(self.expressions.write(prefix, scope))
        expressions: list[str] = []
        plain = False
        items: list[Sequence[Node]] = []
        for item in split(nodes):
            item_nodes, alias = _without_alias(item)
            items.append(item_nodes)
            if self._add_item(item_nodes, target, scope):
                plain = True
                shown_as = shown_name(item_nodes[-1])
            else:
                expressions.append(self.expressions.write(item_nodes, scope))
                shown_as = "col"
            if _NUMBERED_ALIAS.match(alias):
                self._aliases[alias] = shown_as
        self._items = items
        text = ", ".join([*(["…"] if plain else []), *expressions])
        return " ".join([*out, text] if text else out)

    def _add_item(self, item: Sequence[Node], target: str, scope: Scope) -> bool:
        """Note the column if the item is a plain one; tell whether it is."""
        column = column_parts(item)
        if not column:
            return False
        *owner, name = column
        if owner:
            table = scope.table_of(owner[-1].lower())
        elif target:
            table = target
        else:
            sources = list(scope.sources.values())
            table = sources[0] if len(sources) == 1 else None
            table = "" if table is None and any(sources) else table
        if table or (not owner and table is not None and any(scope.sources.values())):
            self._add_column(table, name)
        return True

    def _write_assignments(self, nodes: Sequence[Node], target: str, scope: Scope) -> str:
        """Write SET: only an assignment with a query of its own is kept, as that is work."""
        kept: list[str] = []
        for item in split(nodes):
            if item and isinstance(item[0], Group):
                self.add_column_list(item[0], target)
            else:
                parts, _ = read_name(item, 0)
                if parts:
                    self._add_column(target, parts[-1])
            if any(is_query(group) for group in groups_within(item)):
                kept.append(self.expressions.write(item, scope))
        return ", ".join(["SET …", *kept])


def only_rows(nodes: Sequence[Node]) -> bool:
    """Tell whether what follows VALUES inserts values without a query among them."""
    return not any(is_query(group) for group in groups_within(nodes))


def column_parts(item: Sequence[Node]) -> list[str]:
    """Give the parts of a plain column (``t.x``, ``x``, ``t.*``, ``*``), or nothing."""
    if len(item) == 1 and item[0] == _STAR:
        return ["*"]
    parts, index = read_name(item, 0)
    if parts and index == len(item):
        return parts
    if parts and len(item) == index + 2 and item[index] == DOT and item[index + 1] == _STAR:
        return [*parts, "*"]
    return []


def shown_name(node: Node) -> str:
    """Show the last part of a column's name."""
    return shown(node) if isinstance(node, Token) else "col"


def _arms(nodes: Sequence[Node]) -> list[tuple[str, list[Node]]]:
    """Cut a query at UNION and its like; each arm comes with the operator before it."""
    arms: list[tuple[str, list[Node]]] = [("", [])]
    for node in nodes:
        if word(node) in _SET_OPERATORS:
            arms.append((word(node), []))
        elif word(node) in {"ALL", "DISTINCT"} and arms[-1][0] and not arms[-1][1]:
            arms[-1] = (f"{arms[-1][0]} {word(node)}", [])
        else:
            arms[-1][1].append(node)
    return arms


def _clauses(nodes: Sequence[Node]) -> list[Clause]:
    """Cut one arm of a query into its clauses."""
    clauses: list[Clause] = []
    verb = word(nodes[0]) if nodes else ""
    for index, node in enumerate(nodes):
        upper = word(node)
        before = word(nodes[index - 1]) if index else ""
        after = word(nodes[index + 1]) if index + 1 < len(nodes) else ""
        starts = upper in _CLAUSES and before not in _NOT_AFTER.get(upper, ())
        if upper == "USING":
            starts = verb == "DELETE" and "JOIN" not in {word(n) for n in clauses[-1].nodes}
        elif upper == "ON":
            starts = after == "CONFLICT"
        if starts:
            clauses.append(Clause(upper, []))
        elif clauses:
            clauses[-1].nodes.append(node)
        else:
            clauses.append(Clause("", [node]))
    return clauses


def _without_unnest(clauses: list[Clause]) -> list[Clause]:
    """Make ``INSERT … SELECT * FROM UNNEST(…)``, Django's bulk insert, an INSERT of VALUES."""
    for index, clause in enumerate(clauses[1:-1], start=1):
        source = clauses[index + 1].nodes
        if (
            clauses[0].word == "INSERT"
            and clause == Clause("SELECT", [_STAR])
            and clauses[index + 1].word == "FROM"
            and isinstance(source[0], Token)
            and source[0].text.upper() == "UNNEST"
        ):
            return [*clauses[:index], Clause("VALUES", [STRING]), *clauses[index + 2 :]]
    return clauses


def _without_distinct(nodes: Sequence[Node]) -> tuple[Sequence[Node], Sequence[Node]]:
    """Part a SELECT list from the DISTINCT or DISTINCT ON (…) before it."""
    first = word(nodes[0]) if nodes else ""
    if first not in {"DISTINCT", "ALL"}:
        return nodes, ()
    width = 3 if len(nodes) > 1 and word(nodes[1]) == "ON" else 1
    return nodes[width:], nodes[:width] if first == "DISTINCT" else ()


def _without_alias(item: Sequence[Node]) -> tuple[Sequence[Node], str]:
    """Part an item of a SELECT list from its alias: to rename a result is no work."""
    *rest, last = item or (None,)
    if len(rest) < 1 or not isinstance(last, Token):
        return item, ""
    if len(rest) > 1 and word(rest[-1]) == "AS":
        return item[:-2], plain_name(last)
    bare = is_name(last) and (column_parts(item[:-1]) or isinstance(rest[-1], Group))
    return (item[:-1], plain_name(last)) if bare else (item, "")
