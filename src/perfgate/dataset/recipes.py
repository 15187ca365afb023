"""Recipes: which tables a dataset fills, with which factories and with how many rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from perfgate.dataset import schema
from perfgate.dataset.faults import told
from perfgate.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.db import models
    from factory.base import Factory

    from perfgate.dataset.generate import Layout, Tables

    #: A number of rows, or a rule that lays them out from the tables before it.
    Rows = int | Callable[[Tables], Layout]


@dataclass(frozen=True)
class Table:
    """One table of a recipe.

    Attributes:
        factory: declares its columns.
        rows: how many rows it gets, or a function of the recipe's tables that lays them out.
    """

    factory: type[Factory[Any]]
    rows: Rows

    @property
    def model(self) -> type[models.Model]:
        """The model that the factory makes."""
        return schema.model_of(self.factory)

    @property
    def fields(self) -> dict[str, models.Field[Any, Any]]:
        """The table's columns, by field name."""
        return schema.fields(self.model)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The declaration of a dataset.

    Attributes:
        name: what the marker's ``dataset=`` and the setting ``dataset`` say.
        seed: another seed gives other values of the same shape.
        as_of: the moment at which the dataset's history ends; aware.
        tables: in the order in which they are loaded.
        parameters: numbers that columns and layouts ask for by name.
        alias: the database that it fills.
    """

    name: str
    seed: int
    as_of: datetime
    tables: tuple[Table, ...]
    parameters: Mapping[str, int] = field(default_factory=dict)
    alias: str = "default"


def load_recipe(module: str, name: str) -> Recipe:
    """Find a recipe among the attributes of a module.

    Raises:
        DatasetError: the module cannot be imported, or has no such recipe.
    """
    with told(
        f"The module of recipes {module!r} cannot be imported",
        remedy="Set [tool.perfgate] recipes to an importable module, and install what it needs:"
        " pip install 'pytest-perfgate[seed]'",
        slug="recipes-import",
    ):
        found = import_module(module)
    recipes: dict[str, Recipe] = {}
    for value in vars(found).values():
        if not isinstance(value, Recipe):
            continue
        if recipes.setdefault(value.name, value) is not value:
            raise DatasetError(
                f"The module {module} has two recipes of the name {value.name!r}.",
                remedy="Give each dataset a name of its own.",
                slug="recipe-twice",
            )
    if name not in recipes:
        raise DatasetError(
            f"There is no recipe {name!r} in {module}.",
            remedy=f"Known recipes: {', '.join(sorted(recipes)) or 'none'}.",
            slug="dataset-unknown",
        )
    return recipes[name]
