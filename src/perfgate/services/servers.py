"""The servers that a session works on, as values: where they are and how a client reaches them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A PostgreSQL server that answers.

    Attributes:
        host: host name, address, or the folder of the Unix socket.
        port: TCP port, or the number in the socket's file name.
        user: role to log in as; empty where libpq is to choose.
        password: its password; empty where there is none to send.
        version: such as ``18.6``.
        major: such as ``18``.
        provider: ``embedded`` or ``url``.
        owned: whether perfgate started it, and may do with it what it likes.
        options: further libpq parameters, such as ``sslmode``.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    version: str
    major: int
    provider: str
    owned: bool
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    def conninfo(self, database: str) -> str:
        """The libpq connection string for a database, which psycopg 3 and psycopg2 both take."""
        parameters = {
            "host": self.host,
            "port": str(self.port),
            "user": self.user,
            "password": self.password,
            "dbname": database,
            **self.options,
        }
        return " ".join(f"{key}={_quoted(value)}" for key, value in parameters.items() if value)

    def django_settings(self, database: str) -> dict[str, Any]:
        """HOST, PORT, USER, PASSWORD, NAME and OPTIONS for an entry of ``DATABASES``."""
        return {
            "HOST": self.host,
            "PORT": str(self.port),
            "USER": self.user,
            "PASSWORD": self.password,
            "NAME": database,
            "OPTIONS": dict(self.options),
        }


@dataclass(frozen=True, slots=True)
class CacheServer:
    """A Valkey or Redis server that answers.

    Attributes:
        url: for redis-py and django-redis, with the password in it.
        product: ``valkey`` or ``redis``.
        version: such as ``9.1.2``.
        provider: ``embedded`` or ``url``.
        owned: whether perfgate started it, and may empty its logical databases.
        databases: how many logical databases may be allocated from.
    """

    url: str = field(repr=False)
    product: str
    version: str
    provider: str
    owned: bool
    databases: int


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
