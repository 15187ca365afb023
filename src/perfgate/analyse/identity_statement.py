"""Read one statement of any kind: queries, transaction control, COPY, cursors and the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfgate.analyse.identity_query import Query
from perfgate.analyse.identity_sources import Scope, read_name, table_name
from perfgate.analyse.identity_tokens import Kind, Token
from perfgate.analyse.identity_tree import Group, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.analyse.identity_tree import Node

_QUERIES = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "VALUES"})
_CURSOR_VERBS = frozenset({"FETCH", "MOVE", "CLOSE"})
_TABLE_LIST_VERBS = frozenset({"TRUNCATE", "LOCK", "ANALYZE", "VACUUM"})
_BEFORE_TABLES = frozenset({"TABLE", "INTO", "USING", "VIEW", "ONLY", "EXISTS"})
_TRANSACTION = {
    "BEGIN": "BEGIN",
    "START": "BEGIN",
    "COMMIT": "COMMIT",
    "END": "COMMIT",
    "ROLLBACK": "ROLLBACK",
    "ABORT": "ROLLBACK",
    "SAVEPOINT": "SAVEPOINT",
    "RELEASE": "RELEASE",
}


@dataclass(slots=True)
class StatementFacts:
    """What was read of one statement; see :class:`perfgate.analyse.identity.Identity`."""

    text: str
    verb: str
    relation: str = ""
    tables: tuple[str, ...] = ()
    columns: dict[str, set[str]] = field(default_factory=dict)
    transaction_control: str = ""


def read_statement(nodes: Sequence[Node]) -> StatementFacts:
    """Read the nodes of one statement, without its semicolon."""
    verb = _bare_word(nodes[0])
    control = _transaction_control(nodes, verb)
    if control:
        return StatementFacts(text=control, verb=verb, transaction_control=control)
    if verb in _CURSOR_VERBS:
        return StatementFacts(text=verb, verb=verb)
    query, scope = Query(), Scope()
    if verb == "DECLARE":
        text = f"DECLARE CURSOR FOR {query.write(_behind(nodes, 'FOR'), scope)}"
    elif verb == "EXPLAIN":
        start = next((i for i, n in enumerate(nodes) if word(n) in _QUERIES | {"WITH"}), 1)
        text = f"EXPLAIN {query.write(nodes[start:], scope)}"
    elif verb == "COPY":
        text = _read_copy(nodes, query, scope)
    elif verb in _QUERIES or verb == "WITH" or not verb:
        text = query.write(nodes, scope)
        verb = verb if verb in _QUERIES else _main_verb(nodes)
    else:
        text = _read_other(nodes, verb, query, scope)
    return StatementFacts(
        text=text,
        verb=verb,
        relation=scope.relation or next(iter(query.tables), ""),
        tables=tuple(query.tables),
        columns=query.columns,
    )


def _bare_word(node: Node) -> str:
    return node.text.upper() if isinstance(node, Token) and node.kind is Kind.NAME else ""


def _transaction_control(nodes: Sequence[Node], verb: str) -> str:
    """Name the command that steers the transaction, without its names and modes."""
    second = _bare_word(nodes[1]) if len(nodes) > 1 else ""
    if verb == "ROLLBACK" and "TO" in {word(node) for node in nodes[1:3]}:
        return "ROLLBACK TO"
    if verb in {"COMMIT", "ROLLBACK", "PREPARE"} and second in {"PREPARED", "TRANSACTION"}:
        prepared = verb == "PREPARE" or second == "PREPARED"
        return f"{verb} {second}" if prepared else verb
    if verb == "SET" and second in {"CONSTRAINTS", "TRANSACTION"}:
        return f"SET {second}"
    if verb == "START" and second != "TRANSACTION":
        return ""
    return _TRANSACTION.get(verb, "")


def _behind(nodes: Sequence[Node], keyword: str) -> Sequence[Node]:
    found = next((index for index, node in enumerate(nodes) if word(node) == keyword), -1)
    return nodes[found + 1 :]


def _main_verb(nodes: Sequence[Node]) -> str:
    """Find the verb behind WITH, or inside of the brackets around a query."""
    for node in nodes:
        if word(node) in _QUERIES:
            return word(node)
    first = nodes[0]
    return _main_verb(first.children) if isinstance(first, Group) and first.children else ""


def _read_copy(nodes: Sequence[Node], query: Query, scope: Scope) -> str:
    source = nodes[1] if len(nodes) > 1 else None
    if isinstance(source, Group):
        inner = query.write(source.children, scope)
        return f"COPY ({inner}) {query.expressions.write(nodes[2:], scope)}".strip(" ")
    parts, index = read_name(nodes, 1)
    scope.relation = table_name(parts)
    if parts:
        query.tables[scope.relation] = None
    text = f"COPY {query.expressions.write(nodes[1:index], scope)}"
    columns = nodes[index] if index < len(nodes) else None
    if isinstance(columns, Group):
        query.add_column_list(columns, scope.relation)
        text += " (…)"
        index += 1
    return f"{text} {query.expressions.write(nodes[index:], scope)}".strip(" ")


def _read_other(nodes: Sequence[Node], verb: str, query: Query, scope: Scope) -> str:
    """Write a statement that is no query; note the tables that are easy to tell."""
    if verb in _TABLE_LIST_VERBS:
        query.add_tables([node for node in nodes[1:] if not isinstance(node, Group)], scope)
    elif verb not in {"CALL", "DO", "SET", "SHOW", "RESET", "EXECUTE"}:
        before = _BEFORE_TABLES | ({"ON"} if verb in {"CREATE", "DROP"} else set())
        for index, node in enumerate(nodes):
            parts, _ = read_name(nodes, index + 1)
            if parts and _bare_word(node) in before:
                query.tables[table_name(parts)] = None
    text = query.expressions.write(nodes[1:], scope)
    return f"{verb} {text}".strip(" ")
