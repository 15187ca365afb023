"""A server in a folder, held by a session: found there, or started by a supervisor."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from perfgate.errors import ServiceError
from perfgate.services.folders import private_folder
from perfgate.services.keeping import keep
from perfgate.services.locks import POLL_S, FileLock, is_held
from perfgate.services.pinned import settings_digest
from perfgate.services.server_log import log_tail
from perfgate.services.supervisor import SESSION_LOCK, START_LOCK, STATE_FILE, SUPERVISOR_LOCK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_STARTED_S = 120.0


def hold(
    folder: Path, order: dict[str, Any], *, keep_s: float = 0.0
) -> tuple[dict[str, Any], Callable[[], None]]:
    """Hold the server of a folder, which a supervisor is started for if need be.

    Args:
        folder: the server's own.
        order: what the supervisor is to start.
        keep_s: how long the server is to stay when nobody holds it any more.

    Returns:
        What the supervisor told of the server, and how to let go of it.

    Raises:
        ServiceError: the server did not start, or runs with other settings.
    """
    private_folder(folder)
    lock = FileLock(folder / SESSION_LOCK).shared(seconds=_STARTED_S)
    try:
        state = _running(folder)
        if state is None:
            with FileLock(folder / START_LOCK).exclusive(seconds=_STARTED_S):
                state = _started(folder, order)
        _check_settings(folder, state, order["kind"])
        if keep_s:  # Now too: this process may be killed before it lets go.
            keep(folder, time.time() + keep_s)
    except BaseException:
        lock.release()
        raise

    def let_go() -> None:
        if keep_s:
            keep(folder, time.time() + keep_s)
        lock.release()

    return state, let_go


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
    if is_held(folder / SUPERVISOR_LOCK):
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
