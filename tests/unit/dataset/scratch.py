"""Recipes of a table or two, for tests without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from factory.django import DjangoModelFactory

from facility.onboarding.models import Bt, TypeAssist
from perfgate.dataset.columns import Text
from perfgate.dataset.generate import Tables
from perfgate.dataset.recipes import Recipe, Table

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)


def factory_of(model: Any, **declarations: Any) -> Any:
    """A factory with these declarations; ``params`` go to its ``class Params``."""
    params = declarations.pop("params", {})
    meta = type("Meta", (), {"model": model})
    body = {"Meta": meta, "Params": type("Params", (), params), **declarations}
    return type(DjangoModelFactory)(f"{model.__name__}Factory", (DjangoModelFactory,), body)


def recipe_of(*tables: Table, seed: int = 1, **parameters: int) -> Recipe:
    """A recipe named scratch."""
    return Recipe(name="scratch", seed=seed, as_of=AS_OF, tables=tables, parameters=parameters)


def column(declaration: Any, rows: int = 1_000, seed: int = 1, **others: Any) -> Any:
    """What a declaration fills the column ``taname`` of TypeAssist with."""
    made = factory_of(TypeAssist, tacode=Text("C{row}"), taname=declaration, **others)
    return Tables(recipe_of(Table(made, rows), seed=seed)).of(TypeAssist).whole("taname")


def parents(rows: int, **declarations: Any) -> Table:
    """A table of nodes that others can pick from."""
    made = factory_of(
        Bt, bucode=Text("B{row}"), buname=Text("Node {row}"), identifier=None, **declarations
    )
    return Table(made, rows)
