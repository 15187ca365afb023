"""Replacing a file in one step: whoever looks, and whenever, sees the old content or the new.

The new content is made in a folder of its own beside the file, which tells git to ignore it, and is
moved over the old in one call. A process that is killed leaves such a folder behind at worst: git
does not show it, and the next write beside it sweeps it away.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_NAMES = ".perfgate-*.tmp"
_IGNORE_ALL = b"*\n"


def replace(target: Path, content: bytes) -> None:
    """Give a file new content, or leave it as it was; its permissions stay.

    Raises:
        OSError: it cannot be written; the old file is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target.parent.glob(_NAMES))
    with _workshop(target.parent) as workshop:
        made = workshop / "new"
        _write_synced(made, content, like=target)
        made.replace(target)
    _sync_folder(target.parent)


def sweep_below(folder: Path) -> None:
    """Remove what writes that were killed have left; those that are at work keep theirs."""
    _sweep(folder.rglob(_NAMES))


def _sweep(folders: Iterable[Path]) -> None:
    for left in list(folders):
        with contextlib.suppress(OSError), _at_work(left):
            shutil.rmtree(left)


@contextlib.contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """Make a folder that git ignores, and remove it with all that is left in it."""
    with contextlib.ExitStack() as stack:
        path = _locked_folder(folder, stack)
        stack.callback(shutil.rmtree, path, ignore_errors=True)
        _ignore(path)
        yield path


def _locked_folder(parent: Path, stack: contextlib.ExitStack) -> Path:
    """Make a folder that no other process takes for one that was left behind."""
    while True:
        path = parent / _NAMES.replace("*", secrets.token_hex(8))
        path.mkdir(mode=0o700)
        try:
            stack.enter_context(_at_work(path))
        except (BlockingIOError, FileNotFoundError):  # it was swept away before it was locked
            continue
        except OSError:  # some network file systems have no such locks: then nothing is swept
            return path
        if path.exists():
            return path


@contextlib.contextmanager
def _at_work(folder: Path) -> Iterator[None]:
    """Hold the lock that says that a process works in the folder: it ends with the process.

    Raises:
        OSError: another process holds it, or it cannot be had.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _ignore(folder: Path) -> None:
    """Have git ignore a folder; where the system can, the file is whole once it has its name."""
    path = folder / ".gitignore"
    try:
        descriptor = os.open(folder, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    except (AttributeError, OSError):  # macOS has none, and nor has every file system
        path.write_bytes(_IGNORE_ALL)
        return
    try:
        os.write(descriptor, _IGNORE_ALL)
        # Only with the descriptor of a folder does Python follow the link that /proc gives.
        os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=descriptor, follow_symlinks=True)
    finally:
        os.close(descriptor)


def _write_synced(path: Path, content: bytes, *, like: Path) -> None:
    with path.open("xb") as file:
        if like.exists():
            os.fchmod(file.fileno(), stat.S_IMODE(like.stat().st_mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
