"""Processes told apart by id and start time, and children that do not outlive their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from perfgate.services.locks import POLL_S

_PR_SET_PDEATHSIG = 1
#: Fields of /proc/PID/stat after the command's name: the state, and the start time.
_STATE, _START_TIME = 0, 19


@dataclass(frozen=True, slots=True)
class Process:
    """A process of this machine: ids are used again, an id with its start time is not."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> Process | None:
        """The process that has the id now, or None; one that only waits to be reaped is gone."""
        found = _start_time(pid)
        return None if found is None else cls(pid, found)

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return _start_time(self.pid) == self.started

    def end(self, first: signal.Signals, *, seconds: float) -> None:
        """Ask it to end, wait for so long, then kill it."""
        for wanted in (first, signal.SIGKILL):
            if not self.is_alive():
                return
            try:
                os.kill(self.pid, wanted)
            except ProcessLookupError:
                return
            deadline = time.monotonic() + seconds
            while self.is_alive() and time.monotonic() < deadline:
                time.sleep(POLL_S)


def _start_time(pid: int) -> str | None:
    if Path("/proc/self/stat").exists():
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return None
        fields = stat.rpartition(")")[2].split()
        return None if fields[_STATE] in "ZX" else fields[_START_TIME]
    listed = subprocess.run(
        ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split(maxsplit=1)
    return None if not listed or listed[0].startswith("Z") else listed[1].strip()


def load_libc() -> ctypes.CDLL:
    """The C library, loaded before a fork so that the child need not do it."""
    return ctypes.CDLL(None, use_errno=True)


def die_with_parent(libc: ctypes.CDLL, parent: int, death: signal.Signals) -> None:
    """In a new child: have the kernel send it a signal when its parent dies; nothing off Linux.

    To be called after the last change of user, which takes it back; an exec does not.
    """
    if sys.platform != "linux":
        return
    libc.prctl(_PR_SET_PDEATHSIG, int(death), 0, 0, 0)
    if os.getppid() != parent:  # It died before the kernel was asked.
        os._exit(1)
