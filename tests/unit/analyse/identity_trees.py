"""Statements as the trees of libpg_query, with all values made one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pglast import parse_sql

if TYPE_CHECKING:
    from collections.abc import Callable

#: Where a node was read, and what follows from another of its facts.
_IGNORED = re.compile(r"(.*_)?location|.*list_(start|end)|stmt_len")
VALUE = {"@": "Value"}
NULL = {"@": "Null"}


def native(sql: str) -> str:
    """Write a statement with a placeholder of PostgreSQL's own instead of Python's."""
    return sql.replace("%s", "$1")


@cache
def tree(sql: str) -> tuple[Any, ...]:
    """Give the trees of a text's statements; they are not to be changed."""
    return tuple(_bare(raw.stmt(skip_none=True)) for raw in parse_sql(native(sql)))


def _bare(node: Any, constant: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """Leave out what is no part of a statement, and make all values one.

    Three constants stay apart, which are no values for us: NULL, a number that is the place of a
    column, and a word that the grammar makes a constant of.
    """
    if isinstance(node, list | tuple):
        return [_bare(each, constant) for each in node if each is not None]
    if not isinstance(node, dict):
        return node
    if "#" in node:
        return node["name"]
    kind = node.get("@")
    if kind == "A_Const":
        return constant(node) if constant else NULL if node.get("isnull") else VALUE
    if kind == "ParamRef":
        return VALUE
    inner = {key: _bare(value) for key, value in node.items() if not _IGNORED.fullmatch(key)}
    return {**inner, **_with_constants(node)}


def _with_constants(node: dict[str, Any]) -> dict[str, Any]:
    """Read anew the facts of a node in which constants are no values."""
    kind = node.get("@")
    if kind == "SelectStmt":
        places = [each for each in ("sortClause", "groupClause") if each in node]
        return {clause: [_place(each) for each in node[clause]] for clause in places}
    words = kind == "FuncCall" and node["funcformat"]["name"] == "COERCE_SQL_SYNTAX"
    if words or kind == "VariableSetStmt":
        return {"args": [_bare(each, _word) for each in node.get("args", ())]}
    return {"payload": VALUE} if kind == "NotifyStmt" and "payload" in node else {}


def _place(node: Any) -> Any:
    if is_kind(node, "SortBy"):
        return {**_bare(node), "node": _bare(node["node"], _number)}
    return _bare(node, _number)


def _number(node: dict[str, Any]) -> dict[str, Any]:
    if is_kind(node.get("val"), "Integer"):
        return {"@": "Place", "number": node["val"].get("ival", 0)}
    return VALUE


def _word(node: dict[str, Any]) -> dict[str, Any]:
    return (
        {"@": "Word", "text": node["val"]["sval"]} if is_kind(node.get("val"), "String") else VALUE
    )


def each_node(node: Any, change: Callable[[dict[str, Any]], Any]) -> Any:
    """Change every node, the inner ones first."""
    if isinstance(node, dict):
        return change({key: each_node(value, change) for key, value in node.items()})
    return [each_node(each, change) for each in node] if isinstance(node, list) else node


def holds(node: Any, kind: str) -> bool:
    """Tell whether a node of a kind is found in a tree."""
    if isinstance(node, dict):
        return node.get("@") == kind or any(holds(value, kind) for value in node.values())
    return isinstance(node, list) and any(holds(each, kind) for each in node)


def is_kind(node: Any, *kinds: str) -> bool:
    """Tell whether something is a node of one of the kinds."""
    return isinstance(node, dict) and node.get("@") in kinds


def without(node: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Give a node without some of its facts."""
    return {key: value for key, value in node.items() if key not in keys}
