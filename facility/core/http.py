"""Bodies of requests as JSON: anything that cannot be read is answered with 400."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from enum import StrEnum

    from django.http import HttpRequest

Kind = TypeVar("Kind", bound="StrEnum")

#: No day or moment outside of these years is meant, nor is an id that the database cannot hold.
YEARS = range(2000, 2100)
IDS = range(1, 2**63)


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        BadRequest: it is not one.
    """
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise BadRequest(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise BadRequest(f"the body is a JSON {type(body).__name__}, not an object")
    return body


def integer(body: dict[str, Any], name: str) -> int:
    """An integer of the body.

    Raises:
        BadRequest: it is missing or of another type.
    """
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadRequest(f"{name} is {value!r}, not an integer")
    return value


def integers(body: dict[str, Any], name: str) -> list[int]:
    """A list of integers of the body.

    Raises:
        BadRequest: it is missing or of another type.
    """
    values = body.get(name)
    if not isinstance(values, list) or not all(type(value) is int for value in values):
        raise BadRequest(f"{name} is {values!r}, not a list of integers")
    return values


def flag(body: dict[str, Any], name: str, default: bool | None = None) -> bool:
    """True or false of the body, the default where it says nothing.

    Raises:
        BadRequest: it is of another type, or missing without a default.
    """
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise BadRequest(f"{name} is {value!r}, not true or false")
    return value


def text(body: dict[str, Any], name: str, longest: int) -> str:
    """A text of the body that has something in it, and at most ``longest`` characters.

    Raises:
        BadRequest: it is missing, of another type, blank, too long, or holds NUL.
    """
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadRequest(f"{name} is {value!r}, not a text")
    if len(value) > longest or "\0" in value:
        raise BadRequest(f"{name} has more than {longest} characters, or NUL among them")
    return value


def member(body: dict[str, Any], name: str, kinds: type[Kind]) -> Kind:
    """A text of the body that is one of an enumeration.

    Raises:
        BadRequest: it is none of them.
    """
    value = body.get(name)
    if value not in list(kinds):
        raise BadRequest(f"{name} is {value!r}, not one of {', '.join(kinds)}")
    return kinds(value)


def day_of(text: object, name: str) -> date:
    """The day that a text ``yyyy-mm-dd`` stands for.

    Raises:
        BadRequest: it stands for none.
    """
    try:
        found = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise BadRequest(f"{name} is {text!r}, not a day such as 2026-06-30")
    return found


def moment(body: dict[str, Any], name: str, latest: datetime | None = None) -> datetime:
    """A moment of the body in ISO 8601 with an offset from UTC.

    Raises:
        BadRequest: it is missing, no moment, or later than ``latest``.
    """
    value = body.get(name)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year not in YEARS:
        raise BadRequest(f"{name} is {value!r}, not a moment with an offset from UTC")
    if latest is not None and found > latest:
        raise BadRequest(f"{name} is {value}, later than {latest.isoformat()}")
    return found


def moment_or_none(body: dict[str, Any], name: str) -> datetime | None:
    """The same, or None for what is missing or null."""
    return None if body.get(name) is None else moment(body, name)
