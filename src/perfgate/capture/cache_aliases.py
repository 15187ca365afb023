"""By which alias of ``CACHES`` a cache or a Redis client is known, and a key without its prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.cache import caches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.cache.backends.base import BaseCache

#: A Redis client that belongs to no cache of Django's.
UNKNOWN_CLIENT = "redis"


def alias_of_cache(cache: BaseCache) -> str:
    """Give the alias of a cache object; its class in brackets where it was made by hand."""
    for alias, known in _in_use():
        if known is cache:
            return alias
    return f"({type(cache).__name__})"


def alias_of_client(client: Any) -> tuple[str, BaseCache | None]:
    """Give the alias whose connections a Redis client uses, and that cache; else ``redis``."""
    pool = getattr(client, "connection_pool", None)
    for alias, known in _in_use():
        if pool is not None and any(pool is one for one in _pools(known)):
            return alias, known
    return UNKNOWN_CLIENT, None


def plain_key(cache: BaseCache | None, key: str) -> str:
    """Give a key as the application would name it: without the cache's prefix and version."""
    return key.removeprefix(str(cache.make_key(""))) if cache is not None else key


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
    yield from getattr(vars(cache).get("_cache"), "_pools", {}).values()
