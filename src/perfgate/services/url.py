"""Servers that somebody else started, named by URLs. Nothing of theirs is owned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from perfgate.errors import ServiceError
from perfgate.services.admin import connect
from perfgate.services.masking import MASK, masked
from perfgate.services.provider import Lease
from perfgate.services.servers import CacheServer, PostgresServer

if TYPE_CHECKING:
    from perfgate.services.provider import ServicesRequest

POSTGRES_VARIABLE, CACHE_VARIABLE = "PERFGATE_POSTGRES_URL", "PERFGATE_REDIS_URL"
_OLDEST_POSTGRES = 15
_CACHE_SCHEMES = ("redis", "rediss", "unix")
_NO_CACHE_SCHEME = "it begins with none of redis://, rediss:// and unix://"
_TIMEOUT_S = 10


class Url:
    """The provider ``url``."""

    name = "url"

    def offers_postgres(self, request: ServicesRequest) -> str | None:
        """Where the URL points to."""
        return _place("postgres", request.postgres_url)

    def offers_cache(self, request: ServicesRequest) -> str | None:
        """Where the URL points to."""
        return _place("redis", request.cache_url)

    def postgres(self, request: ServicesRequest) -> Lease[PostgresServer]:
        """Connect once, and ask for the version.

        Raises:
            ServiceError: there is no URL, or nothing that can be used answers there.
        """
        server = parse_postgres_url(_given(request.postgres_url, POSTGRES_VARIABLE))
        with connect(server) as connection:
            number = int(connection.execute("SHOW server_version_num")[0][0])
        major, minor = divmod(number, 10_000)
        if major < _OLDEST_POSTGRES:
            raise ServiceError(
                f"PostgreSQL at {server.host}:{server.port} has the version {major}.{minor}.",
                remedy=f"Name a server of version {_OLDEST_POSTGRES} or newer in "
                f"{POSTGRES_VARIABLE}.",
                slug="postgres-too-old",
            )
        return Lease(replace(server, version=f"{major}.{minor}", major=major), _keep)

    def cache(self, request: ServicesRequest) -> Lease[CacheServer]:
        """Connect once, and ask for product and version.

        Raises:
            ServiceError: there is no URL, or nothing that can be used answers there.
        """
        url = _given(request.cache_url, CACHE_VARIABLE)
        parts = urlsplit(url)
        if parts.scheme not in _CACHE_SCHEMES:
            raise _unusable(CACHE_VARIABLE, url, _NO_CACHE_SCHEME)
        try:
            import redis
        except ImportError as error:
            raise ServiceError(
                f"The package redis cannot be imported: {error}.",
                remedy="Install it: pip install 'pytest-perfgate[redis]'",
                slug="redis-missing",
            ) from error
        try:
            with redis.Redis.from_url(url, socket_connect_timeout=_TIMEOUT_S) as client:
                info = client.info("server")
        except (redis.RedisError, OSError, ValueError) as error:
            raise ServiceError(
                f"Cannot use the cache server at {masked_url(url)} ({CACHE_VARIABLE}): "
                f"{masked(str(error), password_in(url))}.",
                remedy=f"Check that it runs: redis-cli -u '{masked_url(url)}' ping",
                slug="cache-unreachable",
            ) from None
        product = "valkey" if "valkey_version" in info else "redis"
        server = CacheServer(
            url=url,
            product=product,
            version=str(info[f"{product}_version"]),
            provider=self.name,
            owned=False,
            databases=1,
        )
        return Lease(server, _keep)


def parse_postgres_url(url: str) -> PostgresServer:
    """Read a libpq connection URL; the database in it is ignored. The version is still unknown.

    Raises:
        ServiceError: it is not such a URL, or names several hosts.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise _unusable(POSTGRES_VARIABLE, url, "it does not begin with postgresql://")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    place = parts.netloc.rpartition("@")[2]
    if "," in place or "," in query.get("host", ""):
        raise _unusable(POSTGRES_VARIABLE, url, "it names several hosts")
    try:
        port = int(query.pop("port", "") or parts.port or 5432)
    except ValueError:
        raise _unusable(POSTGRES_VARIABLE, url, "its port is not a number") from None
    query.pop("dbname", None)
    host = place[1 : place.index("]")] if place.startswith("[") else place.partition(":")[0]
    return PostgresServer(
        host=query.pop("host", "") or unquote(host) or "localhost",
        port=port,
        user=query.pop("user", "") or unquote(parts.username or ""),
        password=query.pop("password", "") or unquote(parts.password or ""),
        version="",
        major=0,
        provider="url",
        owned=False,
        options=query,
    )


def masked_url(url: str) -> str:
    """A URL without its password, and without parameters, which may hold one too."""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    user, colon, _ = login.partition(":")
    netloc = f"{user}{colon}{MASK if colon else ''}{at}{place}"
    return parts._replace(netloc=netloc, query="", fragment="").geturl()


def password_in(url: str) -> str:
    """The password of a URL as a server is told it, or nothing."""
    parts = urlsplit(url)
    return unquote(parts.password or "") or dict(parse_qsl(parts.query)).get("password", "")


def _place(kind: str, url: str | None) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    return f"{kind} at {parts.netloc.rpartition('@')[2] or parts.path or 'a socket'}"


def _given(url: str | None, variable: str) -> str:
    if not url:
        raise ServiceError(
            f"--perf-services=url needs {variable}, which is not set.",
            remedy=f"Set it, such as {variable}=…://user:password@host, or leave the option out.",
            slug="url-missing",
        )
    return url


def _unusable(variable: str, url: str, why: str) -> ServiceError:
    return ServiceError(
        f"{variable} cannot be used: {masked_url(url)}: {why}.",
        remedy=f"Set {variable} to the URL of one server.",
        slug="url-invalid",
    )


def _keep() -> None:
    """Nothing to give back: the server is not ours."""
