"""Declarations for factories that fill whole columns; each makes single values as well."""

from __future__ import annotations

from perfgate.dataset.columns.column import Column
from perfgate.dataset.columns.parents import Lookup, Pick, Via
from perfgate.dataset.columns.text import Text
from perfgate.dataset.columns.times import DAY_US, HOUR_US, MINUTE_US, SECOND_US, Timeline
from perfgate.dataset.columns.values import (
    Beta,
    Chance,
    Choice,
    Derived,
    Laid,
    LogNormal,
    Nullable,
    Number,
    Zipf,
)

__all__ = [
    "DAY_US",
    "HOUR_US",
    "MINUTE_US",
    "SECOND_US",
    "Beta",
    "Chance",
    "Choice",
    "Column",
    "Derived",
    "Laid",
    "LogNormal",
    "Lookup",
    "Nullable",
    "Number",
    "Pick",
    "Text",
    "Timeline",
    "Via",
    "Zipf",
]
