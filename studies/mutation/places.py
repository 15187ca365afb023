"""Whether a finding names the place where a mutant was made.

The right function is the mutated one; next to it are the functions of its module that it names
and those that name it, where the statement of a query built elsewhere may be sent from. What a
function of another module uses (the tags that it is cached under, say) may show only there: such
functions are its users.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from mutation.source import Source
from perfgate.report.findings import SITES_SHOWN, sites_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mutation.mutant import Mutant
    from mutation.source import Function
    from perfgate.model import Finding, Judgement, Site


class Place(NamedTuple):
    """Where a finding points to; ``line`` is 0 where only the function is known."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return f"{self.file}{line}" + (f" in {self.function}" if self.function else "")


class Target:
    """The place of a mutant, in the module as it was changed.

    Args:
        mutant: the mutant.
        modules: the application's modules, by dotted name, to find users in.
    """

    def __init__(self, mutant: Mutant, modules: Mapping[str, Source] | None = None) -> None:
        self._path = mutant.path
        module = Source(mutant.path, mutant.content)
        self._users = {
            source.path: users
            for source in (modules or {}).values()
            if (users := _users(source, f"{module.module}.{mutant.function}"))
        }
        functions = module.functions
        own = functions.get(mutant.function)
        self._own = {mutant.function: own} if own else {}
        self._near = {
            name: function
            for name, function in functions.items()
            if own and (_names(own, function.name) or _names(function, own.name))
        }

    def has_file(self, place: Place) -> bool:
        """Tell whether the file is right."""
        return place.file == self._path

    def has_function(self, place: Place) -> bool:
        """Tell whether the line is one of the mutated function."""
        return self.has_file(place) and _lies_in(place, self._own)

    def is_near(self, place: Place) -> bool:
        """Tell whether the line is of the mutated function or one next to it."""
        return self.has_function(place) or (self.has_file(place) and _lies_in(place, self._near))

    def is_user(self, place: Place) -> bool:
        """Tell whether the line is of a function in another module that uses the mutated one."""
        return _lies_in(place, self._users.get(place.file, {}))


def first_finding(judgement: Judgement) -> Finding | None:
    """The finding that a failing measurement is told by."""
    return next((each for each in judgement.findings if not each.notice), None)


def places(finding: Finding) -> list[Place]:
    """The places that a finding shows: of what there is, and of what is gone."""
    shown: list[Site] = [each.site for each in sites_of([finding])[:SITES_SHOWN]]
    found = [*shown, *finding.gone_from]
    if found:
        return [Place(each.file, each.line, each.function) for each in found]
    file, _, function = finding.place_before.partition("::")
    return [Place(file, 0, function)] if file else []


def _lies_in(place: Place, functions: dict[str, Function]) -> bool:
    if not place.line:
        return place.function in functions
    return any(_first(each) <= place.line <= _last(each) for each in functions.values())


def _first(function: Function) -> int:
    return min([function.lineno, *(each.lineno for each in function.decorator_list)])


def _last(function: Function) -> int:
    return function.end_lineno or function.lineno


def _users(source: Source, name: str) -> dict[str, Function]:
    """The functions of a module that name what it imports, and those that name these."""
    wanted = {local for local, imported in source.imports.items() if imported == name}
    found: dict[str, Function] = {}
    while wanted:
        more = {
            key: function
            for key, function in source.functions.items()
            if key not in found and any(_names(function, each) for each in wanted)
        }
        found |= more
        wanted = {function.name for function in more.values()}
    return found


def _names(function: Function, other: str) -> bool:
    """Tell whether a function names another one."""
    return any(
        (isinstance(node, ast.Name) and node.id == other)
        or (isinstance(node, ast.Attribute) and node.attr == other)
        for node in ast.walk(function)
    )
