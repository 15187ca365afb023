"""File locks, by which processes that do not know each other share servers.

All of them are ``flock`` locks on descriptors that are not inherited: the kernel lets go of them
when the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import TYPE_CHECKING

from perfgate.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

#: How long to wait between two looks at something that cannot be waited for.
POLL_S = 0.01


class FileLock:
    """A lock on a file, which is created (mode 0600) and never removed.

    Args:
        path: the file; two locks of one process on it exclude each other too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_exclusive(self) -> bool:
        """Take the lock for this process alone, if it is free; say whether it was taken."""
        return self._try(fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        """Take the lock together with others, if nobody has it alone; say whether it was taken."""
        return self._try(fcntl.LOCK_SH)

    def exclusive(self, *, seconds: float) -> Self:
        """Take the lock for this process alone.

        Raises:
            ServiceError: it was not free in time.
        """
        wait_until(self.try_exclusive, seconds=seconds, what=f"the lock {self.path}")
        return self

    def shared(self, *, seconds: float) -> Self:
        """Take the lock together with others.

        Raises:
            ServiceError: it was not free in time.
        """
        wait_until(self.try_shared, seconds=seconds, what=f"the lock {self.path}")
        return self

    def still_at_its_path(self) -> bool:
        """Whether others find the same file there: not after someone emptied the folder."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return False
        held = os.fstat(self._descriptor)
        return (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino)

    def release(self) -> None:
        """Let go of the lock; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _try(self, operation: int) -> bool:
        try:
            fcntl.flock(self._descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def is_held(path: Path) -> bool:
    """Whether somebody has a lock, alone or together with others."""
    with FileLock(path) as lock:
        return not lock.try_exclusive()


def wait_until(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Look again and again until a condition holds.

    Raises:
        ServiceError: it did not hold in time.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise ServiceError(
                f"Waited {seconds:g} s in vain for {what}.",
                remedy="See which process holds it: fuser -v on its folder; end it and run again.",
                slug="lock-timeout",
            )
        time.sleep(POLL_S)
