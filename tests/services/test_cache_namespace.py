"""Processes that share a cache server never meet in it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import redis

from perfgate.errors import ServiceError
from perfgate.services.cache_namespace import allocate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from perfgate.services.acquire import Services
    from perfgate.services.cache_namespace import CacheNamespace


@pytest.fixture
def client(services: Services) -> Iterator[Callable[[str], redis.Redis]]:
    """Makes clients of URLs."""
    assert services.cache.owned
    with ExitStack() as stack:
        yield lambda url: stack.enter_context(redis.Redis.from_url(url, decode_responses=True))


@pytest.fixture
def namespaces(services: Services, module_home: Path) -> Iterator[tuple[CacheNamespace, ...]]:
    """Two namespaces of an owned server."""
    pair = allocate(services.cache, module_home), allocate(services.cache, module_home)
    yield pair
    for namespace in pair:
        namespace.release()


def test_each_has_a_database_of_its_own(
    namespaces: tuple[CacheNamespace, ...], client: Callable[[str], redis.Redis]
) -> None:
    """A key set in one namespace is not seen in the other, without any prefix."""
    first, second = namespaces
    client(first.url).set("key", "value")
    assert (client(second.url).get("key"), first.key_prefix) == (None, "")


def test_emptying_one_leaves_the_other(
    namespaces: tuple[CacheNamespace, ...], client: Callable[[str], redis.Redis]
) -> None:
    """``empty()`` removes all keys of its namespace and none of another."""
    for namespace in namespaces:
        client(namespace.url).set("key", "value")
    namespaces[0].empty()
    assert [client(namespace.url).dbsize() for namespace in namespaces] == [0, 1]


def test_a_released_database_is_given_out_again(services: Services, module_home: Path) -> None:
    """What a process has released, the next one gets."""
    first = allocate(services.cache, module_home)
    first.release()
    second = allocate(services.cache, module_home)
    second.release()
    assert second.url == first.url


def test_when_all_are_taken_it_says_so(services: Services, module_home: Path) -> None:
    """More processes than databases is an error that names their number."""
    small = replace(services.cache, databases=1)
    with pytest.raises(ServiceError, match="All 1 logical databases"):
        allocate(small, module_home)


def test_on_another_s_server_only_own_keys_are_removed(
    services: Services, module_home: Path, client: Callable[[str], redis.Redis]
) -> None:
    """On a server that is not ours, keys without our prefix stay, however many are ours."""
    foreign = replace(services.cache, owned=False)
    namespace = allocate(foreign, module_home)
    direct = client(namespace.url)
    direct.set("theirs", "1")
    direct.mset({f"{namespace.key_prefix}{number}": "1" for number in range(2500)})
    namespace.release()
    assert direct.keys("*") == ["theirs"]


def test_prefixes_differ(services: Services, module_home: Path) -> None:
    """Two processes on a server that is not ours have different prefixes."""
    foreign = replace(services.cache, owned=False)
    pair = [allocate(foreign, module_home) for _ in range(2)]
    for namespace in pair:
        namespace.release()
    assert pair[0].key_prefix != pair[1].key_prefix
