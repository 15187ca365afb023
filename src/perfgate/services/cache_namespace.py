"""A part of a cache server that belongs to one process alone."""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

from perfgate.errors import ServiceError
from perfgate.services.folders import private_folder
from perfgate.services.locks import FileLock
from perfgate.services.masking import masked
from perfgate.services.url import masked_url, password_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from perfgate.services.servers import CacheServer

#: Keys removed by one command on a server that is not ours.
_BATCH = 1000


class CacheNamespace(Protocol):
    """Keys that no other process touches.

    Attributes:
        url: for redis-py and django-redis, the logical database chosen.
        key_prefix: what every key must begin with; empty where the database is ours alone.
    """

    url: str
    key_prefix: str

    def empty(self) -> None:
        """Remove its keys, and no others."""
        ...

    def release(self) -> None:
        """Remove its keys and let others have the place."""
        ...


class OwnDatabase:
    """A logical database of an owned server, held by a file lock."""

    key_prefix = ""

    def __init__(self, url: str, lock: FileLock) -> None:
        self.url = url
        self._lock = lock
        self._client = _client(url)

    def empty(self) -> None:
        """Remove every key of the database."""
        with _told(self.url):
            self._client.flushdb()

    def release(self) -> None:
        """Empty the database and let another process have it."""
        try:
            self.empty()
        finally:
            self._client.close()
            self._lock.release()


class OwnPrefix:
    """All keys with a prefix of this session on a server that others use too."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key_prefix = f"perfgate:{secrets.token_hex(8)}:"
        self._client = _client(url)

    def empty(self) -> None:
        """Remove the keys with the prefix, found by SCAN."""
        with _told(self.url):
            self._remove()

    def _remove(self) -> None:
        found: list[bytes] = []
        for key in self._client.scan_iter(match=f"{self.key_prefix}*", count=_BATCH):
            found.append(key)
            if len(found) == _BATCH:
                self._client.unlink(*found)
                found.clear()
        if found:
            self._client.unlink(*found)

    def release(self) -> None:
        """Remove the keys and disconnect."""
        try:
            self.empty()
        finally:
            self._client.close()


def allocate(server: CacheServer, home: Path) -> CacheNamespace:
    """Take a free part of the server, empty.

    Args:
        server: the cache server.
        home: the folder of ``ServicesRequest``; the locks of an owned server are kept there.

    Raises:
        ServiceError: all logical databases are taken, or redis is not installed.
    """
    if not server.owned:
        return OwnPrefix(server.url)
    folder = private_folder(home / "cache-databases")
    for number in range(1, server.databases):
        lock = FileLock(folder / f"{number}.lock")
        if lock.try_exclusive():
            try:
                namespace = OwnDatabase(_with_database(server.url, number), lock)
                namespace.empty()
            except BaseException:
                lock.release()
                raise
            return namespace
        lock.release()
    raise ServiceError(
        f"All {server.databases} logical databases of the cache server are taken ({folder}).",
        remedy="Run fewer test processes at once.",
        slug="cache-databases-taken",
    )


@contextlib.contextmanager
def _told(url: str) -> Iterator[None]:
    """Say which server it was that is gone, or refuses a command."""
    from redis import RedisError

    try:
        yield
    except RedisError as error:
        why = masked(str(error), password_in(url))
        raise ServiceError(
            f"The cache server at {masked_url(url)} cannot be emptied: {why}.",
            remedy="See in the server's log whether it still runs, and run again.",
            slug="cache-lost",
        ) from None


def _with_database(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), "db": str(number)}
    return parts._replace(query=urlencode(query)).geturl()


def _client(url: str) -> Any:
    try:
        from redis import Redis
    except ImportError as error:
        raise ServiceError(
            f"The package redis cannot be imported: {error}.",
            remedy="Install it: pip install 'pytest-perfgate[redis]'",
            slug="redis-missing",
        ) from error
    return Redis.from_url(url)
