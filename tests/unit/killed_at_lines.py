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
    from collections.abc import Callable, Collection, Iterator
    from types import FrameType

#: The modules that touch files: between any two of their lines the process may end.
WRITING = ("replacing", "files")
_FOLDER = Path(perfgate.baseline.__file__).parent


def killed_everywhere(
    prepare: Callable[[], object], action: Callable[[], object], modules: Collection[str] = WRITING
) -> Iterator[int]:
    """Yield after each kill: at the first line, the second and so on, until the action ends.

    Args:
        prepare: makes the state that the action begins with.
        action: what is killed; it runs in a copy of this process.
        modules: the names of the modules of the package ``baseline`` whose lines count.
    """
    paths = frozenset(str(_FOLDER / f"{name}.py") for name in modules)
    for number in count(1):
        prepare()
        if not _killed(number, action, paths):
            return
        yield number


def _killed(number: int, action: Callable[[], object], paths: Collection[str]) -> bool:
    """Run the action, killed before the line of this number; tell whether it was reached."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of other tests are no matter
        child = os.fork()
    if child == 0:
        _run_until(number, action, paths)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0, "the action failed of its own"
    return False


def _run_until(number: int, action: Callable[[], object], paths: Collection[str]) -> None:
    reached = 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal reached
        if frame.f_code.co_filename not in paths:
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
