"""What a provider of servers is asked for, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from perfgate.services.servers import CacheServer, PostgresServer

ServerT_co = TypeVar("ServerT_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesRequest:
    """Which servers are wanted, and from where.

    Attributes:
        mode: ``auto``, or the name of a provider.
        postgres_major: the major version wanted of a server that perfgate starts.
        postgres_url: ``PERFGATE_POSTGRES_URL``, if given.
        cache_url: ``PERFGATE_REDIS_URL``, if given.
        keep_s: how long a started server stays when nobody holds it any more, in seconds.
        home: the folder for data, logs and locks; created where it is missing.
        need_postgres: whether a PostgreSQL server is wanted.
        need_cache: whether a cache server is wanted.
    """

    mode: str = "auto"
    postgres_major: int = 18
    postgres_url: str | None = field(default=None, repr=False)
    cache_url: str | None = field(default=None, repr=False)
    keep_s: float = 0.0
    home: Path
    need_postgres: bool = True
    need_cache: bool = True


@dataclass(frozen=True, slots=True)
class Lease(Generic[ServerT_co]):
    """A server, and how to give it back."""

    server: ServerT_co
    release: Callable[[], None]


class Provider(Protocol):
    """A place that servers come from."""

    name: str

    def offers_postgres(self, request: ServicesRequest) -> str | None:
        """What it would give, in a few words, or None where it cannot; starts nothing."""
        ...

    def offers_cache(self, request: ServicesRequest) -> str | None:
        """What it would give, in a few words, or None where it cannot; starts nothing."""
        ...

    def postgres(self, request: ServicesRequest) -> Lease[PostgresServer]:
        """Give a PostgreSQL server that answers.

        Raises:
            ServiceError: it cannot.
        """
        ...

    def cache(self, request: ServicesRequest) -> Lease[CacheServer]:
        """Give a cache server that answers.

        Raises:
            ServiceError: it cannot.
        """
        ...
