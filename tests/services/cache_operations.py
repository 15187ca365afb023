"""Calls of Django's cache API, each with what a recorder must say of it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.cache import caches
from django.test import override_settings

from perfgate.capture.cache_recorder import CacheRecorder
from perfgate.capture.callsite import CallSites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Aliases by what serves them.
REDIS = ("default", "plain")
PROCESS = ("local", "files")
TABLE = "table"


@contextlib.contextmanager
def shop_settings(url: str, folder: Path) -> Iterator[dict[str, dict[str, Any]]]:
    """Use ``CACHES`` with an alias for each backend."""
    backends = "django.core.cache.backends"
    settings: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "shop",
        },
        "plain": {"BACKEND": f"{backends}.redis.RedisCache", "LOCATION": url},
        "local": {"BACKEND": f"{backends}.locmem.LocMemCache", "LOCATION": "shop"},
        "table": {"BACKEND": f"{backends}.db.DatabaseCache", "LOCATION": "shop_cache"},
        "files": {"BACKEND": f"{backends}.filebased.FileBasedCache", "LOCATION": str(folder)},
        "dummy": {"BACKEND": f"{backends}.dummy.DummyCache"},
    }
    with override_settings(CACHES=settings):
        try:
            yield settings
        finally:
            caches.close_all()


def new_recorder() -> CacheRecorder:
    """A recorder whose call sites are in this folder, not yet entered."""
    return CacheRecorder(CallSites(Path(__file__).resolve().parent))


def facts(recorder: CacheRecorder) -> dict[tuple[str, str], int]:
    """What was recorded: counts by key group and operation with outcome."""
    return {(each.key_group, each.what): each.count for each in recorder.facts()}


def sites(recorder: CacheRecorder) -> dict[str, int]:
    """From which functions, with counts."""
    found: dict[str, int] = {}
    for fact in recorder.facts():
        for counted in fact.sites:
            name = counted.site.function
            found[name] = found.get(name, 0) + counted.count
    return found


def outcome(call: Callable[[], object]) -> tuple[object, ...]:
    """What a caller sees of a call: its result, or the type and text of its error."""
    try:
        result = call()
    except Exception as error:  # noqa: BLE001 - any error is an outcome
        return type(error), str(error)
    return type(result), result


class Operation(NamedTuple):
    """A call on a cache, and the facts of it: key group and operation with outcome, counted.

    ``stored`` is what the cache holds before.
    """

    call: Callable[[Any], object]
    facts: dict[tuple[str, str], int]
    stored: dict[str, object] = {}
    round_trips: int = 1


def asking(cache):
    """Make a value of another key of the same cache."""
    return cache.get("other", 7)


GROUP = "a:{int}"
TWO = {"a:1": 1, "a:2": None}
OPERATIONS = {
    "get, nothing": Operation(lambda c: c.get("a:1"), {(GROUP, "get miss"): 1}),
    "get, a value": Operation(lambda c: c.get("a:1"), {(GROUP, "get hit"): 1}, TWO),
    "get, a None": Operation(lambda c: c.get("a:2"), {(GROUP, "get none"): 1}, TWO),
    "get, a None with default": Operation(
        lambda c: c.get("a:2", "none"), {(GROUP, "get none"): 1}, TWO
    ),
    "get, the default": Operation(lambda c: c.get("a:3", "none"), {(GROUP, "get miss"): 1}, TWO),
    "get, a value like the default": Operation(
        lambda c: c.get("a:1", 1), {(GROUP, "get hit"): 1}, TWO
    ),
    "get, all by name": Operation(
        lambda c: c.get(version=1, default=3, key="a:1"), {(GROUP, "get hit"): 1}, TWO
    ),
    "get, another version": Operation(
        lambda c: c.get("a:1", version=2), {(GROUP, "get miss"): 1}, TWO
    ),
    "get_many": Operation(
        lambda c: c.get_many(["a:1", "a:2", "a:3", "b"]),
        {
            (GROUP, "get hit"): 1,
            (GROUP, "get none"): 1,
            (GROUP, "get miss"): 1,
            ("b", "get miss"): 1,
        },
        TWO,
    ),
    "get_many, generator": Operation(
        lambda c: c.get_many(f"a:{n}" for n in range(1, 4)),
        {(GROUP, "get hit"): 1, (GROUP, "get none"): 1, (GROUP, "get miss"): 1},
        TWO,
    ),
    "get_many, keys of a dictionary": Operation(
        lambda c: c.get_many(keys=TWO.keys()), {(GROUP, "get hit"): 1, (GROUP, "get none"): 1}, TWO
    ),
    "set": Operation(lambda c: c.set("a:1", 1), {(GROUP, "set"): 1}),
    "set, by name in any order": Operation(
        lambda c: c.set(timeout=60, value=5, key="a:1"), {(GROUP, "set"): 1}
    ),
    "set_many": Operation(
        lambda c: c.set_many({"a:1": 1, "b": 2}), {(GROUP, "set"): 1, ("b", "set"): 1}
    ),
    "add": Operation(lambda c: c.add("a:1", 1), {(GROUP, "add stored"): 1}),
    "add, refused": Operation(lambda c: c.add("a:1", 1), {(GROUP, "add refused"): 1}, TWO),
    "delete": Operation(lambda c: c.delete("a:1"), {(GROUP, "delete"): 1}, TWO),
    "delete, nothing": Operation(lambda c: c.delete("a:1"), {(GROUP, "delete"): 1}),
    "delete_many": Operation(lambda c: c.delete_many(["a:1", "a:9"]), {(GROUP, "delete"): 2}, TWO),
    "delete_many, generator": Operation(
        lambda c: c.delete_many(f"a:{n}" for n in range(3)), {(GROUP, "delete"): 3}, TWO
    ),
    "has_key": Operation(lambda c: c.has_key("a:1"), {(GROUP, "has_key hit"): 1}, TWO),
    "has_key, a None": Operation(lambda c: c.has_key("a:2"), {(GROUP, "has_key hit"): 1}, TWO),
    "in": Operation(lambda c: "a:1" in c, {(GROUP, "has_key hit"): 1}, TWO),
    "not in": Operation(lambda c: "a:1" in c, {(GROUP, "has_key miss"): 1}),
    "touch": Operation(lambda c: c.touch("a:1"), {(GROUP, "touch hit"): 1}, TWO),
    "touch, nothing": Operation(lambda c: c.touch("a:1", 5), {(GROUP, "touch miss"): 1}),
    "incr": Operation(lambda c: c.incr("a:1"), {(GROUP, "incr"): 1}, TWO),
    "incr, nothing": Operation(lambda c: c.incr("a:1"), {(GROUP, "incr miss"): 1}),
    "decr": Operation(lambda c: c.decr("a:1", 2), {(GROUP, "decr"): 1}, TWO),
    "decr, nothing": Operation(lambda c: c.decr("a:1"), {(GROUP, "decr miss"): 1}),
    "get_or_set, nothing": Operation(
        lambda c: c.get_or_set("a:1", 3), {(GROUP, "get_or_set miss"): 1}
    ),
    "get_or_set, a value": Operation(
        lambda c: c.get_or_set("a:1", 3), {(GROUP, "get_or_set hit"): 1}, TWO
    ),
    "get_or_set, a None": Operation(
        lambda c: c.get_or_set("a:2", 3), {(GROUP, "get_or_set none"): 1}, TWO
    ),
    "get_or_set, a function": Operation(
        lambda c: c.get_or_set(default=lambda: 3, key="a:1"), {(GROUP, "get_or_set miss"): 1}
    ),
    "get_or_set, a function that asks the cache": Operation(
        lambda c: c.get_or_set("a:1", lambda: asking(c)),
        {(GROUP, "get_or_set miss"): 1, ("other", "get miss"): 1},
        round_trips=2,
    ),
    "get_or_set, a function that fails": Operation(
        lambda c: c.get_or_set("a:1", lambda: 1 / 0), {(GROUP, "get_or_set miss"): 1}
    ),
    "get_many, a generator that asks the cache": Operation(
        lambda c: c.get_many(key for key in ("a:1", "b") if key in c),
        {(GROUP, "has_key hit"): 1, ("b", "has_key miss"): 1, (GROUP, "get hit"): 1},
        TWO,
        round_trips=3,
    ),
    "incr_version": Operation(lambda c: c.incr_version("a:1"), {(GROUP, "incr_version"): 1}, TWO),
    "incr_version, nothing": Operation(
        lambda c: c.incr_version("a:1"), {(GROUP, "incr_version miss"): 1}
    ),
    "clear": Operation(lambda c: c.clear(), {("*", "clear"): 1}, TWO),
}

#: Those that django-redis has besides.
REDIS_OPERATIONS = {
    "set, only if new": Operation(lambda c: c.set("a:1", 1, nx=True), {(GROUP, "set"): 1}),
    "delete_pattern": Operation(
        lambda c: c.delete_pattern("a:*"), {("a:*", "delete_pattern"): 1}, TWO
    ),
    "ttl": Operation(lambda c: c.ttl("a:9"), {(GROUP, "ttl"): 1}),
    "expire": Operation(lambda c: c.expire("a:1", timeout=50), {(GROUP, "expire"): 1}, TWO),
    "persist": Operation(lambda c: c.persist("a:1"), {(GROUP, "persist"): 1}, TWO),
    "keys": Operation(lambda c: sorted(c.keys("a:*")), {("a:*", "keys"): 1}, TWO),
    "iter_keys": Operation(
        lambda c: sorted(c.iter_keys("a:*", itersize=1)),
        {("a:*", "scan"): 1},
        {f"a:{n}": n for n in range(50)},
    ),
    "sadd": Operation(lambda c: c.sadd("a:7", 1, 2), {(GROUP, "sadd"): 1}),
}
