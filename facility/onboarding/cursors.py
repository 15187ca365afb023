"""Where a page of a node's children begins: in an address, ``<id>_<code>`` of the child before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from facility.onboarding.hierarchy import AfterChild


def to_text(after: AfterChild | None) -> str | None:
    """The text for the address of the next page, None where there is none."""
    return f"{after[1]}_{after[0]}" if after else None


def from_text(text: str | None) -> AfterChild | None:
    """The key that a text stands for; None for no text.

    Raises:
        BadRequest: the text was not made by ``to_text``.
    """
    if not text:
        return None
    child_id, _, code = text.partition("_")
    try:
        return code, int(child_id)
    except ValueError as error:
        raise BadRequest(f"after={text!r} is not where a page begins") from error
