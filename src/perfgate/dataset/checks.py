"""What must be right about a recipe before a row is written, and which columns it writes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from factory.declarations import BaseDeclaration

from perfgate.dataset import schema
from perfgate.dataset.columns.column import Column
from perfgate.errors import DatasetError

if TYPE_CHECKING:
    from django.db import models

    from perfgate.dataset.recipes import Recipe, Table


def check(recipe: Recipe) -> None:
    """Hold every table of a recipe against its model.

    Raises:
        DatasetError: names the factory, the column and the remedy.
    """
    if recipe.as_of.tzinfo is None:
        raise DatasetError(
            f"The recipe {recipe.name!r} has as_of={recipe.as_of.isoformat()}, which is not aware.",
            remedy="Give it a time zone: datetime(2026, 6, 30, tzinfo=UTC).",
            slug="recipe-invalid",
        )
    seen: set[type[models.Model]] = set()
    for table in recipe.tables:
        _check_rows(recipe, table)
        if table.model in seen:
            raise DatasetError(
                f"The recipe {recipe.name!r} fills {schema.label(table.model)} twice.",
                remedy="Leave one Table for each model.",
                slug="recipe-table-twice",
            )
        seen.add(table.model)
        _check_names(table)
        written(table)


def _check_rows(recipe: Recipe, table: Table) -> None:
    rows: object = table.rows
    counted = isinstance(rows, int) and not isinstance(rows, bool) and rows >= 0
    if not counted and not callable(rows):
        raise DatasetError(
            f"The recipe {recipe.name!r} gives {table.factory.__name__} {rows!r} rows.",
            remedy="Write a number from 0 up, or a function that lays rows out.",
            slug="recipe-invalid",
        )


def written(table: Table) -> list[models.Field[Any, Any]]:
    """The fields whose columns the recipe writes; the database fills the others.

    Raises:
        DatasetError: a column can be neither declared nor left out.
    """
    return [found for found in table.fields.values() if _is_written(table, found)]


def _is_written(table: Table, found: models.Field[Any, Any]) -> bool:
    if getattr(found, "generated", False):
        return False
    if found.name in schema.declarations(table.factory):
        return True
    if found.primary_key:
        return _has_row_number(table, found)
    if _has_db_default(found):
        return False
    if found.has_default():
        _check_default(table, found)
        return True
    if found.null:
        return False
    raise DatasetError(
        f"{table.factory.__name__} does not declare {found.name!r}, which is NOT NULL and has no "
        "default.",
        remedy=f"Declare it: {found.name} = …, in {table.factory.__module__}.",
        slug="recipe-undeclared",
    )


def _has_row_number(table: Table, found: models.Field[Any, Any]) -> bool:
    from django.db.models import AutoField, IntegerField

    if isinstance(found, (AutoField, IntegerField)):
        return True
    raise DatasetError(
        f"{table.factory.__name__} does not declare the primary key {found.name!r}, which is no "
        "whole number.",
        remedy=f"Declare it: {found.name} = …, in {table.factory.__module__}.",
        slug="recipe-undeclared",
    )


def _has_db_default(found: models.Field[Any, Any]) -> bool:
    from django.db.models import NOT_PROVIDED

    return found.db_default is not NOT_PROVIDED


def _check_default(table: Table, found: models.Field[Any, Any]) -> None:
    """A default that asks the clock or makes up an id gives other rows each time."""
    first, again = found.get_default(), found.get_default()
    today = isinstance(first, date) and not isinstance(first, datetime) and callable(found.default)
    if first != again or today:
        raise DatasetError(
            f"{table.factory.__name__} does not declare {found.name!r}, whose default gives another"
            " value each time.",
            remedy=f"Declare it: {found.name} = …, in {table.factory.__module__}.",
            slug="recipe-undeclared",
        )


def _check_names(table: Table) -> None:
    for name, declared in schema.declarations(table.factory).items():
        if name not in table.fields and name not in schema.parameters(table.factory):
            raise DatasetError(
                f"{table.factory.__name__} declares {name!r}, which is no column of "
                f"{schema.label(table.model)}.",
                remedy=f"Its fields: {', '.join(table.fields)}; other values go to class Params.",
                slug="recipe-column",
            )
        if isinstance(declared, BaseDeclaration) and not isinstance(declared, Column):
            raise DatasetError(
                f"{table.factory.__name__}.{name} is a {type(declared).__name__}, which fills no "
                "columns.",
                remedy="Use a declaration of perfgate.dataset.columns.",
                slug="recipe-declaration",
            )
