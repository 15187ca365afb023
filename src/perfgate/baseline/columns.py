"""Lists of columns as one string a table: a table's columns then take one line of a diff."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Stands for all columns of the table, as most ORM statements take them.
EVERY_COLUMN = "*"

_TO_ESCAPE = re.compile(r"[\\\s]|^\*$")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NAME = re.compile(r"(?:\\.|[^\\ ])+", re.DOTALL)


def join_columns(names: Iterable[str]) -> str:
    """Join column names, sorted; a white space within a name is escaped by a backslash."""
    return " ".join(_TO_ESCAPE.sub(lambda found: "\\" + found[0], name) for name in sorted(names))


def split_columns(text: str) -> tuple[str, ...]:
    """Split what :func:`join_columns` joined."""
    return tuple(sorted(_ESCAPED.sub(r"\1", found[0]) for found in _NAME.finditer(text)))
