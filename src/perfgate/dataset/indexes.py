"""Takes indexes and foreign keys off tables while they are loaded, and puts them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.services.admin import AdminConnection

_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype::text
FROM pg_constraint
WHERE contype IN ('f', 'u') AND conparentid = 0 AND conrelid = ANY (%s::regclass[])
ORDER BY contype, 1, 2
"""
#: Primary keys stay: rows come in their order, and views may rest on them.
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary AND NOT indisexclusion
  AND NOT indisclustered AND NOT indisreplident
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('u', 'f'))
ORDER BY 1
"""
_FOREIGN_KEYS_TO = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype::text
FROM pg_constraint
WHERE contype = 'f' AND conparentid = 0 AND confrelid = ANY (%s::regclass[])
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class TakenOff:
    """Statements that put back what was taken off: uniqueness and indexes first, then the rest."""

    indexes: tuple[str, ...]
    constraints: tuple[str, ...]


def take_off(connection: AdminConnection, tables: Sequence[str]) -> TakenOff:
    """Drop the foreign keys, unique constraints and indexes of tables, all but the primary keys.

    Args:
        connection: to the database that is being built.
        tables: names of tables as the models give them.
    """
    names = [quoted(table) for table in tables]
    constraints = dict.fromkeys(
        (*row,)
        for sql in (_CONSTRAINTS, _FOREIGN_KEYS_TO)
        for row in connection.execute(sql, (names,))
    )
    foreign = [row for row in constraints if row[3] == "f"]
    unique = [row for row in constraints if row[3] == "u"]
    for table, name, _, _ in [*foreign, *unique]:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = connection.execute(_INDEXES, (names,))
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    return TakenOff(
        (*(definition for _, definition in indexes), *map(_added, unique)),
        tuple(map(_added, foreign)),
    )


def put_back(connection: AdminConnection, taken: TakenOff) -> None:
    """Create the constraints and indexes again, which also checks all rows.

    Raises:
        DatasetError: rows contradict a constraint.
    """
    for statement in (*taken.indexes, *taken.constraints):
        run(connection, statement)


def run(connection: AdminConnection, statement: str) -> None:
    """Create one constraint or index."""
    try:
        connection.execute(statement)
    except Exception as error:
        if not any(base.__name__ == "IntegrityError" for base in type(error).__mro__):
            raise
        raise DatasetError(
            f"The generated rows contradict the schema: {str(error).strip()}.",
            remedy="Mend the declaration of the columns that it names.",
            slug="dataset-refused",
        ) from error


def quoted(name: str) -> str:
    """A name as an SQL identifier; Django's models may bring the quotes along."""
    if name.startswith('"'):
        return name
    return '"' + name.replace('"', '""') + '"'


def _added(constraint: tuple[str, ...]) -> str:
    table, name, definition, _ = constraint
    return f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
