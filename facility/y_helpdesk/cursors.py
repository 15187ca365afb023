"""Where a page begins, as text in an address: ``<ISO 8601>_<id>``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from facility.y_helpdesk.pages import After


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
        createdon, ticket_id = datetime.fromisoformat(moment), int(identifier)
    except ValueError as error:
        raise BadRequest(f"after={text!r} is not where a page begins") from error
    if createdon.tzinfo is None:
        raise BadRequest(f"after={text!r} has no offset from UTC")
    return createdon, ticket_id
