"""Single keys and lines from a terminal.

Between two questions the terminal neither echoes nor drops what is typed: a key that comes before
its question is shown waits for it.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import termios
import tty
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from types import TracebackType

_ESCAPE = b"\x1b"
_END_OF_INPUT = b"\x04"
#: The rest of an arrow key's sequence comes at once.
_SEQUENCE_S = 0.05


class EndedError(Exception):
    """The user has had enough: Ctrl-C, Ctrl-D, or the terminal is gone."""


class Keys:
    """The keyboard of the terminal on standard input, inside a ``with`` block."""

    def __init__(self) -> None:
        self._file = sys.stdin.fileno()

    def __enter__(self) -> Self:
        self._ordinary = termios.tcgetattr(self._file)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self._file, termios.TCSADRAIN, self._ordinary)

    def key(self, prompt: str) -> str:
        """Show a prompt and read one key; of an arrow or function key, the escape character.

        Raises:
            EndedError: there will be none.
        """
        try:
            # Before the prompt is shown, so that the key that answers it is never echoed; and each
            # time, as a shell sets its own mode when the process is stopped and goes on.
            tty.setcbreak(self._file, termios.TCSADRAIN)
            click.echo(prompt, nl=False)
            found = os.read(self._file, 1)
            if found == _ESCAPE:
                while select.select([self._file], [], [], _SEQUENCE_S)[0]:
                    if not os.read(self._file, 32):
                        break
        except (KeyboardInterrupt, OSError, termios.error):
            found = b""
        if found in (b"", _END_OF_INPUT):
            click.echo()
            raise EndedError
        return found.decode("ascii", "replace")

    def line(self, prompt: str) -> str:
        """Show a prompt and read a line, which can be edited; white space is tidied.

        Raises:
            EndedError: there will be none.
        """
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - input() edits lines by it
        try:
            termios.tcsetattr(self._file, termios.TCSADRAIN, self._ordinary)
            return " ".join(input(prompt).split())
        except (KeyboardInterrupt, EOFError, OSError, termios.error):
            click.echo()
            raise EndedError from None
