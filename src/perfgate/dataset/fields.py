"""How the values of a Django field are held in a whole column, and back.

A column is a NumPy array whose type follows from the field: booleans as bool, whole numbers as
int64, floats and decimals as float64, moments as microseconds since 1970 (UTC), dates as days
since 1970, times of day and durations as microseconds (all int64), foreign keys as the row number
of the parent (int64, from 0), and everything else as text (object). A null is the least int64,
NaN, or None.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db import models
    from numpy.typing import NDArray

    Values = NDArray[Any]

#: The null of a column of whole numbers.
NULL = int(np.iinfo(np.int64).min)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.date()
_MICROSECOND = timedelta(microseconds=1)


class Kind(StrEnum):
    """How the values of a column are held."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    FLOAT = "float"
    DECIMAL = "decimal"
    MOMENT = "moment"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    PARENT = "parent"
    JSON = "json"
    ARRAY = "array"
    TEXT = "text"


#: Looked up in this order: DateTimeField is a DateField too.
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("ForeignKey", Kind.PARENT),
    ("BooleanField", Kind.BOOLEAN),
    ("IntegerField", Kind.INTEGER),
    ("AutoFieldMixin", Kind.INTEGER),
    ("FloatField", Kind.FLOAT),
    ("DecimalField", Kind.DECIMAL),
    ("DateTimeField", Kind.MOMENT),
    ("DateField", Kind.DATE),
    ("TimeField", Kind.TIME),
    ("DurationField", Kind.DURATION),
    ("JSONField", Kind.JSON),
    ("ArrayField", Kind.ARRAY),
)

_TYPES: dict[Kind, Any] = {
    Kind.BOOLEAN: np.bool_,
    Kind.FLOAT: np.float64,
    Kind.DECIMAL: np.float64,
    Kind.JSON: object,
    Kind.ARRAY: object,
    Kind.TEXT: object,
}


def kind_of(field: models.Field[Any, Any]) -> Kind:
    """How the values of a field are held."""
    names = {base.__name__ for base in type(field).__mro__}
    return next((kind for name, kind in _KINDS if name in names), Kind.TEXT)


def constant(value: Any, kind: Kind, rows: int) -> Values:
    """A column with the same Python value in each row."""
    if value is None and kind is Kind.BOOLEAN:
        return np.full(rows, NULL, dtype=np.int64)
    return np.full(rows, held(value, kind), dtype=_TYPES.get(kind, np.int64))


def held(value: Any, kind: Kind) -> Any:
    """A Python value as it is held in a column."""
    if value is None:
        return {np.float64: np.nan, object: None}.get(_TYPES.get(kind, np.int64), NULL)
    return _HELD.get(kind, _as_it_is)(value)


def python(value: Any, kind: Kind, field: models.Field[Any, Any] | None = None) -> Any:
    """The Python value that a model instance has for one value of a column."""
    if is_null(value):
        return None
    if kind is Kind.DECIMAL:
        return Decimal(f"{float(value):.{getattr(field, 'decimal_places', 6)}f}")
    return _PYTHON.get(kind, _scalar)(value)


def _as_it_is(value: Any) -> Any:
    return value


def _scalar(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _microseconds(value: datetime) -> int:
    return (value - _EPOCH) // _MICROSECOND


def _moment(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=int(value))


_HELD: dict[Kind, Callable[[Any], Any]] = {
    Kind.MOMENT: _microseconds,
    Kind.DATE: lambda value: (value - _EPOCH_DAY).days,
    Kind.TIME: lambda value: _microseconds(datetime.combine(_EPOCH_DAY, value, UTC)),
    Kind.DURATION: lambda value: value // _MICROSECOND,
    Kind.JSON: lambda value: json.dumps(value, separators=(",", ":")),
    Kind.ARRAY: lambda value: "{" + ",".join(json.dumps(item) for item in value) + "}",
    Kind.FLOAT: float,
    Kind.DECIMAL: float,
    Kind.TEXT: str,
}
_PYTHON: dict[Kind, Callable[[Any], Any]] = {
    Kind.MOMENT: _moment,
    Kind.DATE: lambda value: _EPOCH_DAY + timedelta(days=int(value)),
    Kind.TIME: lambda value: _moment(value).time(),
    Kind.DURATION: lambda value: timedelta(microseconds=int(value)),
    Kind.JSON: json.loads,
    Kind.ARRAY: lambda value: json.loads("[" + value[1:-1] + "]"),
}


def is_null(value: Any) -> bool:
    """Whether one value of a column stands for a null."""
    if value is None:
        return True
    if isinstance(value, (float, np.floating)):
        return bool(np.isnan(value))
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value == NULL


def kind_of_value(value: Any) -> Kind:
    """How a Python value that belongs to no field would be held."""
    types: tuple[tuple[type | tuple[type, ...], Kind], ...] = (
        (bool, Kind.BOOLEAN),
        (int, Kind.INTEGER),
        (float, Kind.FLOAT),
        (Decimal, Kind.DECIMAL),
        (datetime, Kind.MOMENT),
        (date, Kind.DATE),
        (time, Kind.TIME),
        (timedelta, Kind.DURATION),
    )
    return next((kind for type_, kind in types if isinstance(value, type_)), Kind.TEXT)


def nulls(values: Values) -> NDArray[np.bool_]:
    """Which rows of a column are null."""
    if values.dtype.kind == "f":
        return np.isnan(values)
    if values.dtype.kind == "O":
        return np.array([value is None for value in values], dtype=np.bool_)
    if values.dtype.kind == "b":
        return np.zeros(len(values), dtype=np.bool_)
    return np.asarray(values == NULL)


def where(condition: NDArray[np.bool_], values: Values) -> Values:
    """The values where the condition holds, and nulls elsewhere."""
    if values.dtype.kind == "f":
        return np.where(condition, values, np.nan)
    if values.dtype.kind == "O":
        texts = values.copy()
        texts[~condition] = None
        return texts
    return np.where(condition, values.astype(np.int64), NULL)
