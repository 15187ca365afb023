"""A client's tree built from flat rows: pure functions on plain dicts.

A row is ``(id, code, name, kind, parent's id)``; a nested node has ``children`` in place of the
parent. A row whose parent is missing (disabled, or not there) cannot be reached and is left out
with all below it, as is a cycle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Node = dict[str, Any]
Row = tuple[int, str, str, str, int | None]


def build_tree(rows: Iterable[Row], top_id: int) -> Node | None:
    """Nest the rows below the one with ``top_id``, in their order; None where it is missing."""
    top: Node | None = None
    children: dict[int | None, list[Node]] = {}
    for node_id, code, name, kind, parent_id in rows:
        node: Node = {"id": node_id, "code": code, "name": name, "kind": kind, "children": []}
        if node_id == top_id:
            # Nobody's child, whatever its parent: a cycle never leads back to the top.
            top = node
        else:
            children.setdefault(parent_id, []).append(node)
    reached = [top] if top else []
    while reached:
        node = reached.pop()
        node["children"] = children.pop(node["id"], [])
        reached.extend(node["children"])
    return top
