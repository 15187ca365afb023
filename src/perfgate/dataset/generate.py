"""The tables of a recipe, as columns that can be computed for any of their rows.

Nothing is stored but what was asked for: a value follows from the dataset's seed, the table, the
column and the row. Columns that others look up as a whole (the parent's weights, say) are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from factory.declarations import BaseDeclaration

from perfgate.dataset import bits as random_bits
from perfgate.dataset import schema
from perfgate.dataset.columns.column import Column
from perfgate.dataset.fields import Kind, constant, kind_of, kind_of_value
from perfgate.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db import models

    from perfgate.dataset.bits import Bits, Floats, Integers
    from perfgate.dataset.fields import Values
    from perfgate.dataset.recipes import Recipe, Table


#: A whole column is computed and kept if at least every eighth of its rows is asked for.
_FEW = 8


@dataclass(frozen=True)
class Layout:
    """How many rows a table has, and columns that came with counting them (``Laid``)."""

    rows: int
    columns: Mapping[str, Values] = field(default_factory=dict)


class Tables:
    """All tables of a recipe."""

    def __init__(self, recipe: Recipe) -> None:
        self.as_of: datetime = recipe.as_of
        self.seed = recipe.seed
        self.parameters = recipe.parameters
        self._tables = {table.model: TableRows(self, table) for table in recipe.tables}

    def of(self, model: type[models.Model], *, wanted_by: str = "the recipe") -> TableRows:
        """The rows of a model's table.

        Raises:
            DatasetError: the recipe does not fill the table, or with no rows.
        """
        table = self._tables.get(model)
        if table is None or table.count == 0:
            why = "is not filled by the recipe" if table is None else "has no rows"
            raise DatasetError(
                f"{wanted_by} picks from {schema.label(model)}, which {why}.",
                remedy=f"Add Table(<factory of {model.__name__}>, rows=…) to the recipe.",
                slug="recipe-table-missing",
            )
        return table


class TableRows:
    """The rows of one table."""

    def __init__(self, tables: Tables, table: Table) -> None:
        self.tables = tables
        self.table = table
        self.declarations: Mapping[str, Any] = schema.declarations(table.factory)
        self.groups: dict[str, Any] = {}
        self._whole: dict[str, Values] = {}
        self._layout: Layout | None = None

    @property
    def layout(self) -> Layout:
        """How the table is laid out; computed once."""
        if self._layout is None:
            rows = self.table.rows
            self._layout = Layout(rows) if isinstance(rows, int) else rows(self.tables)
        return self._layout

    @property
    def count(self) -> int:
        """How many rows the table has."""
        return self.layout.rows

    def key(self, stream: str) -> np.uint64:
        """The key of a stream of random bits."""
        return random_bits.key_of(self.tables.seed, schema.table_name(self.table.model), stream)

    def whole(self, name: str) -> Values:
        """A column for all rows; kept."""
        if name not in self._whole:
            self._whole[name] = self.at(np.arange(self.count, dtype=np.uint64)).column(name)
        return self._whole[name]

    def of_rows(self, name: str, rows: Integers) -> Values:
        """A column for some rows, which may repeat; the whole column only if that is worth it."""
        few = len(rows) * _FEW < self.count and name not in self._whole
        return self.at(rows.astype(np.uint64)).column(name) if few else self.whole(name)[rows]

    def kept(self, name: str, rows: Bits) -> Values | None:
        """The rows of a column that was computed as a whole before."""
        return self._whole[name][rows] if name in self._whole else None

    def block(self, start: int, stop: int) -> Block:
        """The rows from ``start`` up to but not including ``stop``."""
        return self.at(np.arange(start, min(stop, self.count), dtype=np.uint64))

    def at(self, rows: Bits) -> Block:
        """The rows with these numbers."""
        return Block(self, rows)


class Block:
    """Some rows of one table; computes the columns that it is asked for, each once."""

    def __init__(self, table: TableRows, rows: Bits) -> None:
        self.table = table
        self.rows = rows
        self._columns: dict[str, Values] = {}
        self._pending: list[str] = []

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def name(self) -> str:
        """The factory's name, for messages."""
        return self.table.table.factory.__name__

    @property
    def as_of(self) -> datetime:
        """The dataset's clock."""
        return self.table.tables.as_of

    @property
    def total(self) -> int:
        """How many rows the table has in all."""
        return self.table.count

    def key(self, stream: str) -> np.uint64:
        """The key of a stream of random bits of this table."""
        return self.table.key(stream)

    def parameter(self, name: str) -> int:
        """A number that the recipe gives by name."""
        parameters = self.table.tables.parameters
        if name not in parameters:
            raise DatasetError(
                f"{self.name} asks for the parameter {name!r}, which the recipe does not give.",
                remedy=f"Add it: Recipe(…, parameters={{{name!r}: …}})",
                slug="recipe-parameter",
            )
        return parameters[name]

    def target(self, column: str) -> type[models.Model]:
        """The model that a foreign key of this table points to."""
        found: Any = self.table.table.fields[column]
        return found.related_model  # type: ignore[no-any-return]

    def parent(self, model: type[models.Model], column: str) -> TableRows:
        """The rows of the table that a column of this one picks from."""
        return self.table.tables.of(model, wanted_by=f"{self.name}.{column}")

    def bits(self, stream: str) -> Bits:
        """64 random bits for each row."""
        return random_bits.bits(self.key(stream), self.rows)

    def uniform(self, stream: str) -> Floats:
        """A number from 0 up to but not including 1 for each row."""
        return random_bits.uniform(self.bits(stream))

    def row_numbers(self) -> Integers:
        """The number of each row, from 0."""
        return self.rows.astype(np.int64)

    def laid(self, name: str) -> Values:
        """A column that came with the layout."""
        columns = self.table.layout.columns
        if name not in columns:
            raise DatasetError(
                f"The rows of {self.name} are laid out without a column {name!r}.",
                remedy=f"The layout has: {', '.join(columns) or 'no columns'}.",
                slug="recipe-layout",
            )
        return columns[name][self.rows]

    def column(self, name: str) -> Values:
        """The values of a column of these rows, as ``perfgate.dataset.fields`` holds them."""
        if name not in self._columns:
            kept = self.table.kept(name, self.rows)
            self._columns[name] = self._computed(name) if kept is None else kept
        return self._columns[name]

    def _computed(self, name: str) -> Values:
        if name in self._pending:
            raise DatasetError(
                f"{self.name}.{name} depends on itself: {' -> '.join([*self._pending, name])}.",
                remedy="Take one of these columns out of the others' declarations.",
                slug="recipe-circle",
            )
        self._pending.append(name)
        try:
            return self._declared(name)
        finally:
            self._pending.pop()

    def _declared(self, name: str) -> Values:
        declarations = self.table.declarations
        fields = self.table.table.fields
        found = fields.get(name)
        if name in declarations:
            declared = declarations[name]
            if isinstance(declared, Column):
                return declared.fill(self, name)
            if isinstance(declared, BaseDeclaration):
                raise DatasetError(
                    f"{self.name}.{name} is a {type(declared).__name__}, which fills no columns.",
                    remedy="Use a declaration of perfgate.dataset.columns.",
                    slug="recipe-declaration",
                )
            kind = kind_of(found) if found else kind_of_value(declared)
            return constant(declared, kind, len(self))
        if found is not None and found.primary_key:
            return self.row_numbers() + 1
        if found is not None and found.has_default():
            return constant(found.get_default(), kind_of(found), len(self))
        if found is not None and found.null:
            return constant(None, kind_of(found), len(self))
        raise DatasetError(
            f"{self.name} declares no column {name!r}.",
            remedy=f"It has: {', '.join(declarations)}.",
            slug="recipe-column",
        )


class OneRow(Block):
    """The one row that ``SomeFactory()`` makes the usual way, outside of any recipe."""

    #: Numbered from here, so that its codes never meet those of rows made by a recipe.
    FIRST = 10_000_000

    def __init__(self, instance: Any, step: Any) -> None:
        self._instance = instance
        self._meta = step.builder.factory_meta
        self.rows = np.array([self.FIRST + step.sequence], dtype=np.uint64)

    @property
    def name(self) -> str:
        """The factory's name."""
        return str(self._meta.factory.__name__)

    @property
    def as_of(self) -> datetime:
        """A fixed moment; what really happens now is none of a dataset's business."""
        return datetime(2026, 1, 1, tzinfo=UTC)

    @property
    def total(self) -> int:
        """As many as there could be."""
        return 2 * self.FIRST

    def key(self, stream: str) -> np.uint64:
        """The key of a stream of random bits, the same in each process."""
        return random_bits.key_of("one", schema.table_name(self._meta.model), stream)

    def column(self, name: str) -> Values:
        """Another attribute of the object that is being made."""
        value = getattr(self._instance, name)
        found = self.field(name)
        kind = kind_of_value(value) if found is None else kind_of(found)
        if kind is Kind.PARENT:
            return np.array([value], dtype=object)
        return constant(value, kind, 1)

    def parameter(self, name: str) -> int:  # noqa: ARG002
        """A single object belongs to no recipe: one day or one of what is asked for."""
        return 1

    def kind(self, name: str) -> Kind:
        """How a field's values are held; text for what is no field."""
        found = self.field(name)
        return Kind.TEXT if found is None else kind_of(found)

    def field(self, name: str) -> schema.Field | None:
        """The model's field of that name."""
        return schema.fields(self._meta.model).get(name)
