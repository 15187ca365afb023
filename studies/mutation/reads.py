"""Operators on what is read: fewer joins and columns, fewer rows."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mutation.pieces import arguments, without_argument, without_call, without_operand
from mutation.source import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutation.mutant import Module, Mutant
    from mutation.source import Source

_CALLS = frozenset({"select_related", "prefetch_related", "only", "defer", "distinct"})
_FILTERS = frozenset({"filter", "exclude", "get"})
_MODELS = ("django.db.models", "django.db.models.query_utils", "django.db.models.expressions")
_CONDITIONS = frozenset(f"{module}.{name}" for module in _MODELS for name in ("Q", "Exists"))
_OF_A_Q = frozenset({"_connector", "_negated"})


class DropCall:
    """``.select_related(…)``, ``.only(…)`` and their like are taken out."""

    name = "drop-call"

    def mutants(self, module: Module) -> Iterator[Mutant]:
        """Yield a mutant for each such call."""
        for call in _methods(module, _CALLS):
            (edit,) = without_call(module.source, call)
            yield module.mutant(self.name, call, [edit], gone=edit)


class DropPredicate:
    """A condition is taken out of ``.filter(…)``, ``.exclude(…)``, ``.get(…)`` or ``Q(…)``.

    Where ``.get(…)`` finds several rows without it, the first is taken.
    """

    name = "drop-predicate"

    def mutants(self, module: Module) -> Iterator[Mutant]:
        """Yield a mutant for each condition."""
        source = module.source
        for call in _methods(module, _FILTERS):
            found = arguments(call)
            if not _filters(module, call):
                continue
            for argument in found:
                if len(found) > 1:
                    edits = without_argument(source, call, argument)
                    edits += _first_of_several(source, call) if _method(call) == "get" else []
                elif _method(call) == "get":
                    continue  # it would read any row
                else:
                    edits = without_call(source, call)
                yield module.mutant(self.name, argument, edits)
        yield from self._in_conditions(module)

    def _in_conditions(self, module: Module) -> Iterator[Mutant]:
        source = module.source
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and _is_condition(module, node):
                found = arguments(node)
                for argument in found:
                    named = isinstance(argument, ast.keyword) and argument.arg in _OF_A_Q
                    if len(found) > 1 and not named and not _in_class(module, node):
                        edits = without_argument(source, node, argument)
                        yield module.mutant(self.name, argument, edits)
            elif isinstance(node, ast.BinOp) and _joins_conditions(module, node):
                for operand in (node.left, node.right):
                    # Of a chain each operand is taken out where it stands, never two at once.
                    if not (isinstance(operand, ast.BinOp) and _is_and(operand)):
                        edits = without_operand(source, node, operand)
                        yield module.mutant(self.name, operand, edits)


class Unlimit:
    """The upper bound of a query set's slice is taken out."""

    name = "unlimit"

    def mutants(self, module: Module) -> Iterator[Mutant]:
        """Yield a mutant for each slice that is, or may be, one of a query set."""
        source = module.source
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
                continue
            lower, upper, step = node.slice.lower, node.slice.upper, node.slice.step
            answer = module.query_sets.is_one(node.value)
            if upper is None or step is not None or answer is False:
                continue
            opening = source.content.index(b"[", source.end(node.value))
            start, end = opening, source.end(node)
            gone = Edit(start, end)
            if lower is not None:
                start = source.content.rindex(b":", source.end(lower), source.start(upper)) + 1
                end -= 1
            edits = [source.replaced(start, end)]
            yield module.mutant(self.name, node, edits, gone=gone, unsure=answer is None)


def _first_of_several(source: Source, call: ast.Call) -> list[Edit]:
    """Let ``get`` take the first row, as it raises where its conditions leave several."""
    name, end = source.end(call.func), source.end(call)
    return [Edit(name - len("get"), name, b"filter"), Edit(end, end, b"[:1].get()")]


def _methods(module: Module, names: frozenset[str]) -> Iterator[ast.Call]:
    for node in ast.walk(module.source.tree):
        if isinstance(node, ast.Call) and _method(node) in names:
            yield node


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _filters(module: Module, call: ast.Call) -> bool:
    """Tell a query set's method from those of dicts, caches and modules."""
    assert isinstance(call.func, ast.Attribute)  # noqa: S101
    answer = module.query_sets.is_one(call.func.value)
    if answer is not None or call.func.attr != "get":
        return answer is not False
    return bool(call.keywords) or any(_has_condition(module, each) for each in call.args)


def _is_condition(module: Module, node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and module.source.resolved(node.func) in _CONDITIONS


def _has_condition(module: Module, node: ast.AST) -> bool:
    return any(_is_condition(module, each) for each in ast.walk(node))


def _is_and(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.BitAnd)


def _joins_conditions(module: Module, node: ast.BinOp) -> bool:
    """Tell ``&`` of conditions, some of which may be names, from ``&`` of numbers and sets."""
    if not _is_and(node) or _in_class(module, node):
        return False
    if _has_condition(module, node):
        return True
    inside: ast.AST = node
    for outer in module.source.around(node):
        if isinstance(outer, ast.Call):
            is_filter = _method(outer) in _FILTERS and _filters(module, outer)
            return is_filter and inside in outer.args
        if not isinstance(outer, ast.BinOp | ast.UnaryOp):
            return False
        inside = outer
    return False


def _in_class(module: Module, node: ast.AST) -> bool:
    """Tell constraints and indexes of a model, which are the schema's, not a query's."""
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    scope = next((each for each in module.source.around(node) if isinstance(each, scopes)), None)
    return isinstance(scope, ast.ClassDef)
