"""A few rows of each table, by which a template notices that other code would make other rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perfgate.dataset import schema
from perfgate.dataset.checks import written
from perfgate.dataset.fields import is_null

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.dataset.fields import Values
    from perfgate.dataset.generate import Tables
    from perfgate.dataset.recipes import Table

_SAMPLE_ROWS = 64


def sample(tables: Tables, table: Table) -> Iterator[bytes]:
    """64 rows spread over a table: another helper function gives other rows, seen here."""
    count = tables.of(table.model).count
    rows = np.unique(np.linspace(0, count - 1, _SAMPLE_ROWS).astype(np.uint64))
    block = tables.of(table.model).at(rows)
    yield str(count).encode()
    for found in written(table):
        yield schema.column_name(found).encode()
        yield _bytes(block.column(found.name))


def _bytes(values: Values) -> bytes:
    if values.dtype == object:
        return repr(values.tolist()).encode()
    if values.dtype.kind == "f":
        return repr([None if is_null(v) else f"{v:.9g}" for v in values]).encode()
    return repr(values.astype("int64").tolist()).encode()
