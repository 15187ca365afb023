"""Gets a session the servers it needs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from perfgate.errors import ServiceError
from perfgate.services.embedded import Embedded
from perfgate.services.provider import ServicesRequest
from perfgate.services.url import Url

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from perfgate.services.provider import Lease, Provider
    from perfgate.services.servers import CacheServer, PostgresServer

__all__ = ["Services", "ServicesRequest", "acquire", "describe"]

#: All providers by name; ``auto`` takes the first that can.
PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (Url(), Embedded())}


class Services:
    """The servers of a session, until they are released.

    Attributes:
        postgres: the PostgreSQL server, or None if none was asked for.
        cache: the cache server, or None if none was asked for.
    """

    def __init__(
        self, postgres: Lease[PostgresServer] | None, cache: Lease[CacheServer] | None
    ) -> None:
        self.postgres = postgres.server if postgres else None
        self.cache = cache.server if cache else None
        self._leases: list[Lease[PostgresServer | CacheServer]] = [
            lease for lease in (postgres, cache) if lease
        ]

    def release(self) -> None:
        """Give the servers back; those that nobody holds any more are stopped."""
        while self._leases:
            self._leases.pop().release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def acquire(request: ServicesRequest) -> Services:
    """Start or find the servers that are needed, both at once.

    Raises:
        ServiceError: one of them could not be had; then none is held.
    """
    postgres_provider = _provider(request, "postgres") if request.need_postgres else None
    cache_provider = _provider(request, "cache") if request.need_cache else None
    with ThreadPoolExecutor(2, "perfgate-services") as pool:
        postgres = pool.submit(postgres_provider.postgres, request) if postgres_provider else None
        cache = pool.submit(cache_provider.cache, request) if cache_provider else None
    for failed, other in ((postgres, cache), (cache, postgres)):
        if failed and failed.exception():
            if other and not other.exception():
                other.result().release()
            failed.result()
    return Services(postgres.result() if postgres else None, cache.result() if cache else None)


def describe(request: ServicesRequest) -> str:
    """What ``acquire`` is going to use, in one line for a header; starts nothing."""
    parts = []
    for wanted, kind in ((request.need_postgres, "postgres"), (request.need_cache, "cache")):
        if wanted:
            try:
                provider = _provider(request, kind)
            except ServiceError:
                parts.append(f"{kind} (not available)")
                continue
            offer = _offer(provider, request, kind)
            parts.append(f"{offer} ({provider.name})" if offer else f"{kind} (not available)")
    return " · ".join(parts)


def _provider(request: ServicesRequest, kind: str) -> Provider:
    if request.mode in PROVIDERS:
        return PROVIDERS[request.mode]
    if request.mode == "auto":
        return next(
            (found for found in PROVIDERS.values() if _offer(found, request, kind)),
            PROVIDERS["embedded"],
        )
    if request.mode == "docker":
        raise ServiceError(
            "Containers are not available yet (--perf-services=docker).",
            remedy="Use --perf-services=embedded, or give a server by PERFGATE_POSTGRES_URL and "
            "PERFGATE_REDIS_URL.",
            slug="services-docker",
        )
    raise ServiceError(
        f"There are no services of the kind {request.mode!r}.",
        remedy=f"Use one of --perf-services=auto|{'|'.join(PROVIDERS)}.",
        slug="config-services",
    )


def _offer(provider: Provider, request: ServicesRequest, kind: str) -> str | None:
    if kind == "postgres":
        return provider.offers_postgres(request)
    return provider.offers_cache(request)
