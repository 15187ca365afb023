"""Parameters of requests: anything that cannot be read is answered with 400."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from enum import StrEnum

    from django.http import HttpRequest

Kind = TypeVar("Kind", bound="StrEnum")

_LARGEST = 2**63 - 1


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


def flag(body: dict[str, Any], name: str) -> bool:
    """True or false of the body.

    Raises:
        BadRequest: it is missing or of another type.
    """
    value = body.get(name)
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


def query_text(request: HttpRequest, name: str) -> str | None:
    """A text of the address, None where it is missing.

    Raises:
        BadRequest: it holds what PostgreSQL cannot compare with.
    """
    value = request.GET.get(name)
    if value is not None and "\0" in value:
        raise BadRequest(f"{name} is {value!r}, not a text")
    return value


def query_integer(request: HttpRequest, name: str) -> int | None:
    """An integer of the address, None where it is missing.

    Raises:
        BadRequest: it is not one, or larger than any that PostgreSQL knows.
    """
    value = request.GET.get(name)
    if not value:
        return None
    try:
        number = int(value)
    except ValueError as error:
        raise BadRequest(f"{name} is {value!r}, not an integer") from error
    if abs(number) > _LARGEST:
        raise BadRequest(f"{name} is {value}, which is too large")
    return number
