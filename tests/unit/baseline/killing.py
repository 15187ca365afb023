"""Kills an action at every line of the code that writes, each time in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import perfgate.baseline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

#: The modules that touch files or ask git to: between any two of their lines the process may end.
WRITING = ("replacing", "files", "conflict")
_FOLDER = Path(perfgate.baseline.__file__).parent
_PATHS = frozenset(str(_FOLDER / f"{name}.py") for name in WRITING)


def killed_everywhere(prepare: Callable[[], object], action: Callable[[], object]) -> Iterator[int]:
    """Yield after each kill: at the first line, the second and so on, until the action ends.

    Args:
        prepare: makes the state that the action begins with.
        action: what is killed; it runs in a copy of this process.
    """
    for number in count(1):
        prepare()
        if not _killed(number, action):
            return
        yield number


def _killed(number: int, action: Callable[[], object]) -> bool:
    """Run the action, killed before the line of this number; tell whether it was reached."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of other tests are no matter
        child = os.fork()
    if child == 0:
        _run_until(number, action)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the action failed of its own"
    return False


def _run_until(number: int, action: Callable[[], object]) -> None:
    reached = 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal reached
        if frame.f_code.co_filename not in _PATHS:
            return None
        if event == "line":
            reached += 1
            if reached == number:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    code = 1
    try:
        sys.settrace(trace)
        action()
        code = 0
    finally:
        os._exit(code)
