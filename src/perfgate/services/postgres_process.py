"""One PostgreSQL cluster of the supervisor: made, started, stopped.

A data directory is used again only if the marker ``clean.json`` says that the server was shut down
in order; the marker is removed before every start. Nothing is synchronised to disk, so there is
nothing to recover from.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

from perfgate.errors import ServiceError
from perfgate.services.folders import socket_folder, spread
from perfgate.services.locks import POLL_S
from perfgate.services.notes import write_note
from perfgate.services.pinned import initdb_options, postgres_settings, settings_digest
from perfgate.services.privileges import choose_privileges
from perfgate.services.scram import scram_verifier
from perfgate.services.server_log import log_tail

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

SUPERUSER = "perfgate"
_INITDB_S = 60.0
_READY_S = 30.0
#: Fast shutdown writes the buffers first; after this the data are given up.
_FAST_SHUTDOWN_S = 4.0
#: Line of postmaster.pid (from 0) that says how far the start has come.
_STATUS_LINE = 7


class PostgresProcess:
    """A cluster in a private folder, and its postmaster.

    Args:
        folder: the cluster's folder.
        install: where PostgreSQL's programs are.
        forced: see ``choose_privileges``.
    """

    kind = "postgres"

    def __init__(self, folder: Path, install: Path, *, forced: str = "") -> None:
        self._folder = folder
        self._privileges = choose_privileges(folder, install, forced=forced)
        self._install = self._privileges.install
        self._data = self._privileges.folder / "data"
        self._log = folder / "postgres.log"
        self._clean = folder / "clean.json"
        self._sockets = (
            self._privileges.folder
            if self._privileges.name == "account"
            else socket_folder(self._privileges.folder)
        )
        self.child: subprocess.Popen[bytes] | None = None
        self._password = ""
        # Another one each time: a server whose folder was emptied under it removes its own only.
        self._port = 1024 + secrets.randbelow(64_000)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server on the clean data directory, or on a new one; it is not ready yet.

        Raises:
            ServiceError: no data directory could be made.
        """
        version = self._version()
        self._major = int(version.split(".")[0])
        self._full_version = version
        with self._log.open("wb") as log:
            self._take_or_create_data(log)
            spread(self._data / "base")
            for left in self._sockets.glob(".s.PGSQL.*"):
                left.unlink()
            settings = postgres_settings(self._major, self._sockets, self._port)
            self.child = self._spawn(
                "postgres",
                ["-D", str(self._data), *(f"--{key}={value}" for key, value in settings.items())],
                log,
                signal.SIGQUIT,
            )
        return self.child

    def wait_until_ready(self) -> dict[str, Any]:
        """Wait until the server takes connections; return what a session needs to know of it.

        Raises:
            ServiceError: it ended, or was not ready in time.
        """
        deadline = time.monotonic() + _READY_S
        while not self._is_ready():
            if self._running().poll() is not None or time.monotonic() > deadline:
                raise self._failed("did not start")
            time.sleep(POLL_S)
        return {
            "host": str(self._sockets),
            "port": self._port,
            "user": SUPERUSER,
            "password": self._password,
            "version": self._full_version,
            "major": self._major,
            "privileges": self._privileges.name,
            "settings": settings_digest(self.kind),
        }

    def tidy(self) -> None:
        """Remove data directories that were given up."""
        for discarded in self._privileges.folder.glob("discarded-*"):
            shutil.rmtree(discarded, ignore_errors=True)

    def stop(self) -> bool:
        """Stop the server; say whether its data are worth keeping."""
        child = self._running()
        for wanted, seconds in (
            (signal.SIGINT, _FAST_SHUTDOWN_S),
            (signal.SIGQUIT, 2.0),
            (signal.SIGKILL, 2.0),
        ):
            if child.poll() is None:
                child.send_signal(wanted)
            try:
                return child.wait(seconds) == 0 and wanted is signal.SIGINT
            except subprocess.TimeoutExpired:
                continue
        return False

    def mark_clean(self) -> None:
        """Note that the data directory may be used again."""
        write_note(self._clean, {"made": self._made(), "password": self._password})

    def _take_or_create_data(self, log: IO[bytes]) -> None:
        try:
            note = json.loads(self._clean.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            note = {}
        self._clean.unlink(missing_ok=True)
        if note.get("made") == self._made() and (self._data / "PG_VERSION").exists():
            self._password = note["password"]
            return
        if self._data.exists():
            self._data.rename(self._data.with_name(f"discarded-{secrets.token_hex(8)}"))
        self._password = secrets.token_hex(24)
        self._create_data(log)

    def _create_data(self, log: IO[bytes]) -> None:
        verifier = self._privileges.folder / f"verifier-{secrets.token_hex(8)}"
        _write_readable(verifier, scram_verifier(self._password))
        initdb = self._spawn(
            "initdb",
            [
                "-D",
                str(self._data),
                f"--username={SUPERUSER}",
                "--auth=scram-sha-256",
                f"--pwfile={verifier}",
                *initdb_options(self._major),
            ],
            log,
            signal.SIGKILL,
        )
        try:
            failed = initdb.wait(_INITDB_S) != 0
        except subprocess.TimeoutExpired:
            initdb.kill()
            initdb.wait()
            failed = True
        finally:
            verifier.unlink()
        if failed:
            raise self._failed("initdb did not make a data directory")

    def _made(self) -> list[Any]:
        """What the data directory depends on."""
        return [self._major, initdb_options(self._major), str(self._data), self._privileges.name]

    def _version(self) -> str:
        told = subprocess.run(
            [self._install / "bin" / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        return told.split()[2]

    def _spawn(
        self,
        program: str,
        arguments: list[str],
        log: IO[bytes],
        death: signal.Signals,
    ) -> subprocess.Popen[bytes]:
        # A process with one thread may run code between fork and exec.
        return subprocess.Popen(
            [self._install / "bin" / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,
            **self._privileges.child_options(death),
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self.child is None:
            raise ServiceError(
                "PostgreSQL was not started.", remedy="Call start() first.", slug="server-start"
            )
        return self.child

    def _is_ready(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready"

    def _failed(self, what: str) -> ServiceError:
        return ServiceError(
            f"PostgreSQL {what} ({self._privileges.name}); the end of {self._log}:\n"
            + log_tail(self._log),
            remedy="Mend what the log names, or give a server by PERFGATE_POSTGRES_URL.",
            slug="server-start",
        )


def _write_readable(path: Path, text: str) -> None:
    """Write a new file that another account can read, never through a link of its making."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        os.fchmod(descriptor, 0o644)
        file.write(text)
