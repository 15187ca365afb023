"""Numbers, choices, nulls, and columns derived from others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from perfgate.dataset import bits as random_bits
from perfgate.dataset.columns.column import Column
from perfgate.dataset.fields import where
from perfgate.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from perfgate.dataset.bits import Floats, Integers
    from perfgate.dataset.fields import Values
    from perfgate.dataset.generate import Block

_UNSET: Any = object()
#: Shares such as 1/3 do not sum to 1 to the last bit.
_TOLERANCE = 1e-6


class Number(Column):
    """Whole numbers from ``low`` to ``high``, both included, all equally often."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self.low = low
        self.high = high

    def fill(self, block: Block, stream: str) -> Integers:
        """Whole numbers."""
        return self.low + random_bits.below(block.bits(stream), self.high - self.low + 1)


class LogNormal(Column):
    """Positive numbers of which half lie below ``median``; ``sigma`` is that of the logarithm.

    With ``mean`` instead of ``median`` they have that mean. ``digits`` decimal places are kept.
    """

    def __init__(
        self,
        *,
        sigma: float,
        median: float | None = None,
        mean: float | None = None,
        digits: int = 9,
    ) -> None:
        super().__init__()
        if (median is None) == (mean is None):
            raise DatasetError(
                "LogNormal takes either a median or a mean.",
                remedy="Give one of them.",
                slug="recipe-distribution",
            )
        self.sigma = sigma
        self.median = median
        self.mean = mean
        self.digits = digits

    def fill(self, block: Block, stream: str) -> Floats:
        """Positive floats."""
        spread = random_bits.exp(random_bits.normal(block.bits(stream)) * self.sigma)
        if self.median is not None:
            middle = self.median
        else:
            middle = float((self.mean or 0.0) * random_bits.exp(np.array(-(self.sigma**2) / 2)))
        return np.round(random_bits.rounded(spread * middle), self.digits)


class Beta(Column):
    """Shares between 0 and 1 of the Beta distribution."""

    def __init__(self, alpha: float, beta: float) -> None:
        super().__init__()
        self.alpha = alpha
        self.beta = beta

    def fill(self, block: Block, stream: str) -> Floats:
        """Floats between 0 and 1."""
        quantiles = random_bits.beta_quantiles(self.alpha, self.beta)
        return np.round(random_bits.inverse(quantiles, block.bits(stream)), 9)


class Chance(Column):
    """True for a share ``rate`` of the rows."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def fill(self, block: Block, stream: str) -> Values:
        """Booleans."""
        return block.uniform(stream) < self.rate


class Choice(Column):
    """One of several values, as often as its weight says; the weights are shares that sum to 1.

    Raises:
        DatasetError: there are no values, or the weights do not sum to 1.
    """

    def __init__(self, weights: Mapping[Any, float]) -> None:
        super().__init__()
        total = sum(weights.values())
        if not weights or abs(total - 1) > _TOLERANCE or min(weights.values()) < 0:
            raise DatasetError(
                f"The weights of Choice({dict(weights)!r}) sum to {total:g}, not to 1.",
                remedy="Give shares that sum to 1, such as {'HIGH': 0.2, 'LOW': 0.8}.",
                slug="recipe-weights",
            )
        self.weights = dict(weights)

    def fill(self, block: Block, stream: str) -> Values:
        """Values of the type of the choices."""
        totals = random_bits.cumulative(list(self.weights.values()))
        return _array(list(self.weights))[random_bits.pick(totals, block.bits(stream))]


class Zipf(Column):
    """Values of a list of which the k-th comes k ** -``exponent`` as often as the first."""

    def __init__(self, values: list[Any] | tuple[Any, ...], *, exponent: float) -> None:
        super().__init__()
        self.values = tuple(values)
        self.exponent = exponent

    def fill(self, block: Block, stream: str) -> Values:
        """Values of the type of the list's."""
        ranks = np.arange(1, len(self.values) + 1, dtype=np.float64)
        totals = random_bits.cumulative(random_bits.exp(-self.exponent * np.log(ranks)))
        return _array(self.values)[random_bits.pick(totals, block.bits(stream))]


class Nullable(Column):
    """Another column, but null for a share ``rate`` of the rows."""

    def __init__(self, column: Column, rate: float) -> None:
        super().__init__()
        self.column = column
        self.rate = rate

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self.column.__set_name__(owner, name)

    def fill(self, block: Block, stream: str) -> Values:
        """The other column's values, with nulls."""
        given = block.uniform(f"{stream}/null") >= self.rate
        return where(given, self.column.fill(block, stream))

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
        """The other column's value, or None."""
        from perfgate.dataset.generate import OneRow

        if OneRow(instance, step).uniform(f"{self.name}/null")[0] < self.rate:
            return None
        return self.column.evaluate(instance, step, extra)


class Derived(Column):
    """A column computed from others of the same rows.

    Args:
        function: is given the block and the named columns as arrays, and returns an array.
        columns: names of columns or parameters of the same factory.
        one: the value, or a function of the attributes, that a single object gets instead.
    """

    def __init__(self, function: Callable[..., Values], *columns: str, one: Any = _UNSET) -> None:
        super().__init__()
        self.function = function
        self.columns = columns
        self.one = one

    def fill(self, block: Block, stream: str) -> Values:  # noqa: ARG002
        """What the function returns."""
        return self.function(block, *(block.column(name) for name in self.columns))

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:
        """The value of a single object."""
        if self.one is _UNSET:
            return super().evaluate(instance, step, extra)
        return self.one(instance) if callable(self.one) else self.one


class Laid(Column):
    """A column that came with the layout of the table's rows.

    Args:
        name: its name in the layout.
        one: the value, or a function of the attributes, that a single object gets.
    """

    def __init__(self, name: str, *, one: Any = None) -> None:
        super().__init__()
        self.laid = name
        self.one = one

    def fill(self, block: Block, stream: str) -> Values:  # noqa: ARG002
        """The layout's values."""
        return block.laid(self.laid)

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:  # noqa: ARG002
        """The value of a single object."""
        return self.one(instance) if callable(self.one) else self.one


def _array(values: list[Any] | tuple[Any, ...]) -> Values:
    numeric = all(isinstance(value, (int, float)) for value in values)
    return np.array(values) if numeric else np.array(values, dtype=object)
