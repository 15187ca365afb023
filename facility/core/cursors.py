"""Pages of deep lists: where one begins is the key of the last row of the page before, as text.

Pages go by key and not by OFFSET: the thousandth page costs what the first does, and no row is
shown twice because another one came in. In an address a key is ``<ISO 8601>_<id>`` in a list by
time and ``<code>_<id>`` in a list by code.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: The key of a row in a list by time: its moment and its ``id``.
After = tuple[datetime, int]

#: The key of a row in a list by code: its code and its ``id``.
AfterCode = tuple[str, int]

Row = TypeVar("Row")
Key = TypeVar("Key")


def cut(
    rows: Sequence[Row], size: int, key: Callable[[Row], Key]
) -> tuple[Sequence[Row], Key | None]:
    """The rows that a page shows, and the key that the next page begins after, if there is one.

    One row more than is shown is to be asked for: it tells of the next page, without counting.

    >>> cut(["a", "b", "c"], 2, lambda row: (row, 1))
    (['a', 'b'], ('b', 1))
    >>> cut(["c"], 2, lambda row: (row, 1))
    (['c'], None)
    """
    shown = rows[:size]
    return shown, key(shown[-1]) if len(rows) > size else None


def to_text(after: After | AfterCode | None) -> str | None:
    """The text for the address of the next page, None where there is none."""
    if after is None:
        return None
    first, row_id = after
    return f"{first if isinstance(first, str) else first.isoformat()}_{row_id}"


def from_text(text: str | None) -> After | None:
    """The key in a list by time that a text stands for; None for no text.

    Raises:
        BadRequest: the text was not made by ``to_text``.
    """
    after = code_from_text(text)
    if after is None:
        return None
    moment, row_id = after
    try:
        when = datetime.fromisoformat(moment)
    except ValueError as error:
        raise BadRequest(f"after={text!r} is not where a page begins") from error
    if when.tzinfo is None:
        raise BadRequest(f"after={text!r} has no offset from UTC")
    return when, row_id


def code_from_text(text: str | None) -> AfterCode | None:
    """The key in a list by code that a text stands for; None for no text.

    Raises:
        BadRequest: the text was not made by ``to_text``.
    """
    if not text:
        return None
    if "\0" in text:
        raise BadRequest(f"after={text!r} holds what PostgreSQL cannot compare with")
    code, _, identifier = text.rpartition("_")
    try:
        return code, int(identifier)
    except ValueError as error:
        raise BadRequest(f"after={text!r} is not where a page begins") from error
