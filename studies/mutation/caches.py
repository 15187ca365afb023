"""Operators on what is cached: results are not kept, or kept when they are not true any more."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from mutation.pieces import without_element
from mutation.source import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutation.mutant import Module, Mutant

#: Where all that caches a function comes from.
_CACHE_MODULE = "facility.core.cache_manager."
_BUMP = "facility.core.cache_tags.bump"
_RECEIVERS = frozenset({"django.dispatch.receiver", "django.dispatch.dispatcher.receiver"})
_TAGS_MODULE = "tags.py"
_ADDING = frozenset({"append", "extend", "add", "update"})

Literal: TypeAlias = ast.Tuple | ast.List | ast.Set


class Uncache:
    """A decorator that caches is taken away."""

    name = "uncache"

    def mutants(self, module: Module) -> Iterator[Mutant]:
        """Yield a mutant for each such decorator."""
        for decorator, name in _decorators(module):
            if name.startswith(_CACHE_MODULE):
                yield _undecorated(module, self.name, decorator)


class Unbump:
    """Invalidation is taken away: a call of ``bump``, one of its tags, or a receiver."""

    name = "unbump"

    def mutants(self, module: Module) -> Iterator[Mutant]:
        """Yield a mutant for each call, tag and receiver."""
        source = module.source
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and source.resolved(node.func) == _BUMP:
                yield self._without_statement(module, node, b"pass", b"None")
                for argument in [*node.args, *(each.value for each in node.keywords)]:
                    yield from self._without_tags(module, argument)
        if source.path.rpartition("/")[2] == _TAGS_MODULE:
            yield from self._of_tag_functions(module)
        for decorator, name in _decorators(module):
            if name in _RECEIVERS:
                yield _undecorated(module, self.name, decorator)

    def _of_tag_functions(self, module: Module) -> Iterator[Mutant]:
        for function in module.source.functions.values():
            yields = [each for each in ast.walk(function) if isinstance(each, ast.Yield)]
            for node in ast.walk(function):
                if isinstance(node, ast.Return | ast.Assign | ast.AugAssign | ast.AnnAssign):
                    if node.value is not None:
                        yield from self._without_tags(module, node.value)
                elif isinstance(node, ast.Yield) and len(yields) > 1:
                    yield self._without_statement(module, node, b"pass", b"None")
                elif isinstance(node, ast.YieldFrom):
                    yield from self._without_tags(module, node.value)
                elif isinstance(node, ast.Call) and _adds(node):
                    yield self._without_statement(module, node, b"pass", b"None")

    def _without_statement(
        self, module: Module, node: ast.expr, statement: bytes, expression: bytes
    ) -> Mutant:
        """Put something idle in place of an expression, or of the statement that it makes up."""
        source = module.source
        start, end = source.start(node), source.end(node)
        if isinstance(source.parents[node], ast.Expr):
            lines = source.content.count(b"\n", start, end)
            return module.mutant(self.name, node, [Edit(start, end, statement + b"\n" * lines)])
        return module.mutant(self.name, node, [source.replaced(start, end, expression)])

    def _without_tags(self, module: Module, node: ast.AST) -> Iterator[Mutant]:
        for literal in _literals(node):
            for element in literal.elts:
                edits = without_element(module.source, literal, element)
                yield module.mutant(self.name, element, edits)


def _decorators(module: Module) -> Iterator[tuple[ast.expr, str]]:
    """Yield each decorator of a function, and the dotted name of what it calls."""
    for function in module.source.functions.values():
        for decorator in function.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            yield decorator, module.source.resolved(called)


def _undecorated(module: Module, operator: str, decorator: ast.expr) -> Mutant:
    source = module.source
    start = source.content.rindex(b"@", 0, source.start(decorator))
    end = source.end(decorator)
    blank = Edit(start, end, b"\n" * source.content.count(b"\n", start, end))
    return module.mutant(operator, decorator, [blank], gone=blank)


def _literals(node: ast.AST) -> Iterator[Literal]:
    """Yield literals of several tags: not the arguments of calls, nor what is compared with."""
    if isinstance(node, Literal) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        if len(node.elts) > 1:
            yield node
    elif isinstance(node, ast.Call | ast.Subscript | ast.JoinedStr | ast.Compare):
        return
    for child in ast.iter_child_nodes(node):
        yield from _literals(child)


def _adds(call: ast.Call) -> bool:
    method = call.func
    return (
        isinstance(method, ast.Attribute)
        and method.attr in _ADDING
        and isinstance(method.value, ast.Name)
    )
