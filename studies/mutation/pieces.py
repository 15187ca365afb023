"""Edits that take one piece out: a call from a chain, an item from a list, an operand."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mutation.source import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mutation.source import Source

_BLANK = b" \t\r\n\\"


def arguments(call: ast.Call) -> list[ast.expr | ast.keyword]:
    """All arguments in the order of the source."""
    found: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    return sorted(found, key=lambda each: (each.lineno, each.col_offset))


def without_call(source: Source, call: ast.Call) -> list[Edit]:
    """Take ``.method(…)`` out of a chain; a manager left at the end becomes its query set."""
    function = call.func
    assert isinstance(function, ast.Attribute)  # noqa: S101 - callers look for methods
    name = source.end(function) - len(function.attr.encode())
    dot = source.content.rindex(b".", 0, name)
    ends = not isinstance(source.parents[call], ast.Attribute)
    left = b".all()" if ends and isinstance(function.value, ast.Attribute) else b""
    return [source.replaced(dot, source.end(call), left)]


def without_argument(source: Source, call: ast.Call, gone: ast.expr | ast.keyword) -> list[Edit]:
    """Take one of several arguments out of a call."""
    opening = source.content.index(b"(", source.end(call.func))
    return _without(source, arguments(call), gone, opening + 1, source.end(call) - 1)


def without_element(
    source: Source, literal: ast.Tuple | ast.List | ast.Set, gone: ast.expr
) -> list[Edit]:
    """Take one of several elements out of a tuple, list or set."""
    start, end = source.start(literal), source.end(literal)
    if isinstance(literal, ast.Tuple) and len(literal.elts) == 2:  # noqa: PLR2004
        kept = source.text(next(each for each in literal.elts if each is not gone))
        missing = source.content.count(b"\n", start, end) - kept.count(b"\n")
        return [Edit(start, end, b"(" + kept + b",)" + b"\\\n" * missing)]
    brackets = 0 if source.content[start : start + 1] not in b"([{" else 1
    return _without(source, literal.elts, gone, start + brackets, end - brackets)


def without_operand(source: Source, operation: ast.BinOp, gone: ast.expr) -> list[Edit]:
    """Take one side out of a binary operation; the other is left in parentheses."""
    kept = operation.right if operation.left is gone else operation.left
    return [
        source.replaced(source.start(operation), source.start(kept), b"("),
        source.replaced(source.end(kept), source.end(operation), b")"),
    ]


def _without(
    source: Source,
    items: Sequence[ast.expr | ast.keyword],
    gone: ast.expr | ast.keyword,
    first: int,
    last: int,
) -> list[Edit]:
    """Take an item out of those between two offsets, with the comma before or after it."""
    number = next(number for number, each in enumerate(items) if each is gone)
    if number + 1 < len(items):
        start = _opened(source, source.start(gone), first)
        end = _opened(source, source.start(items[number + 1]), first)
    else:
        start = _closed(source, source.end(items[number - 1]), last)
        end = _closed(source, source.end(gone), last)
    return [source.replaced(start, end)]


def _opened(source: Source, at: int, first: int) -> int:
    """Where an item begins, the parentheses before it taken along."""
    before = source.content[first:at].rstrip(_BLANK)
    while before.endswith(b"("):
        at = first + len(before) - 1
        before = before[:-1].rstrip(_BLANK)
    return at


def _closed(source: Source, at: int, last: int) -> int:
    """Where an item ends, the parentheses after it taken along."""
    after = source.content[at:last].lstrip(_BLANK)
    while after.startswith(b")"):
        at = last - len(after) + 1
        after = after[1:].lstrip(_BLANK)
    return at
