"""Invalidation by tags: a tag is a counter that every entry remembers the value of.

Raising the counter by one makes all entries of the tag unreadable at once; no list of keys is
kept and no pattern is searched for. Counters never expire, so the server must not evict keys
without a lifetime (``maxmemory-policy volatile-*``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django_redis import get_redis_connection  # type: ignore[import-untyped]
from django_redis.exceptions import ConnectionInterrupted  # type: ignore[import-untyped]
from redis.exceptions import RedisError

from facility.core.cache_stats import stats

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Whatever goes wrong between here and the cache server; the application goes on without it.
BACKEND_ERRORS = (ConnectionInterrupted, RedisError, OSError)

#: What ``save()`` and ``delete()`` send, and nothing else: functions that write by ``update()`` or
#: in bulk bump their tags themselves.
CHANGED = (post_save, post_delete)

#: Errors of invalidation are counted under this prefix.
TAG_PREFIX = "tag"


@dataclass(frozen=True)
class _Bump:
    """A bump waiting for its transaction to commit."""

    tags: tuple[str, ...]

    def __call__(self) -> None:
        try:
            with get_redis_connection("default").pipeline(transaction=False) as pipeline:
                for tag in self.tags:
                    pipeline.incr(cache.make_key(counter_key(tag)))
                pipeline.execute()
        except BACKEND_ERRORS:
            stats.count(TAG_PREFIX, "error")


def counter_key(tag: str) -> str:
    """The key that a tag's counter is kept under."""
    return f"{TAG_PREFIX}:{tag}"


def bump(tags: Iterable[str]) -> None:
    """Make all entries of the tags unreadable once the current transaction commits.

    To be called inside the transaction of the write. All counters are raised in one round trip.
    """
    distinct = tuple(sorted(set(tags)))
    if distinct:
        transaction.on_commit(_Bump(distinct))


def waiting_tags() -> frozenset[str]:
    """Tags that the current transaction has bumped and not yet committed.

    What is read under them now may be rolled back, so it must neither be stored nor be taken from
    the cache. Bumps of a savepoint that was rolled back are gone from the list by themselves.
    """
    waiting = (call for _, call, *_ in transaction.get_connection().run_on_commit)
    return frozenset(tag for call in waiting if isinstance(call, _Bump) for tag in call.tags)
