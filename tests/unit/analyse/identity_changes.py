"""Ways to change a tree such that what identity or libpg_query leave out is left out."""

from __future__ import annotations

import json
import re
from typing import Any

from identity_trees import NULL, VALUE, holds, is_kind, tree, without

_COLUMNS = {"@": "Columns"}
_VALUES = tree("VALUES (1)")[0]
#: What presence_of_values_left_out() takes out.
_NOTHING: tuple[Any, ...] = (VALUE, [], {})
_DJANGO_ALIAS = re.compile(r"[A-Za-z][0-9]+\Z")

# What the identity leaves out.


def columns_left_out(node: dict[str, Any]) -> Any:
    """Make the plain columns of a list one, and forget what results are called."""
    lists = {
        "SelectStmt": ("targetList",),
        "ReturningClause": ("exprs",),
        "InsertStmt": ("cols", "returningList"),
        "UpdateStmt": ("returningList",),
        "DeleteStmt": ("returningList",),
        "CopyStmt": ("attlist",),
    }
    out = dict(node)
    for key in lists.get(str(node.get("@")), ()):
        items = node.get(key)
        if not items:
            continue
        plain = [each for each in items if not is_kind(each, "ResTarget") or _plain_column(each)]
        rest = [without(each, "name") for each in items if each not in plain]
        out[key] = [*([_COLUMNS] if plain else []), *rest]
    return out


def _plain_column(target: dict[str, Any]) -> bool:
    return "val" not in target or (is_kind(target["val"], "ColumnRef"))


def assignments_left_out(node: dict[str, Any]) -> Any:
    """Make the assignments of SET one, but for those with a query of their own."""
    if not is_kind(node, "UpdateStmt", "OnConflictClause") or not node.get("targetList"):
        return node
    kept = [each for each in node["targetList"] if holds(each, "SelectStmt")]
    return {**node, "targetList": [_COLUMNS, *kept]}


def rows_left_out(node: dict[str, Any]) -> Any:
    """Make the rows of VALUES one, and Django's INSERT from UNNEST one of VALUES."""
    if is_kind(node, "SelectStmt") and node.get("valuesLists"):
        return node if holds(node["valuesLists"], "SelectStmt") else {**node, "valuesLists": []}
    if is_kind(node, "InsertStmt") and _unnests(node.get("selectStmt")):
        return {**node, "selectStmt": {**_VALUES, "valuesLists": []}}
    return node


def _unnests(query: Any) -> bool:
    if not is_kind(query, "SelectStmt") or "whereClause" in query:
        return False
    sources = query.get("fromClause", [])
    return (
        len(sources) == 1 and is_kind(sources[0], "RangeFunction") and "unnest" in str(sources[0])
    )


def places_named(node: dict[str, Any]) -> Any:
    """Put what stands at a place of the SELECT list for its number."""
    if not is_kind(node, "SelectStmt"):
        return node
    arm = node
    while "rarg" in arm:
        arm = arm["rarg"]
    items = arm.get("targetList", [])

    def named(item: Any) -> Any:
        if not is_kind(item, "Place"):
            return item
        before = items[: item["number"]]
        star = any(is_kind(field, "A_Star") for each in before for field in _fields(each))
        if star or not 0 < item["number"] <= len(items):
            return VALUE
        found = before[-1]["val"]
        return VALUE if holds(found, "SelectStmt") else found

    out = dict(node)
    if "sortClause" in node:
        out["sortClause"] = [{**each, "node": named(each["node"])} for each in node["sortClause"]]
    if "groupClause" in node:
        out["groupClause"] = [named(each) for each in node["groupClause"]]
    return out


def _fields(target: dict[str, Any]) -> list[Any]:
    value = target.get("val")
    return list(value["fields"]) if is_kind(value, "ColumnRef") else []


def cursors_left_out(node: dict[str, Any]) -> Any:
    """Forget the names and options of cursors, and how much is fetched of them."""
    if is_kind(node, "DeclareCursorStmt"):
        return {"@": node["@"], "query": node["query"]}
    if is_kind(node, "FetchStmt"):
        return {"@": node["@"], "ismove": node.get("ismove", False)}
    return {"@": node["@"]} if is_kind(node, "ClosePortalStmt") else node


def modes_left_out(node: dict[str, Any]) -> Any:
    """Forget names, modes and ways to write of commands that steer a transaction."""
    if is_kind(node, "TransactionStmt"):
        kind = node["kind"].replace("TRANS_STMT_START", "TRANS_STMT_BEGIN")
        return {"@": node["@"], "kind": kind}
    if is_kind(node, "VariableSetStmt") and node.get("name") == "TRANSACTION":
        return {"@": node["@"], "name": node["name"]}
    return {"@": node["@"]} if is_kind(node, "ConstraintsSetStmt") else node


def options_of_explain_left_out(node: dict[str, Any]) -> Any:
    """Forget the options of EXPLAIN."""
    return without(node, "options") if is_kind(node, "ExplainStmt") else node


def django_names_as_one(node: dict[str, Any]) -> Any:
    """Write the names that Django makes up, such as U0, in one case, as without quotes."""
    return {
        key: value.lower()
        if key in {"sval", "aliasname"} and isinstance(value, str) and _DJANGO_ALIAS.match(value)
        else value
        for key, value in node.items()
    }


def signs_left_out(node: dict[str, Any]) -> Any:
    """Make a sign a part of the number behind it."""
    signed = is_kind(node, "A_Expr") and "lexpr" not in node and node.get("rexpr") == VALUE
    return VALUE if signed and node["name"][0]["sval"] in {"+", "-"} else node


def lists_as_one(node: dict[str, Any]) -> Any:
    """Make a list of values one value, with its casts, NULLs and rows."""
    if is_kind(node, "A_Expr") and node["kind"] == "AEXPR_IN" and _values(node["rexpr"]):
        return {**node, "rexpr": [VALUE]}
    if is_kind(node, "A_ArrayExpr") and node.get("elements") and _values(node["elements"]):
        return {**node, "elements": [VALUE]}
    return node


def _values(nodes: Any) -> bool:
    return all(
        is_kind(each, "Value", "Null")
        or (is_kind(each, "TypeCast") and _values([each["arg"]]))
        or (is_kind(each, "RowExpr") and _values(each["args"]))
        for each in nodes
    )


def compared_nulls_as_values(node: dict[str, Any]) -> Any:
    """Make NULL a value where something is compared with it."""
    compared = is_kind(node, "A_Expr") and node["name"][0]["sval"] in {"=", "<>"}
    return {**node, "rexpr": VALUE} if compared and node.get("rexpr") == NULL else node


def bodies_left_out(node: dict[str, Any]) -> Any:
    """Forget the text of a DO block, which is a value."""
    return {"@": node["@"]} if is_kind(node, "DoStmt") else node


# What libpg_query leaves out.


def lists_sorted(node: dict[str, Any]) -> Any:
    """Sort the members of each list, and keep each once."""
    return {
        key: [json.loads(each) for each in sorted({json.dumps(each) for each in value})]
        if isinstance(value, list)
        else value
        for key, value in node.items()
    }


def comparisons_as_one(node: dict[str, Any]) -> Any:
    """Make IN a list, = ANY and = one comparison."""
    if not is_kind(node, "A_Expr") or node["kind"] not in {"AEXPR_IN", "AEXPR_OP_ANY"}:
        return node
    right = node.get("rexpr")
    if isinstance(right, list) and len(right) == 1:
        return {**node, "kind": "AEXPR_OP", "rexpr": right[0]}
    return {**node, "kind": "AEXPR_OP"}


def schemas_left_out(node: dict[str, Any]) -> Any:
    """Forget the schema of a table."""
    return without(node, "schemaname") if is_kind(node, "RangeVar") else node


def casts_of_values_left_out(node: dict[str, Any]) -> Any:
    """Forget that a value is cast."""
    return VALUE if is_kind(node, "TypeCast") and is_kind(node["arg"], "Value", "Null") else node


def aliases_left_out(node: dict[str, Any]) -> Any:
    """Forget under which name a source is known."""
    return without(node, "aliasname") if is_kind(node, "Alias") else node


def presence_of_values_left_out(node: dict[str, Any]) -> Any:
    """Forget every value, so that none is the same as one."""
    out: dict[str, Any] = {}
    for key, value in node.items():
        if isinstance(value, list):
            if kept := [each for each in value if each not in _NOTHING]:
                out[key] = kept
        elif value not in _NOTHING:
            out[key] = value
    return out


def words_as_values(node: dict[str, Any]) -> Any:
    """Make values of words, places and NULLs, which are constants in the tree."""
    return VALUE if is_kind(node, "Word", "Place", "Null") else node
