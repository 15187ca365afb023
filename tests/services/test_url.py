"""Servers that somebody else started are used by their URLs."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import pytest

from perfgate.errors import ServiceError
from perfgate.services.acquire import acquire
from perfgate.services.admin import connect
from perfgate.services.locks import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from perfgate.services.acquire import Services, ServicesRequest


class _Forwarder(socketserver.BaseRequestHandler):
    """Passes what comes by TCP on to a Unix socket."""

    target = ""

    def handle(self) -> None:
        with socket.socket(socket.AF_UNIX) as inner:
            inner.connect(self.target)
            back = threading.Thread(target=self._pass, args=(inner, self.request))
            back.start()
            self._pass(self.request, inner)
            back.join()

    @staticmethod
    def _pass(source: socket.socket, sink: socket.socket) -> None:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def tcp_port() -> Iterator[Callable[[str], int]]:
    """Opens TCP ports on this machine that lead to Unix sockets."""
    with ExitStack() as stack:

        def listen(path: str) -> int:
            handler = type("Forwarder", (_Forwarder,), {"target": path})
            server = stack.enter_context(socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler))
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return server.server_address[1]

        yield listen


@pytest.fixture
def foreign_login(services: Services) -> Iterator[str]:
    """A role whose password needs quoting everywhere."""
    password = "p@s/s'w\\ö:rd %"  # noqa: S105
    literal = password.replace("'", "''")
    with connect(services.postgres) as connection:
        connection.execute(f"CREATE ROLE foreign_login LOGIN PASSWORD '{literal}'")
        yield f"foreign_login:{quote(password, safe='')}"
        connection.execute("DROP ROLE foreign_login")


def test_a_socket_folder_in_the_host(
    services: Services,
    foreign_login: str,
    module_home: Path,
    request_of: Callable[..., ServicesRequest],
) -> None:
    """A URL may name a Unix socket's folder, percent-encoded."""
    host = quote(services.postgres.host, safe="")
    url = f"postgresql://{foreign_login}@{host}:{services.postgres.port}/ignored"
    with acquire(request_of(module_home, postgres_url=url, need_cache=False)) as found:
        assert (found.postgres.version, found.postgres.provider, found.postgres.owned) == (
            services.postgres.version,
            "url",
            False,
        )


def test_a_tcp_port_and_libpq_parameters(
    services: Services,
    foreign_login: str,
    module_home: Path,
    request_of: Callable[..., ServicesRequest],
    tcp_port: Callable[[str], int],
) -> None:
    """Parameters of libpq in the URL reach the driver."""
    port = tcp_port(f"{services.postgres.host}/.s.PGSQL.{services.postgres.port}")
    url = f"postgres://{foreign_login}@127.0.0.1:{port}/x?sslmode=disable&application_name=named"
    with (
        acquire(request_of(module_home, postgres_url=url, need_cache=False)) as found,
        connect(found.postgres) as connection,
    ):
        assert connection.execute("SHOW application_name") == [("named",)]


def test_a_cache_by_tcp(
    services: Services,
    module_home: Path,
    request_of: Callable[..., ServicesRequest],
    tcp_port: Callable[[str], int],
) -> None:
    """Product and version are read from the server."""
    parts = urlsplit(services.cache.url)
    url = f"redis://:{parts.password}@127.0.0.1:{tcp_port(unquote(parts.path))}/3"
    with acquire(request_of(module_home, cache_url=url, need_postgres=False)) as found:
        assert found.cache == replace(
            services.cache, url=url, provider="url", owned=False, databases=1
        )


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("postgres_url", "postgresql://user:topsecret@127.0.0.1:1/db?sslpassword=topsecret"),
        ("cache_url", "redis://user:topsecret@127.0.0.1:1/0?password=topsecret"),
    ],
)
def test_a_server_that_does_not_answer(
    key: str, url: str, tmp_path: Path, request_of: Callable[..., ServicesRequest]
) -> None:
    """The error says where, and keeps the password to itself."""
    request = request_of(
        tmp_path,
        need_postgres=key == "postgres_url",
        need_cache=key == "cache_url",
        **{key: url},
    )
    with pytest.raises(ServiceError, match=r"127\.0\.0\.1:1") as caught:
        acquire(request)
    assert "topsecret" not in f"{caught.value}{caught.value.remedy}{request!r}"


def test_one_server_that_fails_releases_the_other(
    home: Path, request_of: Callable[..., ServicesRequest]
) -> None:
    """Where one of two servers cannot be had, the other is not held either."""
    with pytest.raises(ServiceError):
        acquire(request_of(home, cache_url="redis://127.0.0.1:1/0"))
    with FileLock(home / "postgres-18" / "session.lock") as session:
        session.exclusive(seconds=5)
        assert session.still_at_its_path()


def test_psycopg2_reads_the_same_connection_string(
    services: Services,
    foreign_login: str,
    request_of: Callable[..., ServicesRequest],
    tmp_path: Path,
) -> None:
    """psycopg2 understands what psycopg 3 does, quoting included."""
    psycopg2 = pytest.importorskip("psycopg2")
    host = quote(services.postgres.host, safe="")
    url = f"postgresql://{foreign_login}@/?host={host}&port={services.postgres.port}"
    with acquire(request_of(tmp_path, postgres_url=url, need_cache=False)) as found:
        connection = psycopg2.connect(found.postgres.conninfo("postgres"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchall() == [("foreign_login",)]
    connection.close()
