"""A real terminal around a program, as a person would use it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time


def plain(shown):
    """Return what is shown, without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", shown)


class Terminal:
    """A program in a terminal of 80 columns: what it shows, and keys to press.

    Args:
        program: Python, run in a process of its own.
        folder: where it runs.
        arguments: what it finds in ``sys.argv``.
        prompt: what it shows when it waits for a key.
    """

    def __init__(self, program, folder, *arguments, prompt="[q]uit, [?] "):
        self._prompt = prompt
        self._master, slave = pty.openpty()
        os.set_inheritable(slave, True)
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            cwd=folder,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads
            env={**os.environ, "COLUMNS": "80", "TERM": "xterm", "NO_COLOR": ""},
        )
        os.close(slave)
        self.shown = ""

    @property
    def text(self):
        """What is shown, without colours."""
        return plain(self.shown)

    def wait_for(self, text, seconds=60):
        """Read until a text is shown that was not there before, and return what came with it."""
        begin = len(self.shown)
        end = time.monotonic() + seconds
        while text not in self.shown[begin:]:
            assert time.monotonic() < end, self.shown
            if not self._read():
                break
        assert text in self.shown[begin:], self.shown
        return self.shown[begin:]

    def type(self, keys):
        """Press keys, whatever comes next."""
        os.write(self._master, keys.encode())

    def press(self, keys, then=""):
        """Press keys, and wait for what comes next: the prompt unless given."""
        self.type(keys)
        return self.wait_for(then or self._prompt)

    def insist(self, keys, then):
        """Press keys until something comes, again after ten seconds, as a person would.

        Python's readline notices a Ctrl-C that comes just before it waits only with the next key.
        """
        begin = len(self.shown)
        for _ in range(6):
            self.type(keys)
            end = time.monotonic() + 10
            while then not in self.shown[begin:] and time.monotonic() < end and self._read():
                pass
            if then in self.shown[begin:]:
                break
        assert then in self.shown[begin:], self.shown

    def close(self):
        """Close the window."""
        os.close(self._master)

    def end(self):
        """Wait until the command has ended, and return its exit code."""
        while self._read():
            pass
        code = self.process.wait(timeout=60)
        os.close(self._master)
        return code

    def _read(self):
        """Read what is there; False once the command has ended."""
        try:
            if select.select([self._master], [], [], 1)[0]:
                self.shown += os.read(self._master, 65536).decode()
        except OSError:  # the other side is closed
            return False
        return True
