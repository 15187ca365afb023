"""The process that owns a server, and stops it when no session holds it any more.

``python -m perfgate.services.supervisor`` reads its order from standard input, starts one server,
says on standard output that it runs (or why it does not), and stays. Sessions share a lock on the
file ``session.lock``; once the supervisor gets that lock for itself nobody is left. A session that
comes while it stops the server waits for the lock and then starts another. A server that is to be
kept stays as long as ``keeping`` says.

If the supervisor is killed, the kernel ends the server. If the server ends, so does the supervisor.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from perfgate.errors import ServiceError
from perfgate.services.keeping import kept_until
from perfgate.services.locks import FileLock
from perfgate.services.notes import write_note
from perfgate.services.processes import Process

if TYPE_CHECKING:
    import subprocess

SESSION_LOCK, START_LOCK, SUPERVISOR_LOCK = "session.lock", "start.lock", "supervisor.lock"
STATE_FILE, PROCESS_FILE = "server.json", "process.json"
#: How often to see whether a session is left; the server's end is noticed at once.
_LOOK_S = 0.2
_RECLAIM_S = 5.0


class ServerProcess(Protocol):
    """A server that a supervisor can own."""

    def start(self) -> subprocess.Popen[bytes]: ...  # noqa: D102
    def wait_until_ready(self) -> dict[str, Any]: ...  # noqa: D102
    def tidy(self) -> None: ...  # noqa: D102
    def stop(self) -> bool: ...  # noqa: D102
    def mark_clean(self) -> None: ...  # noqa: D102


def main() -> None:
    """Carry out the order on standard input."""
    order = json.load(sys.stdin)
    if os.fork():  # The session's child ends here; what follows belongs to nobody.
        os._exit(0)
    folder = Path(order["folder"])
    own = FileLock(folder / SUPERVISOR_LOCK)
    if not own.try_exclusive():
        what = f"Another supervisor holds {folder}."
        _answer({"what": what, "remedy": "Run again.", "slug": "server-start"})
        return
    wakeup = _wake_on_signals()
    reclaim(folder)
    try:
        server = _ordered(order)
        child = server.start()
        write_note(folder / PROCESS_FILE, _identified(child.pid))
        try:
            state = server.wait_until_ready()
        except ServiceError:
            server.stop()
            raise
    except ServiceError as error:
        _answer({"what": error.what, "remedy": error.remedy, "slug": error.slug})
        return
    write_note(folder / STATE_FILE, state)
    _answer({})
    server.tidy()
    session = FileLock(folder / SESSION_LOCK)
    _watch(folder, child, session, wakeup)
    _end(folder, server, own)
    own.release()
    session.release()


def reclaim(folder: Path) -> None:
    """End the server of a supervisor that was killed, where the kernel has not done it."""
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        left = json.loads((folder / PROCESS_FILE).read_text(encoding="utf-8"))
        Process(left["pid"], left["started"]).end(signal.SIGQUIT, seconds=_RECLAIM_S)
    for stale in (STATE_FILE, PROCESS_FILE):
        (folder / stale).unlink(missing_ok=True)


def _ordered(order: dict[str, Any]) -> ServerProcess:
    folder, program = Path(order["folder"]), Path(order["program"])
    if order["kind"] == "postgres":
        from perfgate.services.postgres_process import PostgresProcess

        return PostgresProcess(folder, program, forced=order.get("privileges", ""))
    from perfgate.services.valkey_process import ValkeyProcess

    return ValkeyProcess(folder, program)


def _watch(folder: Path, child: subprocess.Popen[bytes], session: FileLock, wakeup: int) -> None:
    """Return when the server has ended, a signal asks for it, or nobody wants it any more."""
    while child.poll() is None and (kept_until(folder) or not session.try_exclusive()):
        if select.select([wakeup], [], [], _LOOK_S)[0]:
            received = os.read(wakeup, 64)
            if signal.SIGTERM in received or signal.SIGINT in received:
                return


def _end(folder: Path, server: ServerProcess, own: FileLock) -> None:
    """Stop the server, and leave what the next supervisor needs, if the folder is still ours."""
    ours = own.still_at_its_path()
    if ours:
        (folder / STATE_FILE).unlink(missing_ok=True)
    worth_keeping = server.stop()
    if ours:
        if worth_keeping:
            server.mark_clean()
        (folder / PROCESS_FILE).unlink(missing_ok=True)


def _wake_on_signals() -> int:
    """A descriptor that can be read whenever a signal came: a wait on it misses none."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    os.set_blocking(reading, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return reading


def _answer(answer: dict[str, Any]) -> None:
    """Tell the session how it went, and close the pipe; it may have gone meanwhile."""
    with contextlib.suppress(BrokenPipeError):
        os.write(1, json.dumps(answer).encode())
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _identified(pid: int) -> dict[str, Any]:
    found = Process.of(pid)
    started = found.started if found else ""
    return {"pid": pid, "started": started, "supervisor": os.getpid()}


if __name__ == "__main__":
    main()
