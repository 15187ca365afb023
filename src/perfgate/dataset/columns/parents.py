"""Foreign keys: which row of another table a row belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from factory.declarations import SubFactory

from perfgate.dataset import bits as random_bits
from perfgate.dataset import schema
from perfgate.dataset.columns.column import Column
from perfgate.dataset.fields import NULL, where
from perfgate.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable

    from factory.base import Factory

    from perfgate.dataset.bits import Bits, Integers
    from perfgate.dataset.fields import Values
    from perfgate.dataset.generate import Block, TableRows


class Pick(Column, SubFactory):
    """A row of another table; ``SomeFactory()`` makes one by the other table's factory.

    Args:
        factory: the other table's factory, or its dotted name.
        weight: a column of the other table: how often each of its rows is picked.
        least: how many of the first rows go to each parent (of a weight above 0) before the rest
            are picked by weight.
        within: ``(own column, parent's column)``: pick among the parents with the same value as
            this row only, all equally often; null where there is none.
        skew: above 1, the earlier ones of those ``within`` are picked more often.
        laid: a column of this table's layout that gives the parents' row numbers.
        one: False where a single object gets None.
        defaults: passed to the factory that makes a single parent.
    """

    def __init__(  # noqa: PLR0913
        self,
        factory: type[Factory[Any]] | str,
        *,
        weight: str | None = None,
        least: int = 0,
        within: tuple[str, str] | None = None,
        skew: float = 1.0,
        laid: str | None = None,
        one: bool = True,
        **defaults: Any,
    ) -> None:
        SubFactory.__init__(self, factory, **defaults)  # type: ignore[no-untyped-call]
        self.weight = weight
        self.least = least
        self.within = within
        self.skew = skew
        self.laid = laid
        self.one = one

    def fill(self, block: Block, stream: str) -> Integers:
        """Row numbers of the parents."""
        if self.laid is not None:
            return block.laid(self.laid)
        parents = block.parent(_model(self), stream)
        drawn = block.bits(stream)
        if self.within is not None:
            return self._within(block, parents, drawn)
        if self.weight is None:
            return random_bits.below(drawn, parents.count)
        weights = np.asarray(parents.whole(self.weight), dtype=np.float64)
        picked = random_bits.pick(_totals(weights, f"{block.name}.{stream}"), drawn)
        eligible = np.flatnonzero(weights > 0)
        rows = block.row_numbers()
        first = rows < self.least * len(eligible)
        return np.where(first, eligible[rows % len(eligible)], picked)

    def _within(self, block: Block, parents: TableRows, drawn: Bits) -> Integers:
        own, theirs = self.within or ("", "")
        groups = Groups.of(parents, theirs)
        return groups.pick(block.column(own), drawn, self.skew)

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
        """A parent made by its factory."""
        return _made(self, instance, step, extra) if self.one else None


class Groups:
    """The rows of a table by the value of a column of whole numbers."""

    def __init__(self, values: Integers) -> None:
        self.order = np.argsort(values, kind="stable")
        self.values, self.starts, self.counts = np.unique(
            values[self.order], return_index=True, return_counts=True
        )

    @classmethod
    def of(cls, table: TableRows, column: str) -> Groups:
        """The groups of a table; computed once."""
        found: Groups = table.groups.setdefault(column, None) or cls(table.whole(column))
        table.groups[column] = found
        return found

    def find(self, wanted: Integers) -> tuple[Integers, Integers]:
        """Where each wanted group starts in ``order``, and how many rows it has (0: none)."""
        place = np.minimum(np.searchsorted(self.values, wanted), len(self.values) - 1)
        known = (self.values[place] == wanted) & (wanted != NULL)
        return self.starts[place], np.where(known, self.counts[place], 0)

    def pick(self, wanted: Integers, drawn: Bits, skew: float = 1.0) -> Integers:
        """A row of the wanted group for each row, null where it has none."""
        starts, counts = self.find(wanted)
        if skew == 1.0:
            offset = random_bits.below(drawn, np.maximum(counts, 1))
        else:
            part = random_bits.rounded(random_bits.uniform(drawn) ** skew)
            offset = np.minimum((part * counts).astype(np.int64), np.maximum(counts - 1, 0))
        return np.where(counts > 0, self.order[starts + offset], NULL)


class Via(Column):
    """The value that the parent has in one of its columns, null where there is no parent."""

    def __init__(self, parent: str, column: str, *, one: Any = None) -> None:
        super().__init__()
        self.parent = parent
        self.column = column
        self.one = one

    def fill(self, block: Block, stream: str) -> Values:
        """The parent's values."""
        parents = block.parent(block.target(self.parent), stream)
        rows = block.column(self.parent)
        values = parents.of_rows(self.column, np.where(rows == NULL, 0, rows))
        return where(rows != NULL, values) if (rows == NULL).any() else values

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:  # noqa: ARG002
        """The single parent's value."""
        return getattr(getattr(instance, self.parent), self.column, self.one)


class Lookup(Column, SubFactory):
    """The row of another table that has a given value in a column, such as a code.

    Args:
        factory: the other table's factory, or its dotted name.
        column: the other table's column (or parameter) that holds the codes.
        code: a code, or the column that gives the code of each row.
        one: makes the arguments of the factory from a code, for a single object.
    """

    def __init__(
        self,
        factory: type[Factory[Any]] | str,
        column: str,
        code: str | Column,
        *,
        one: Callable[[str], dict[str, Any]] | None = None,
    ) -> None:
        SubFactory.__init__(self, factory)  # type: ignore[no-untyped-call]
        self.looked_up = column
        self.code = code
        self.one = one

    def fill(self, block: Block, stream: str) -> Integers:
        """Row numbers of the rows with the codes."""
        parents = block.parent(_model(self), stream)
        known = {code: row for row, code in enumerate(parents.whole(self.looked_up).tolist())}
        codes = self._codes(block, stream)
        try:
            if isinstance(codes, str):
                return np.full(len(block), known[codes], dtype=np.int64)
            rows = [NULL if code is None else known[code] for code in codes.tolist()]
        except KeyError as missing:
            raise DatasetError(
                f"{block.name}.{stream} looks up {missing} in {parents.table.factory.__name__}"
                f".{self.looked_up}, where it does not occur.",
                remedy=f"Add the code, or use one of: {', '.join(sorted(map(str, known)))}.",
                slug="recipe-lookup",
            ) from None
        return np.array(rows, dtype=np.int64)

    def _codes(self, block: Block, stream: str) -> str | Values:
        if isinstance(self.code, str):
            return self.code
        return self.code.fill(block, f"{stream}/code")

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
        """The row with the code, made by its factory."""
        from perfgate.dataset.generate import OneRow

        codes = self._codes(OneRow(instance, step), self.name)
        code = codes if isinstance(codes, str) else codes[0]
        if code is None:
            return None
        made = self.one(code) if self.one else {self.looked_up: code}
        return _made(self, instance, step, {**made, **extra})


def _model(declaration: SubFactory) -> schema.Model:
    return schema.model_of(declaration.get_factory())  # type: ignore[no-untyped-call]


def _made(declaration: SubFactory, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
    return SubFactory.evaluate(declaration, instance, step, extra)  # type: ignore[no-untyped-call]


def _totals(weights: Any, column: str) -> Integers:
    try:
        return random_bits.cumulative(weights)
    except ValueError as error:
        raise DatasetError(
            f"{column} picks parents by weights that cannot be used: {error}.",
            remedy="Let the weight column give a positive number for at least one parent.",
            slug="recipe-weights",
        ) from None
