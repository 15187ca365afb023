"""What servers of ours there are in a home: those that run, and the data that the others left."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfgate.errors import ServiceError
from perfgate.services.folders import folder_digest
from perfgate.services.keeping import kept_until, release
from perfgate.services.locks import FileLock, is_held
from perfgate.services.privileges import ACCOUNT_FOLDERS
from perfgate.services.processes import Process
from perfgate.services.supervisor import PROCESS_FILE, SESSION_LOCK, STATE_FILE, SUPERVISOR_LOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

_STOPPED_S = 15.0
_BLOCK_BYTES = 512


@dataclass(frozen=True, slots=True)
class HomeServer:
    """A server of a home, whether it runs now or has only left its data.

    Attributes:
        folder: where its state, its locks and mostly its data are.
        product: such as ``postgres`` and ``valkey``.
        version: such as ``18.6``; of one that does not run as far as its folder tells.
        provider: such as ``embedded``.
        running: whether it runs.
        since: when it was started, in seconds since the epoch.
        kept_until: until when it stays without a session, or None.
        sessions: how many processes hold it; None where the system does not tell.
        disk_bytes: what its folder takes up.
        state: what sessions are told of it; holds the password.
    """

    folder: Path
    product: str
    version: str
    provider: str
    running: bool
    since: float | None
    kept_until: float | None
    sessions: int | None
    disk_bytes: int
    state: dict[str, Any]

    @property
    def name(self) -> str:
        """Such as ``postgres 18.6``."""
        return f"{self.product} {self.version}"


def servers_of(home: Path) -> list[HomeServer]:
    """The servers of a home, by name; none where there is no such folder.

    Raises:
        ServiceError: the home cannot be read.
    """
    try:
        folders = sorted(path for path in home.iterdir() if (path / SUPERVISOR_LOCK).exists())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ServiceError(
            f"The folder of the servers cannot be read: {home}: {error.strerror}.",
            remedy="Make it yours, or name another one: PERFGATE_HOME=…",
            slug="home-unreadable",
        ) from error
    return [_found(folder) for folder in folders]


def stop(server: HomeServer, *, force: bool = False) -> None:
    """Stop a server of a home; one that does not run is fine.

    Args:
        server: one of ``servers_of``.
        force: stop it although sessions hold it, which fails their tests.

    Raises:
        ServiceError: a session holds it, or it does not stop.
    """
    if not force and server.running and is_held(server.folder / SESSION_LOCK):
        held = (
            f"{server.sessions} sessions hold" if (server.sessions or 0) > 1 else "A session holds"
        )
        raise ServiceError(
            f"{held} {server.name} in {server.folder}; it is not stopped.",
            remedy="Wait until their tests have ended, or let them fail: "
            "perfgate services down --force",
            slug="server-held",
        )
    release(server.folder)
    supervisor = _supervisor(server.folder) if force else None
    if supervisor is not None:
        os.kill(supervisor, signal.SIGTERM)
    with FileLock(server.folder / SUPERVISOR_LOCK) as lock:
        try:
            lock.exclusive(seconds=_STOPPED_S)
        except ServiceError:
            raise ServiceError(
                f"{server.name} in {server.folder} has not stopped within {_STOPPED_S:g} s.",
                remedy="See what holds it, then stop it all the same: "
                "perfgate services status; perfgate services down --force",
                slug="server-not-stopped",
            ) from None


def _found(folder: Path) -> HomeServer:
    state = _read(folder / STATE_FILE)
    running = bool(state) and is_held(folder / SUPERVISOR_LOCK)
    product, _, major = folder.name.rpartition("-")
    product = product.rpartition("-")[2]
    return HomeServer(
        folder=folder,
        product=str(state.get("product", product)),
        version=str(state.get("version", major)),
        provider=str(state.get("provider", "embedded")),
        running=running,
        since=(folder / STATE_FILE).stat().st_mtime if running else None,
        kept_until=kept_until(folder) if running else None,
        sessions=_holders(folder / SESSION_LOCK) if running else 0,
        disk_bytes=sum(map(_disk_bytes, _data_folders(folder))),
        state=state,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _supervisor(folder: Path) -> int | None:
    """The supervisor's process id, as long as the server that it noted is its server still."""
    note = _read(folder / PROCESS_FILE)
    try:
        server = Process(int(note["pid"]), str(note["started"]))
        supervisor = int(note["supervisor"])
    except (KeyError, ValueError):
        return None
    return supervisor if server.is_alive() and is_held(folder / SUPERVISOR_LOCK) else None


def _holders(lock: Path) -> int | None:
    """How many processes hold a lock together, as Linux lists them."""
    try:
        inode = str(lock.stat().st_ino)
        listed = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    held = (line.split() for line in listed)
    return sum(
        1
        for words in held
        if words[1] == "FLOCK" and words[3] == "READ" and words[5].rpartition(":")[2] == inode
    )


def _data_folders(folder: Path) -> Iterator[Path]:
    yield folder
    # Where PostgreSQL runs as another account its data are that account's.
    yield from ACCOUNT_FOLDERS.glob(f"perfgate-*-{folder_digest(folder)}")


def _disk_bytes(folder: Path) -> int:
    """What a folder takes up; files that go meanwhile, or cannot be seen, count for nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_blocks * _BLOCK_BYTES  # noqa: PTH118 - thousands
            except OSError:
                continue
    return total
