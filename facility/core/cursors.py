"""Where a page of a deep list begins: the key of the last row of the page before, as text.

Pages go by key and not by OFFSET: the thousandth page costs what the first does, and no row is
shown twice because another one came in. In an address a key is ``<ISO 8601>_<id>``.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import BadRequest

#: The key of a row in a list by time: its moment and its ``id``.
After = tuple[datetime, int]


def to_text(after: After | None) -> str | None:
    """The text for the address of the next page, None where there is none."""
    return f"{after[0].isoformat()}_{after[1]}" if after else None


def from_text(text: str | None) -> After | None:
    """The key that a text stands for; None for no text.

    Raises:
        BadRequest: the text was not made by ``to_text``.
    """
    if not text:
        return None
    moment, _, identifier = text.rpartition("_")
    try:
        when, row_id = datetime.fromisoformat(moment), int(identifier)
    except ValueError as error:
        raise BadRequest(f"after={text!r} is not where a page begins") from error
    if when.tzinfo is None:
        raise BadRequest(f"after={text!r} has no offset from UTC")
    return when, row_id
