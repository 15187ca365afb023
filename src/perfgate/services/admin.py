"""A connection for the plugin's own work on a server, through the driver that Django would take."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from perfgate.errors import ServiceError
from perfgate.services.masking import masked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from perfgate.services.servers import PostgresServer

#: Django's own order: psycopg 3 first.
_DRIVERS = ("psycopg", "psycopg2")
_CONNECT_TIMEOUT_S = 10


class AdminConnection:
    """A connection in autocommit mode.

    Attributes:
        driver: ``psycopg`` or ``psycopg2``.
    """

    def __init__(self, raw: Any, driver: Any, server: PostgresServer) -> None:
        self._raw = raw
        self._error = driver.Error
        self._server = server
        self.driver = str(driver.__name__)

    def execute(self, sql: Any, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows, none for a statement that has none.

        Without parameters a ``%`` in the statement stands for itself.

        Raises:
            ServiceError: the server is gone, or has ended the connection.
        """
        try:
            with self._raw.cursor() as cursor:
                cursor.execute(sql, tuple(params) or None)
                return [tuple(row) for row in cursor.fetchall()] if cursor.description else []
        except self._error as error:
            if not self._raw.closed:
                raise
            server = self._server
            raise ServiceError(
                f"The connection to PostgreSQL at {server.host}:{server.port} ({server.provider}) "
                f"was lost: {masked(str(error), server.password)}",
                remedy="See in the server's log why it ended, and run again.",
                slug="postgres-lost",
            ) from None

    def close(self) -> None:
        """End the connection."""
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def connect(server: PostgresServer, database: str = "postgres") -> AdminConnection:
    """Connect to a database of a server.

    Raises:
        ServiceError: there is no driver, or the server refuses the connection.
    """
    driver = _driver()
    conninfo = server.conninfo(database)
    if "connect_timeout" not in server.options:
        conninfo += f" connect_timeout={_CONNECT_TIMEOUT_S}"
    try:
        raw = driver.connect(conninfo)
        raw.autocommit = True
    except driver.Error as error:
        raise ServiceError(
            f"Cannot connect to the database {database} of PostgreSQL at "
            f"{server.host}:{server.port} ({server.provider}): "
            + masked(str(error), server.password),
            remedy="Check that it runs and accepts this user: "
            f"psql -h {server.host} -p {server.port} -U {server.user or '…'} {database}"
            + (" (it was named by PERFGATE_POSTGRES_URL)" if server.provider == "url" else ""),
            slug="postgres-unreachable",
        ) from None
    return AdminConnection(raw, driver, server)


def _driver() -> Any:
    problems = []
    for name in _DRIVERS:
        try:
            return import_module(name)
        except ImportError as error:
            problems.append(str(error))
    raise ServiceError(
        f"Neither psycopg nor psycopg2 can be imported: {'; '.join(problems)}.",
        remedy="Install one: pip install 'pytest-perfgate[psycopg]'",
        slug="driver-missing",
    )
