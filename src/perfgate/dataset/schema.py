"""What models and factories say of themselves: the one place that reads their ``_meta``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db import models
    from factory.base import Factory

    Field = models.Field[Any, Any]
    Model = type[models.Model]


def model_of(factory: type[Factory[Any]]) -> Model:
    """The model that a factory makes."""
    found: Model = factory._meta.model  # noqa: SLF001
    return found


def declarations(factory: type[Factory[Any]]) -> dict[str, Any]:
    """All declarations of a factory by name, those of ``class Params`` among them."""
    found: dict[str, Any] = factory._meta.declarations  # noqa: SLF001
    return found


def parameters(factory: type[Factory[Any]]) -> frozenset[str]:
    """The names in ``class Params``: values that no model instance gets."""
    return frozenset(factory._meta.parameters)  # noqa: SLF001


def label(model: Model) -> str:
    """Such as ``peoples.People``."""
    return model._meta.label  # noqa: SLF001


def table_name(model: Model) -> str:
    """The table's name, as the model gives it."""
    return model._meta.db_table  # noqa: SLF001


def fields(model: Model) -> dict[str, Field]:
    """The fields that have a column, by name."""
    return {found.name: found for found in model._meta.concrete_fields}  # noqa: SLF001


def column_name(field: Field) -> str:
    """The name of a field's column."""
    return str(field.column)


def primary_key(model: Model) -> Field:
    """The field of the primary key."""
    found: Field = model._meta.pk  # noqa: SLF001
    return found
