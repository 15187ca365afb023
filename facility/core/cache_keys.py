"""Keys of cached results: who asked for what, so that no two answers can share one entry.

A key is ``<prefix>:v<version>:<module.function>:<client>:<SHA-256 of the arguments>``.
``hash()`` would differ from process to process, and a hash of the arguments alone would let two
functions share an entry.
"""

from __future__ import annotations

import json
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Raised whenever cached values get another shape: entries of an older release are then not found.
KEY_VERSION = 1

#: Entries written together shall not expire together: their lifetimes are spread by this part.
TTL_JITTER = 0.1


def cache_key(
    prefix: str, function: Callable[..., object], client_id: int, arguments: Mapping[str, object]
) -> str:
    """The key of ``function``'s result for these arguments.

    Raises:
        TypeError: an argument is of a type that has no canonical text.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    return f"{prefix}:v{KEY_VERSION}:{name}:{client_id}:{_digest(canonical(arguments))}"


def canonical(arguments: Mapping[str, object]) -> str:
    """The arguments as text that is equal exactly where they are equal, in type and in value.

    >>> canonical({"b": 1, "a": "1"})
    '{"a":"1","b":1}'
    """
    return json.dumps(arguments, sort_keys=True, separators=(",", ":"), default=_canonical_value)


def jittered_ttl_s(key: str, ttl_s: int) -> int:
    """``ttl_s`` within ±10 %, the same for the same key in every process; seconds."""
    fraction = int(_digest(key)[:8], 16) / 0xFFFFFFFF
    return round(ttl_s * (1 - TTL_JITTER + 2 * TTL_JITTER * fraction))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _canonical_value(value: object) -> object:
    if isinstance(value, date):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{value!r} of type {type(value).__name__} cannot be part of a cache key")
