"""Files of the baseline folder: where they are, read and replaced as a whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from perfgate.analyse.ids import module_of
from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_NAME = "schema.json"


def path_within(folder: Path, nodeid: str) -> Path:
    """Return the file of a test's module below a folder, whether it exists or not.

    Raises:
        BaselineError: the module lies outside of the root directory, or is no name of a file.
    """
    name = module_of(nodeid)
    module = PurePosixPath(name)
    relative = module.with_suffix(".json") if module.name else module
    if (
        not module.name
        or module.is_absolute()
        or ".." in module.parts
        or "\0" in name
        or str(relative) == SCHEMA_NAME
    ):
        raise BaselineError(
            f"the baselines of {name!r} would not have a place of their own in {folder}",
            remedy="run pytest from the project's root, or name it with --rootdir",
            slug="baseline-outside",
        )
    return folder / relative


def check_inside(path: Path, folder: Path) -> None:
    """Refuse a path that a symlink or ``..`` leads out of the folder.

    Raises:
        BaselineError: it does.
    """
    target = path.resolve()
    if not target.is_relative_to(folder.resolve()):
        raise BaselineError(
            f"{path} leads out of the baseline folder, to {target}",
            remedy=f"replace the symlink by a folder or file of its own: rm {path}",
            slug="baseline-symlink",
        )


def read_bytes(path: Path) -> bytes | None:
    """Return the content of a file, or None where there is none.

    Raises:
        BaselineError: it is there and cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BaselineError(
            f"{path} cannot be read: {error.strerror}",
            remedy=f"look at it: ls -ld {path}",
            slug="baseline-unreadable",
        ) from error


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever looks sees the old content or the new, never a part.

    Raises:
        BaselineError: it cannot be written; the old file is as it was.
    """
    target = path.resolve()  # a symlink within the folder stays one
    temporary = target.parent / f".perfgate-{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target.parent)
        _write_synced(temporary, content, like=target)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise BaselineError(
            f"{path} cannot be written: {error.strerror or error}",
            remedy=f"make its folder writable: chmod u+w {path.parent}",
            slug="baseline-unwritable",
        ) from error
    finally:
        _discard(temporary)


def delete(path: Path) -> None:
    """Delete a file.

    Raises:
        BaselineError: it cannot be deleted.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise BaselineError(
            f"{path} cannot be deleted: {error.strerror}",
            remedy=f"make its folder writable: chmod u+w {path.parent}",
            slug="baseline-unwritable",
        ) from error


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


def _sweep(folder: Path) -> None:
    """Remove what processes left that were killed while they wrote."""
    for left in folder.glob(".perfgate-*.tmp"):
        pid = left.name.split("-")[1]
        if pid.isdigit() and not _is_alive(int(pid)):
            left.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _discard(temporary: Path) -> None:
    """Remove what an interrupted write left; after a finished one there is nothing."""
    if temporary.parent.is_dir():
        temporary.unlink(missing_ok=True)
