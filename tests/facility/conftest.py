"""A real PostgreSQL and a real Valkey for the reference application, and tenants to fill it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from platformdirs import user_cache_path
from tenants import DEAD_URL, Tenant, make_codes

from facility.core.cache_stats import stats
from perfgate.exercise.on_commit import callbacks_run
from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.cache_namespace import allocate
from perfgate.services.world import redirected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfgate.services.acquire import Services
    from perfgate.services.cache_namespace import CacheNamespace


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """Both servers, held until the session ends."""
    request = ServicesRequest(
        postgres_url=os.environ.get("PERFGATE_POSTGRES_URL"),
        cache_url=os.environ.get("PERFGATE_REDIS_URL"),
        home=user_cache_path("perfgate"),
    )
    with acquire(request) as held:
        yield held


@pytest.fixture(scope="session")
def django_db_modify_db_settings(services: Services) -> Iterator[None]:
    """Let pytest-django create its test database on that server, under a name of this process."""
    entry = connections["default"].settings_dict
    kept = dict(entry)
    entry.update(services.postgres.django_settings("postgres"))
    entry["TEST"] = {**entry["TEST"], "NAME": f"test_facility_{os.getpid()}"}
    yield
    entry.update(kept)


@pytest.fixture(scope="session")
def namespace(services: Services) -> Iterator[CacheNamespace]:
    """A part of the cache server that nobody else uses."""
    allocated = allocate(services.cache, user_cache_path("perfgate"))
    yield allocated
    allocated.release()


@pytest.fixture
def empty_cache(namespace: CacheNamespace) -> Iterator[CacheNamespace]:
    """The cache, empty, and its statistics at zero."""
    namespace.empty()
    stats.clear()
    place = {"LOCATION": namespace.url, "KEY_PREFIX": f"{namespace.key_prefix}facility"}
    with redirected({}, {"default": place}):
        yield namespace


@pytest.fixture
def assert_fresh_after(
    empty_cache: CacheNamespace,
) -> Callable[[Callable[[], object], Callable[[], object]], None]:
    """Checks that a write changes the answers, and that the warm cache says what an empty would.

    ``assert_fresh_after(write, answers)``
    """

    def check(write: Callable[[], object], answers: Callable[[], object]) -> None:
        before = answers()
        write()
        cached = answers()
        empty_cache.empty()

        assert cached == answers()
        assert cached != before

    return check


@pytest.fixture
def dead_cache() -> Iterator[None]:
    """A cache whose server cannot be reached."""
    stats.clear()
    with redirected({}, {"default": {"LOCATION": DEAD_URL}}):
        yield


@pytest.fixture
def commits(db: None, empty_cache: CacheNamespace) -> Iterator[None]:  # noqa: ARG001
    """A test's own ``atomic`` blocks run what waits for their commit, as they do in production."""
    with callbacks_run():
        yield


@pytest.fixture
def make_tenant(commits: None) -> Callable[[str], Tenant]:  # noqa: ARG001
    """Creates a client with one site and two people: ``make_tenant("acme")``."""
    codes = make_codes()
    return lambda name: Tenant(name, codes)


@pytest.fixture
def tenant(make_tenant: Callable[[str], Tenant]) -> Tenant:
    """One client."""
    return make_tenant("acme")


@pytest.fixture
def other(make_tenant: Callable[[str], Tenant], tenant: Tenant) -> Tenant:  # noqa: ARG001
    """Another client, of whom the first must never see anything."""
    return make_tenant("zenith")
