"""The indexes of the facility's tables: taking them back to what Django makes by itself.

"Before" is not a table without indexes. Django makes one for each foreign key and each
constraint; the facility switches some of the first off where an index of its own takes their
place, or where nothing is ever looked up by the column. Here all of them come back, and the
facility's own (``Meta.indexes``) go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field, Model

_INDEXES = """
    SELECT t.relname, c.relname, pg_relation_size(c.oid), EXISTS (
        SELECT FROM pg_constraint WHERE conindid = c.oid AND contype IN ('p', 'u', 'x'))
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public'
"""
_TABLE_SIZES = """
    SELECT t.relname, pg_table_size(t.oid) FROM pg_class t
    JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND t.relkind = 'r'
"""


class Index(NamedTuple):
    """An index as PostgreSQL has it; ``constraint`` tells that it belongs to one."""

    table: str
    name: str
    size: int
    constraint: bool


def indexes(connection: BaseDatabaseWrapper) -> list[Index]:
    """Every index of the application's tables."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES)
        return [Index(*row) for row in cursor.fetchall()]


def table_sizes(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """The bytes of each table without its indexes."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE_SIZES)
        return dict(cursor.fetchall())


def drop_own_indexes(connection: BaseDatabaseWrapper) -> int:
    """Drop all that ``Meta.indexes`` names; gives how many there were."""
    own = [(model, index) for model in _models() for index in model._meta.indexes]  # noqa: SLF001
    with connection.schema_editor() as editor:
        for model, index in own:
            editor.remove_index(model, index)
    return len(own)


def create_foreign_key_indexes(connection: BaseDatabaseWrapper) -> int:
    """Make the foreign-key indexes that the models switched off; gives how many there were."""
    from django.db.models import Index as ModelIndex

    wanted = [(model, field) for model in _models() for field in _switched_off(model)]
    with connection.schema_editor() as editor:
        for number, (model, field) in enumerate(wanted):
            editor.add_index(model, ModelIndex(fields=[field.name], name=f"default_fk_{number}"))
    return len(wanted)


def _models() -> Iterator[type[Model]]:
    from django.apps import apps

    for model in apps.get_models():
        if model.__module__.startswith("facility."):
            yield model


def _switched_off(model: type[Model]) -> Iterator[Field[object, object]]:
    from django.db.models import ForeignKey

    for field in model._meta.local_fields:  # noqa: SLF001 - Django's documented model API
        indexed = getattr(field, "db_index", False)  # the stubs lack it
        if isinstance(field, ForeignKey) and not indexed:
            yield field
