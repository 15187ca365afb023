"""Turns an empty database into a dataset: migrate, fill, check, freeze."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfgate.dataset import schema
from perfgate.dataset.faults import table_told, told
from perfgate.dataset.indexes import put_back, quoted, take_off
from perfgate.errors import DatasetError
from perfgate.services.admin import connect
from perfgate.services.world import database_settings, is_postgres, redirected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from perfgate.dataset.recipes import Recipe, Table
    from perfgate.services.admin import AdminConnection
    from perfgate.services.servers import PostgresServer

#: More than the pinned settings give a session: building indexes is what takes long.
_SESSION = (
    "SET TIME ZONE 'UTC'",
    "SET maintenance_work_mem = '256MB'",
    "SET synchronous_commit = off",
)


def migrate(
    server: PostgresServer,
    database: str,
    databases: Mapping[str, Mapping[str, Any]],
    alias: str | None,
) -> None:
    """Run all migrations on a database.

    Args:
        server: where it is.
        database: its name.
        databases: entries of ``DATABASES``; those of PostgreSQL all point to it meanwhile: a data
            migration must not reach a real database through another alias.
        alias: the one to migrate; None for ``default``, or the first where there is no such alias.
    """
    from django.core.management import call_command
    from django.db import connections

    entries = {
        name: database_settings(entry, server, database)
        for name, entry in databases.items()
        if is_postgres(entry)
    }
    chosen = alias or ("default" if "default" in entries else next(iter(entries), None))
    if chosen not in entries:
        raise DatasetError(
            f"The dataset's database {chosen!r} is none of PostgreSQL's among DATABASES.",
            remedy=f"Set the recipe's alias to one of: {', '.join(entries) or '(there is none)'}.",
            slug="dataset-alias",
        )
    failed = told(
        f"The migrations failed on an empty database of PostgreSQL (alias {chosen!r})",
        remedy="Mend the migration: python manage.py migrate must work from nothing.",
        slug="dataset-migrate",
    )
    with redirected(entries), failed:
        call_command("migrate", database=chosen, interactive=False, verbosity=0)
        for name in entries:
            connections[name].close()


def fill_database(
    server: PostgresServer, database: str, recipe: Recipe, progress: Callable[[str], None]
) -> dict[str, int]:
    """Fill the tables of a recipe, put the indexes back, freeze; the rows by table."""
    from perfgate.dataset.copy import fill
    from perfgate.dataset.generate import Tables

    tables = Tables(recipe)
    counts: dict[str, int] = {}
    names = [schema.table_name(table.model) for table in recipe.tables]
    with connect(server, database) as connection:
        for statement in _SESSION:
            connection.execute(statement)
        taken = take_off(connection, names)
        for table in recipe.tables:
            name = schema.table_name(table.model)
            _empty(connection, name)
            with table_told(recipe.name, table.factory.__name__):
                counts[name] = fill(connection, tables, table)
            progress(f"{name}: {counts[name]:,} rows")
            _set_sequence(connection, table)
        progress("indexes and constraints")
        put_back(connection, taken)
        progress("freezing")
        connection.execute("VACUUM (FREEZE, ANALYZE)")
    return counts


def _empty(connection: AdminConnection, table: str) -> None:
    """Rows that migrations put into a table that the recipe fills are replaced by the recipe's."""
    if connection.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 1"):  # noqa: S608  # quoted
        connection.execute(f"TRUNCATE {quoted(table)}")


def _set_sequence(connection: AdminConnection, table: Table) -> None:
    key = schema.column_name(schema.primary_key(table.model))
    name = quoted(schema.table_name(table.model))
    column = quoted(key)
    (row,) = connection.execute("SELECT pg_get_serial_sequence(%s, %s)", (name, key))
    if row[0] is not None:
        connection.execute(
            f"SELECT setval(%s, coalesce(max({column}), 0) + 1, false) FROM {name}",  # noqa: S608
            (row[0],),
        )
