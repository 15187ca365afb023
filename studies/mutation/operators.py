"""All operators, and all mutants that they make of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mutation.caches import Unbump, Uncache
from mutation.mutant import Module, Mutant, Operator
from mutation.reads import DropCall, DropPredicate, Unlimit
from mutation.source import read_sources
from mutation.writes import Unbulk

if TYPE_CHECKING:
    from pathlib import Path

    from mutation.source import Source

OPERATORS: tuple[Operator, ...] = (
    DropCall(),
    Unbulk(),
    Uncache(),
    DropPredicate(),
    Unlimit(),
    Unbump(),
)
APPLICATION = "facility"
#: Neither history, nor what is slow on purpose, nor configuration.
LEFT_OUT = ("migrations", "naive", "settings")


def application(root: Path) -> dict[str, Source]:
    """The modules of the application, by dotted name."""
    return read_sources(root, APPLICATION, LEFT_OUT)


def mutants_of(root: Path) -> list[Mutant]:
    """Every mutant of the application, no two alike, in the order of the source."""
    modules = application(root)
    found: dict[tuple[str, bytes], Mutant] = {}
    for source in modules.values():
        module = Module(source, modules)
        made = [mutant for operator in OPERATORS for mutant in operator.mutants(module)]
        for mutant in sorted(made, key=lambda each: each.line):
            found.setdefault((mutant.path, mutant.content), mutant)
    return list(found.values())
