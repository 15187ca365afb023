"""Killing a program before each of its changes to a folder in turn, as a crash would.

``python killing.py FOLDER NUMBER PROGRAM`` runs the Python text PROGRAM, and SIGKILLs itself before
the change of that number. Half of a file that was about to be made safe is lost with it.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys

#: A bound that no program under test comes near.
_MOST = 500
_CHANGING = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.truncate"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def arguments(folder, number, program):
    """Return the command that runs the program until that change."""
    return [sys.executable, __file__, str(folder), str(number), program]


def deaths(folder, program, cwd, env=None):
    """Run a program anew for each change to the folder that it makes, killed before it.

    Yields after each death, so that the caller looks at what is left and puts the folder back; ends
    once the program lives.
    """
    for number in range(1, _MOST):
        done = subprocess.run(
            arguments(folder, number, program),
            cwd=cwd,
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode != -signal.SIGKILL:
            assert done.returncode == 0, done.stdout + done.stderr
            return
        yield number
    raise AssertionError("it never ends")


def arm(folder, fatal):
    """Kill this process before its change of that number to the folder."""
    seen = 0
    make_safe = os.fsync

    def count():
        nonlocal seen
        seen += 1
        return seen == fatal

    def watch(event, args):
        if not args or not str(args[0]).startswith(folder):
            return
        changes = event in _CHANGING
        if event == "open":
            mode, flags = args[1:]
            changes = bool(set(mode or "") & set("wxa+")) or bool((flags or 0) & _WRITING)
        if changes and count():
            os.kill(os.getpid(), signal.SIGKILL)

    def half(descriptor):
        if count():
            found = os.fstat(descriptor)
            if stat.S_ISREG(found.st_mode):  # a folder is made safe too
                os.ftruncate(descriptor, found.st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)
        make_safe(descriptor)

    os.fsync = half
    sys.addaudithook(watch)


if __name__ == "__main__":
    where, which, text = sys.argv[1:]
    arm(where, int(which))
    exec(compile(text, "program", "exec"), {"__name__": "program"})  # noqa: S102 - the test's own
