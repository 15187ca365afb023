"""By which alias of ``CACHES`` a cache or a Redis client is known, and a key without its prefix."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.cache import caches
from django.core.cache.backends.base import get_key_func

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.core.cache.backends.base import BaseCache

#: A Redis client whose server no cache of Django's uses.
UNKNOWN_CLIENT = "(redis)"
_LOCALHOST = frozenset({"localhost", "::1"})
_PORT = 6379

#: Host and port, or socket; logical database.
Place = tuple[str, int]


class Keyspace(NamedTuple):
    """What an alias' keys look like on the server."""

    alias: str
    pattern: re.Pattern[str] | None


def alias_of_cache(cache: BaseCache) -> str:
    """Give the alias of a cache object; its class in brackets where it is of no alias here."""
    for alias, known in _in_use():
        if known is cache:
            return alias
    return f"({type(cache).__name__})"


def keyspaces_of(client: Any) -> list[Keyspace]:
    """Give the aliases whose server a Redis client speaks to."""
    pool = getattr(client, "connection_pool", None)
    # A sentinel names the server only when a connection is made.
    options = None if hasattr(pool, "service_name") else getattr(pool, "connection_kwargs", None)
    place = None if options is None else _place(options)
    in_use = dict(_in_use())
    return [
        Keyspace(alias, _pattern_of(entry))
        for alias, entry in caches.settings.items()
        if (place is not None and place in _places(entry))
        or (pool is not None and any(pool is one for one in _pools(in_use.get(alias))))
    ]


def named(key: str, keyspaces: Sequence[Keyspace]) -> tuple[str, str]:
    """Give the alias that a key on a server belongs to, and how the application names the key.

    Several aliases may share a server; the longest prefix decides.
    """
    matches = [
        (len(key) - len(match[1]), alias, match[1])
        for alias, pattern in keyspaces
        if pattern is not None and (match := pattern.fullmatch(key))
    ]
    if matches:
        _, alias, plain = max(matches, key=lambda each: each[0])
        return alias, plain
    return (keyspaces[0].alias if keyspaces else UNKNOWN_CLIENT), key


def _in_use() -> Iterator[tuple[str, BaseCache]]:
    """The caches that this thread has used so far: to ask for the others would make them."""
    for alias in caches:
        known = getattr(caches._connections, alias, None)  # type: ignore[attr-defined]  # noqa: SLF001
        if known is not None:
            yield alias, known


def _pools(cache: Any) -> Iterator[Any]:
    """The connection pools of django-redis' clients, or of Django's own Redis backend."""
    for client in getattr(getattr(cache, "_client", None), "_clients", None) or ():
        yield getattr(client, "connection_pool", None)
    yield from getattr(getattr(cache, "__dict__", {}).get("_cache"), "_pools", {}).values()


def _places(entry: Mapping[str, Any]) -> Iterator[Place | None]:
    """Where the servers of an entry of ``CACHES`` are; none where it is not served by Redis."""
    location = entry.get("LOCATION", "")
    urls = re.split("[;,]", location) if isinstance(location, str) else location
    for url in urls if isinstance(urls, list | tuple | set) else ():
        if (parts := _parsed(str(url))) is not None:
            yield _place({"db": entry.get("OPTIONS", {}).get("db"), **parts})


@lru_cache(maxsize=64)
def _parsed(url: str) -> dict[str, Any] | None:
    from redis.connection import parse_url

    try:
        return dict(parse_url(url))  # type: ignore[no-untyped-call]
    except ValueError:
        return None


def _place(options: Mapping[str, Any]) -> Place | None:
    """Where options of a connection lead; None where they are none that redis-py would take."""
    try:
        database = int(options.get("db") or 0)
        if path := options.get("path"):
            return str(path), database
        host = str(options.get("host") or "localhost")
        where = "127.0.0.1" if host in _LOCALHOST else host
        return f"{where}:{int(options.get('port') or _PORT)}", database
    except (TypeError, ValueError):
        return None


def _pattern_of(entry: Mapping[str, Any]) -> re.Pattern[str] | None:
    try:
        make_key: Callable[..., Any] = get_key_func(entry.get("KEY_FUNCTION"))
        return _pattern(make_key, str(entry.get("KEY_PREFIX", "")))
    except Exception:  # noqa: BLE001 - a key function of the application may ask for any key
        return None


@lru_cache(maxsize=64)
def _pattern(make_key: Callable[..., Any], prefix: str) -> re.Pattern[str] | None:
    """What matches a made key, of any version, and takes the application's key out of it."""
    key, version = "\0", "\1"
    made = re.escape(str(make_key(key, prefix, version)))
    if made.count(re.escape(key)) != 1:
        return None
    whole = made.replace(re.escape(version), "[^:]+").replace(re.escape(key), "(.*)")
    return re.compile(whole, re.DOTALL)
