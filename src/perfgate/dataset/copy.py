"""Fills the tables of a recipe by COPY."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from perfgate.dataset import schema
from perfgate.dataset.checks import written
from perfgate.dataset.fields import NULL, Kind, kind_of, nulls
from perfgate.dataset.indexes import quoted
from perfgate.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfgate.dataset.fields import Values
    from perfgate.dataset.generate import Block, Tables
    from perfgate.dataset.recipes import Table
    from perfgate.dataset.schema import Field
    from perfgate.services.admin import AdminConnection

#: Large enough that COPY's own cost vanishes, small enough that two chunks fit in a small memory.
CHUNK_ROWS = 40_000


def fill(connection: AdminConnection, tables: Tables, table: Table) -> int:
    """Write all rows of a table; the next chunk is generated while one is loaded.

    Returns:
        How many rows were written.

    Raises:
        DatasetError: the server refuses a row.
    """
    fields = written(table)
    columns = ", ".join(quoted(schema.column_name(found)) for found in fields)
    name = quoted(schema.table_name(table.model))
    statement = f"COPY {name} ({columns}) FROM STDIN (FORMAT csv)"
    with ThreadPoolExecutor(1, "perfgate-copy") as pool:
        loading = None
        for chunk in chunks(tables, table):
            if loading is not None:
                loading.result()
            loading = pool.submit(_copy, connection, statement, chunk, table)
        if loading is not None:
            loading.result()
    return tables.of(table.model).count


def chunks(tables: Tables, table: Table) -> Iterator[bytes]:
    """The rows of a table as CSV, in chunks."""
    rows = tables.of(table.model)
    fields = written(table)
    for start in range(0, rows.count, CHUNK_ROWS):
        yield render(rows.block(start, start + CHUNK_ROWS), fields, tables)


def render(block: Block, fields: list[Field], tables: Tables) -> bytes:
    """Some rows as CSV: a null is nothing, an empty text is quoted."""
    frame = pl.DataFrame([_series(found, block.column(found.name), tables) for found in fields])
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False)
    return buffer.getvalue()


def _series(found: Field, values: Values, tables: Tables) -> pl.Series:
    kind = kind_of(found)
    if kind is Kind.PARENT:
        values = _keys(found, values, tables)
    if values.dtype == object:
        return pl.Series(schema.column_name(found), values.tolist(), dtype=pl.String)
    series = pl.Series(schema.column_name(found), values)
    missing = nulls(values)
    if missing.any():
        series = series.set(pl.Series(missing), None)
    return _cast(series, kind, found)


def _cast(series: pl.Series, kind: Kind, found: Field) -> pl.Series:
    if kind is Kind.DECIMAL:
        return series.cast(pl.Decimal(38, getattr(found, "decimal_places", 6)))
    cast = _CASTS.get(kind)
    return series if cast is None else cast(series)


_CASTS: dict[Kind, Callable[[pl.Series], pl.Series]] = {
    Kind.MOMENT: lambda series: series.cast(pl.Datetime("us")),
    Kind.DATE: lambda series: series.cast(pl.Int32).cast(pl.Date),
    Kind.TIME: lambda series: (series * 1000).cast(pl.Time),
    Kind.DURATION: lambda series: series.cast(pl.String) + " microseconds",
    Kind.BOOLEAN: lambda series: series.cast(pl.Boolean),
}


def _keys(found: Any, rows: Values, tables: Tables) -> Values:
    """Row numbers of parents as the parents' keys."""
    if rows.dtype == object:
        raise DatasetError(
            f"The foreign key {schema.label(found.model)}.{found.name} is filled with objects.",
            remedy="Use Pick, Lookup, Via or a layout: they give rows of the parent's table.",
            slug="recipe-foreign-key",
        )
    missing = rows == NULL
    if missing.all():
        return rows
    parents = tables.of(found.related_model, wanted_by=f"{found.model.__name__}.{found.name}")
    keys = parents.of_rows(found.target_field.name, np.where(missing, 0, rows))
    return np.where(missing, NULL, keys) if missing.any() else keys


def _copy(connection: AdminConnection, statement: str, chunk: bytes, table: Table) -> None:
    # A COPY is the one thing that both drivers do in a way of their own.
    raw: Any = connection._raw  # noqa: SLF001
    try:
        with raw.cursor() as cursor:
            if connection.driver == "psycopg":
                with cursor.copy(statement) as copying:
                    copying.write(chunk)
            else:
                cursor.copy_expert(statement, io.BytesIO(chunk))
    except Exception as error:
        if not any(base.__name__ == "DatabaseError" for base in type(error).__mro__):
            raise
        raise DatasetError(
            f"PostgreSQL refuses rows of {table.factory.__name__}: {str(error).strip()}.",
            remedy=f"Mend the declaration of the column it names, in {table.factory.__module__}.",
            slug="dataset-refused",
        ) from error
