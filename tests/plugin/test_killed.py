"""However a session ends, its servers end with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are found through /proc"
)

SLOW = """
import pathlib
import time

import pytest


@pytest.mark.perf
def test_slow(perf):
    def work():
        pathlib.Path("running").touch()
        time.sleep(600)

    perf(work)
"""


def _processes(home: Path) -> list[int]:
    """Processes that work in a home folder, by their working directory or command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                folder = str((entry / "cwd").readlink())
            except OSError:
                continue
            if str(home) in command or folder.startswith(str(home)):
                found.append(int(entry.name))
    return found


def _wait(what: object, seconds: float) -> bool:
    assert callable(what)
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_no_process_is_left_five_seconds_after_the_session(
    shop: Shop, tmp_path: Path, how: signal.Signals
) -> None:
    """Killed in the middle of a measurement, pytest leaves no server and no supervisor."""
    home = tmp_path / "home"
    shop.write("perf_tests/test_shop.py", SLOW)
    session = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-p", "django", "-p", "perfgate", "perf_tests"],
        cwd=shop.folder,
        env={**shop.env, "PERFGATE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert _wait((shop.folder / "running").exists, 60)
        assert len(_processes(home)) >= 4  # two servers, two supervisors
        os.kill(session.pid, how)
        session.wait(timeout=30)
        assert _wait(lambda: _processes(home) == [], 5), _processes(home)
    finally:
        if session.poll() is None:
            session.kill()
            session.wait()
