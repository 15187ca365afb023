"""A module as bytes and as a tree: where each node stands, and what edits make of it.

An edit replaces a span of bytes and keeps its line breaks, so that all that follows keeps its
line. A break that is left over is written as a continued line, which is one inside of brackets
and outside of them.
"""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


class Edit(NamedTuple):
    """A span of bytes and what takes its place."""

    start: int
    end: int
    text: bytes = b""


@dataclass(frozen=True, eq=False)
class Source:
    """A module: ``path`` is POSIX and relative to the root of the checkout."""

    path: str
    content: bytes

    @functools.cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.content)

    @property
    def module(self) -> str:
        """The dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @functools.cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Of each node the one that it is part of."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @functools.cached_property
    def imports(self) -> dict[str, str]:
        """Dotted names by what they are called here."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {
                    each.asname or each.name: f"{node.module}.{each.name}" for each in node.names
                }
            elif isinstance(node, ast.Import):
                found |= {each.asname or each.name: each.name for each in node.names}
        return found

    @functools.cached_property
    def functions(self) -> dict[str, Function]:
        """All functions by qualified name; of two with one name the last."""
        return {
            self.qualified(node): node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node is part of, from the inside to the outside."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def function_of(self, node: ast.AST) -> Function | None:
        """The innermost function that a node is part of, be it as a decorator."""
        functions = (
            each
            for each in self.around(node)
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        return next(functions, None)

    def qualified(self, node: Function) -> str:
        """The qualified name, as ``__qualname__`` has it."""
        name = node.name
        for outer in self.around(node):
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{outer.name}.<locals>.{name}"
            elif isinstance(outer, ast.ClassDef):
                name = f"{outer.name}.{name}"
        return name

    def resolved(self, node: ast.AST) -> str:
        """The dotted name that an expression stands for; empty where it is not an import."""
        if isinstance(node, ast.Name):
            return self.imports.get(node.id, "")
        if isinstance(node, ast.Attribute) and (base := self.resolved(node.value)):
            return f"{base}.{node.attr}"
        return ""

    @functools.cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(map(len, self.content.splitlines(keepends=True)))]

    def start(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        """The offset of a node's first byte."""
        return self._line_starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        """The offset after a node's last byte."""
        assert node.end_lineno is not None  # noqa: S101 - the parser gives it
        assert node.end_col_offset is not None  # noqa: S101
        return self._line_starts[node.end_lineno - 1] + node.end_col_offset

    def line(self, offset: int) -> int:
        """The line that an offset is in."""
        return self.content.count(b"\n", 0, offset) + 1

    def text(self, node: ast.expr | ast.stmt | ast.keyword) -> bytes:
        """The bytes of a node."""
        return self.content[self.start(node) : self.end(node)]

    def replaced(self, start: int, end: int, text: bytes = b"") -> Edit:
        """Put one line in place of a span; line breaks of the span are continued lines."""
        return Edit(start, end, text + b"\\\n" * self.content.count(b"\n", start, end))

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The content after edits that do not overlap."""
        parts, at = [], 0
        for edit in sorted(edits):
            parts += [self.content[at : edit.start], edit.text]
            at = edit.end
        return b"".join([*parts, self.content[at:]])


def shown(text: bytes) -> str:
    """Source text in one line."""
    return " ".join(text.decode().split())


def read_sources(root: Path, folder: str, left_out: Iterable[str]) -> dict[str, Source]:
    """All modules of a package by dotted name; those with a part of their path ``left_out`` not."""
    hidden = frozenset(left_out)
    found = {}
    for path in sorted((root / folder).rglob("*.py")):
        relative = path.relative_to(root)
        if hidden.isdisjoint((*relative.parts, relative.stem)):
            source = Source(relative.as_posix(), path.read_bytes())
            found[source.module] = source
    return found
