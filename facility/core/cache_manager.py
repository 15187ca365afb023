"""Cached functions: an entry holds the versions of its tags as they were before it was computed.

A read takes the entry and its tags' counters in one round trip and believes the entry only if
the counters still stand where they stood. The counters are read before the query, so an answer
begun before an invalidation is stored under the old ones and never believed. Without a cache
server every call runs its query.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from django.core.cache import cache

from facility.core.cache_keys import cache_key, jittered_ttl_s
from facility.core.cache_stats import stats
from facility.core.cache_tags import BACKEND_ERRORS, counter_key, waiting_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Entry(NamedTuple):
    """What is stored. The wrapping is also what tells a cached None from nothing cached."""

    versions: tuple[int, ...]
    value: Any


class Lookup(NamedTuple):
    """What one round trip found: the tags' versions now, and the entry if it may be believed."""

    versions: tuple[int, ...]
    entry: Entry | None


def cached(
    *,
    prefix: str,
    ttl_s: int | Callable[..., int],
    tags: tuple[str, ...] | Callable[..., Iterable[str]],
) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Cache a function's result for each client apart, until a tag is bumped.

    Args:
        prefix: begins the key, and names the area in the statistics.
        ttl_s: lifetime in seconds, spread by ±10 %; or what gives it for the arguments, which
            it is passed by their names.
        tags: templates over the function's arguments, such as ``"cap:client:{client_id}"``; or
            what gives the tags for the arguments, likewise.

    Raises:
        TypeError: the function has no parameter ``client_id``, so tenants could share entries.
    """

    def decorate(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        signature = inspect.signature(function)
        if "client_id" not in signature.parameters:
            raise TypeError(f"{function.__qualname__} takes no client_id, so it cannot be cached")

        @functools.wraps(function)
        def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            names = _names(tags, bound.arguments)
            if not waiting_tags().isdisjoint(names):
                stats.count(prefix, "bypass")
                return function(*args, **kwargs)
            key = cache_key(prefix, function, bound.arguments["client_id"], bound.arguments)
            found = _look_up(prefix, key, names)
            if found is not None and found.entry is not None:
                value: Result = found.entry.value
                return value
            # Room for a single-flight lock: here many callers of a cold key each run the query.
            value = function(*args, **kwargs)
            if found is not None:
                lifetime_s = ttl_s if isinstance(ttl_s, int) else ttl_s(**bound.arguments)
                _store(prefix, key, Entry(found.versions, value), lifetime_s)
            return value

        return call

    return decorate


def cache_capability_tree() -> Callable[
    [Callable[Parameters, Result]], Callable[Parameters, Result]
]:
    """Cache something made of a client's capabilities for an hour; they hardly ever change."""
    return cached(prefix="cap", ttl_s=3600, tags=("cap", "cap:client:{client_id}"))


def _names(
    tags: tuple[str, ...] | Callable[..., Iterable[str]], arguments: Mapping[str, Any]
) -> tuple[str, ...]:
    if callable(tags):
        return tuple(tags(**arguments))
    return tuple(tag.format(**arguments) for tag in tags)


def _look_up(prefix: str, key: str, tags: tuple[str, ...]) -> Lookup | None:
    """Read the entry and the counters together; None where the cache cannot be read."""
    counters = [counter_key(tag) for tag in tags]
    try:
        found = cache.get_many([key, *counters])
    except BACKEND_ERRORS:
        stats.count(prefix, "error")
        return None
    versions = tuple(found.get(counter, 0) for counter in counters)
    stored = found.get(key)
    entry = Entry(*stored) if stored is not None and stored[0] == versions else None
    stats.count(prefix, "hit" if entry else "miss")
    return Lookup(versions, entry)


def _store(prefix: str, key: str, entry: Entry, ttl_s: int) -> None:
    try:
        cache.set(key, tuple(entry), timeout=jittered_ttl_s(key, ttl_s))
    except BACKEND_ERRORS:
        stats.count(prefix, "error")
