"""Trees of capabilities built from flat rows: pure functions on plain dicts.

A row has ``code``, ``name``, ``parent`` (the code of its menu, or None at the top) and
``granted``. Nested nodes have ``children`` in its place. A row whose menu is missing (disabled,
or not there) cannot be reached and is left out, as is a cycle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Node = dict[str, Any]


def build_tree(rows: Iterable[Node]) -> list[Node]:
    """Nest the rows in their order; only what hangs together with the top is kept."""
    children: dict[str | None, list[Node]] = {}
    for row in rows:
        node = {key: row[key] for key in ("code", "name", "granted")} | {"children": []}
        children.setdefault(row["parent"], []).append(node)
    tops = children.pop(None, [])
    reached = list(tops)
    while reached:
        node = reached.pop()
        # pop, so that each menu hands out its children once: a cycle cannot be walked twice.
        node["children"] = children.pop(node["code"], [])
        reached.extend(node["children"])
    return tops


def granted_only(nodes: Iterable[Node], codes: frozenset[str] | None = None) -> list[Node]:
    """Copy what was granted, and the menus on the way to it.

    With ``codes``, a node must be among them besides being granted itself.
    """
    kept = []
    for node in nodes:
        children = granted_only(node["children"], codes)
        granted = node["granted"] and (codes is None or node["code"] in codes)
        if granted or children:
            kept.append({**node, "granted": granted, "children": children})
    return kept


def walk(nodes: Iterable[Node], depth: int = 0) -> Iterator[tuple[int, Node]]:
    """Each node with its depth, menus before their items; depth 0 at the top."""
    for node in nodes:
        yield depth, node
        yield from walk(node["children"], depth + 1)
