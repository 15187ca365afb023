"""Read which columns the tables of a database have now."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

# A table that a bare name finds is called by it, any other by schema and name, as in statements.
_COLUMNS = """
SELECT CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN c.relname::text
            ELSE n.nspname || '.' || c.relname END,
       pg_catalog.array_agg(a.attname::text ORDER BY a.attname::text COLLATE "C")
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\\_t%'
GROUP BY c.oid, c.relname, n.nspname
"""


def table_columns(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, ...]]:
    """Give the sorted columns of every table, by table, in one query of the catalog.

    The query goes out on the driver's own cursor, so no recorder sees it (the server does). On
    another database than PostgreSQL the answer is empty: there, a new column cannot be told from
    one newly asked for.

    Raises:
        django.db.Error: the connection cannot be used.
    """
    if connection.vendor != "postgresql":
        return {}
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return {table: tuple(columns) for table, columns in cursor.fetchall()}
