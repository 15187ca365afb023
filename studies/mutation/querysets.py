"""Which expressions are query sets: from how they are made, named, annotated or returned."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from mutation.source import Function, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

#: True, False, or None where the source alone does not tell.
Answer: TypeAlias = bool | None

_MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
#: Methods that nothing but a query set has and that give another one.
_OWN = frozenset(
    {
        *("filter", "exclude", "annotate", "alias", "order_by", "distinct", "values_list"),
        *("select_related", "select_for_update", "prefetch_related", "defer", "only", "using"),
    }
)
#: Methods that other things have too.
_SHARED = frozenset(
    {"all", "none", "values", "reverse", "union", "intersection", "difference", "dates", "extra"}
)
_PLAIN = (
    *(ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp),
    *(ast.GeneratorExp, ast.Constant, ast.JoinedStr, ast.Compare, ast.Lambda),
)
_BUILTINS = frozenset(
    {
        "list",
        "tuple",
        "dict",
        "set",
        "frozenset",
        "sorted",
        "reversed",
        "str",
        "zip",
        "map",
        "range",
    }
)


class QuerySets:
    """Tells query sets in one module.

    Args:
        source: the module.
        modules: all modules of the application by dotted name, for what functions return.
    """

    def __init__(self, source: Source, modules: Mapping[str, Source]) -> None:
        self._source = source
        self._modules = modules

    def is_one(self, node: ast.AST) -> Answer:
        """Tell whether an expression is a query set or a manager."""
        return self._told(node, frozenset())

    def _told(self, node: ast.AST, asked: frozenset[str]) -> Answer:
        answer: Answer = None
        if isinstance(node, _PLAIN):
            answer = False
        elif isinstance(node, ast.Call):
            answer = self._called(node, asked)
        elif isinstance(node, ast.Attribute):
            answer = True if node.attr in _MANAGERS or node.attr.endswith("_set") else None
        elif isinstance(node, ast.Subscript):
            answer = self._told(node.value, asked) if isinstance(node.slice, ast.Slice) else None
        elif isinstance(node, ast.NamedExpr):
            answer = self._told(node.value, asked)
        elif isinstance(node, ast.IfExp):
            answer = _any([self._told(node.body, asked), self._told(node.orelse, asked)])
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd):
            answer = _any([self._told(node.left, asked), self._told(node.right, asked)])
        elif isinstance(node, ast.Name):
            answer = None if node.id in asked else self._named(node, asked | {node.id})
        return answer

    def _called(self, node: ast.Call, asked: frozenset[str]) -> Answer:
        function = node.func
        if isinstance(function, ast.Attribute) and not self._source.resolved(function):
            of = self._told(function.value, asked)
            if function.attr in _OWN:
                return of is not False
            return of if function.attr in _SHARED else None
        if isinstance(function, ast.Name) and function.id in _BUILTINS:
            return False
        returned = self._returns(function)
        return None if returned is None else _annotated(returned)

    def _returns(self, function: ast.AST) -> ast.AST | None:
        """The annotation of what a function of the application returns."""
        name = self._source.resolved(function)
        if name:
            module, _, name = name.rpartition(".")
            source = self._modules.get(module)
        else:
            source = self._source
            name = function.id if isinstance(function, ast.Name) else ""
        found = source.functions.get(name) if source else None
        return found.returns if found else None

    def _named(self, name: ast.Name, asked: frozenset[str]) -> Answer:
        """What is bound to a name in the function around it, else in the module."""
        scope: ast.AST | None = self._source.function_of(name)
        answers: list[Answer] = []
        while scope is not None and not answers:
            if isinstance(scope, Function):
                answers += _parameters(scope, name.id)
            answers += [self._told(value, asked) for value in _assigned(scope, name.id)]
            scope = self._source.function_of(scope) if isinstance(scope, Function) else None
        if not answers:
            answers = [self._told(value, asked) for value in _assigned(self._source.tree, name.id)]
        if not answers and name.id in self._source.imports:
            return False
        return _any(answers)


def _any(answers: list[Answer]) -> Answer:
    """True if one is; False if none is for certain."""
    if True in answers:
        return True
    return False if answers and None not in answers else None


def _annotated(annotation: ast.AST) -> bool:
    text = ast.unparse(annotation)
    return "QuerySet" in text or "Manager" in text


def _parameters(function: Function, name: str) -> list[Answer]:
    arguments = function.args
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [
        _annotated(each.annotation) if each.annotation else None
        for each in found
        if each.arg == name
    ]


def _assigned(scope: ast.AST, name: str) -> list[ast.expr]:
    """The values assigned to a name in a scope, as far as there are expressions for them."""
    found: list[ast.expr] = []
    for node in ast.walk(scope):
        if not isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(each, ast.Name) and each.id == name for each in targets):
            found.append(node.value)
    return found
