"""File locks that die with their process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from perfgate.errors import ServiceError
from perfgate.services.locks import FileLock

if TYPE_CHECKING:
    from pathlib import Path


def test_shared_locks_exclude_the_exclusive_one(tmp_path: Path) -> None:
    """Only when the last of two sharers has let go can a third have the file alone."""
    path = tmp_path / "lock"
    first, second, third = FileLock(path), FileLock(path), FileLock(path)
    taken = [first.try_shared(), second.try_shared(), third.try_exclusive()]
    first.release()
    taken.append(third.try_exclusive())
    second.release()
    taken.append(third.try_exclusive())
    third.release()
    assert taken == [True, True, False, False, True]


def test_a_lock_that_stays_taken_is_an_error(tmp_path: Path) -> None:
    """Waiting has an end, and the error names the file."""
    path = tmp_path / "lock"
    with FileLock(path) as held, FileLock(path) as wanted:
        assert held.try_exclusive()
        with pytest.raises(ServiceError, match=str(path)):
            wanted.shared(seconds=0)


def test_a_lock_knows_when_its_file_was_replaced(tmp_path: Path) -> None:
    """A file removed, or made anew by another process, is no longer the one that is held."""
    path = tmp_path / "lock"
    with FileLock(path) as lock:
        seen = [lock.still_at_its_path()]
        path.unlink()
        seen.append(lock.still_at_its_path())
        path.touch()
        seen.append(lock.still_at_its_path())
    assert seen == [True, False, False]
