"""One Valkey server of the supervisor: started, stopped. It keeps nothing on disk."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from perfgate.errors import ServiceError
from perfgate.services.folders import socket_folder
from perfgate.services.locks import POLL_S
from perfgate.services.pinned import CACHE_DATABASES, settings_digest, valkey_settings
from perfgate.services.processes import die_with_parent, load_libc
from perfgate.services.server_log import log_tail

if TYPE_CHECKING:
    from pathlib import Path

_READY_S = 15.0
_SHUTDOWN_S = 2.0


class ValkeyProcess:
    """A cache server in a private folder.

    Args:
        folder: its folder.
        binary: the program ``valkey-server``.
    """

    kind = "valkey"

    def __init__(self, folder: Path, binary: Path) -> None:
        self._binary = binary
        # Another one each time: a server whose folder was emptied under it removes its own only.
        number = 1024 + secrets.randbelow(64_000)
        self._socket = socket_folder(folder) / f"valkey-{number}.sock"
        self._log = folder / "valkey.log"
        self._password = secrets.token_hex(24)
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server; it is not ready yet."""
        for left in self._socket.parent.glob("valkey-*.sock"):
            left.unlink()
        with self._log.open("wb") as log:
            # On standard input, as other users can read a command line.
            self.child = subprocess.Popen(
                [self._binary, "-"],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                preexec_fn=partial(die_with_parent, load_libc(), os.getpid(), signal.SIGKILL),  # noqa: PLW1509 - the supervisor has one thread
            )
        if self.child.stdin is not None:
            self.child.stdin.write(valkey_settings(self._socket, self._password).encode())
            self.child.stdin.close()
        return self.child

    def wait_until_ready(self) -> dict[str, Any]:
        """Wait until the server takes connections; return what a session needs to know of it.

        Raises:
            ServiceError: it ended, or was not ready in time.
        """
        deadline = time.monotonic() + _READY_S
        while not self._answers():
            if self._running().poll() is not None or time.monotonic() > deadline:
                raise ServiceError(
                    f"Valkey did not start; the end of {self._log}:\n{log_tail(self._log)}",
                    remedy="Mend what the log names, or give a server by PERFGATE_REDIS_URL.",
                    slug="server-start",
                )
            time.sleep(POLL_S)
        told = subprocess.run(
            [self._binary, "--version"], capture_output=True, text=True, check=True
        ).stdout
        version = next(word for word in told.split() if word.startswith("v="))
        return {
            "host": str(self._socket),
            "url": f"unix://:{self._password}@{quote(str(self._socket))}?db=0",
            "product": "valkey",
            "version": version.removeprefix("v="),
            "databases": CACHE_DATABASES,
            "settings": settings_digest(self.kind),
        }

    def tidy(self) -> None:
        """Nothing is left over from earlier servers."""

    def stop(self) -> bool:
        """Stop the server; there are no data to keep."""
        child = self._running()
        for wanted in (signal.SIGTERM, signal.SIGKILL):
            if child.poll() is None:
                child.send_signal(wanted)
            try:
                child.wait(_SHUTDOWN_S)
            except subprocess.TimeoutExpired:
                continue
            break
        return False

    def mark_clean(self) -> None:
        """There are no data to mark."""

    def _running(self) -> subprocess.Popen[bytes]:
        if self.child is None:
            raise ServiceError(
                "Valkey was not started.", remedy="Call start() first.", slug="server-start"
            )
        return self.child

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1.0)
            try:
                client.connect(str(self._socket))
                client.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (more := client.recv(64)):  # noqa: PLR2004 - two commands, two answers
                    answer += more
            except OSError:
                return False
        return answer == b"+OK\r\n+PONG\r\n"
