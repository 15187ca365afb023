"""Sessions in processes of their own, and all the processes that stand behind them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.services.locks import FileLock, wait_until
from perfgate.services.processes import Process

if TYPE_CHECKING:
    from pathlib import Path

NOBODY = 65534
#: How soon after the last session nothing may be left.
GONE_S = 5.0

SESSION = """
import json, sys
from pathlib import Path
from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.admin import connect

with acquire(ServicesRequest(home=Path(sys.argv[1]))) as services:
    with connect(services.postgres) as connection:
        started = str(connection.execute("SELECT pg_postmaster_start_time()")[0][0])
    print(json.dumps([started, services.cache.url]), flush=True)
    sys.stdin.read()
"""


@dataclass
class Session:
    """A process that holds both servers until its standard input ends."""

    process: subprocess.Popen[str]

    def servers(self) -> list[str]:
        """What tells its servers from others, once it has them."""
        line = self.process.stdout.readline()
        assert line, f"the session got no servers: {self.process.stderr.read()}"
        return json.loads(line)

    def leave(self) -> None:
        """End it in order."""
        self.process.communicate()


def family(home: Path) -> list[Process]:
    """All processes of a home: supervisors, servers and what the servers started."""
    notes = [json.loads(path.read_text()) for path in home.glob("*/process.json")]
    pids = {note[key] for note in notes for key in ("supervisor", "pid")}
    listed = subprocess.run(
        ["/bin/ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    for pid, parent in sorted(tuple(map(int, line.split())) for line in listed.splitlines()):
        if parent in pids:
            pids.add(pid)
    return [found for pid in sorted(pids) if (found := Process.of(pid))]


def wait_until_gone(processes: list[Process]) -> None:
    """Return when none of them is left, or raise after five seconds."""
    wait_until(
        lambda: not any(process.is_alive() for process in processes),
        seconds=GONE_S,
        what=f"the end of {processes}",
    )


def wait_until_stopped(home: Path) -> None:
    """Return when no supervisor is left in a home that all sessions have left."""
    for path in home.glob("*/supervisor.lock"):
        with FileLock(path) as lock:
            lock.exclusive(seconds=GONE_S)
