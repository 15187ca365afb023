"""Files of the baseline folder: where they are, read and replaced as a whole or not at all."""

from __future__ import annotations

import errno
import os
import shlex
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from perfgate.analyse.ids import module_of
from perfgate.baseline import replacing
from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_NAME = "schema.json"
_ANYBODY_WRITES = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


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
            f"The baselines of {name!r} would not have a place of their own in {folder}.",
            remedy="Run pytest from the project's root, or name it with --rootdir",
            slug="baseline-outside",
        )
    return folder / relative


def check_inside(path: Path, folder: Path) -> None:
    """Refuse a path that a symlink or ``..`` leads out of the folder.

    Raises:
        BaselineError: it does.
    """
    target = _real(path)
    if not target.is_relative_to(_real(folder)):
        raise BaselineError(
            f"{path} leads out of the baseline folder, to {target}",
            remedy="Replace the symlink by a folder or file of its own: "
            f"rm {quoted(_link(path, folder))}",
            slug="baseline-symlink",
        )


def check_writable(path: Path) -> None:
    """Refuse a file that was made read-only: a replacement would not heed that.

    Raises:
        BaselineError: it was.
    """
    target = _real(path)
    try:
        mode = target.stat().st_mode
    except OSError:
        return
    if not mode & _ANYBODY_WRITES:  # whose the file is does not matter: its folder's rights decide
        raise BaselineError(
            f"{path} cannot be written: it is read-only.",
            remedy=f"Make it writable: chmod u+w {quoted(path)}",
            slug="baseline-unwritable",
        )


def read_bytes(path: Path) -> bytes | None:
    """Return the content of a file, or None where there is none.

    Raises:
        BaselineError: it is there and cannot be read.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BaselineError(
            f"{path} cannot be read: {error.strerror}",
            remedy=f"Make it readable: chmod u+r {quoted(path)}"
            if isinstance(error, PermissionError)
            else f"Look at it: ls -ld {quoted(path)}",
            slug="baseline-unreadable",
        ) from error


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever looks sees the old content or the new, never a part.

    Raises:
        BaselineError: it cannot be written; the old file is as it was.
    """
    try:
        replacing.replace(_real(path), content)  # a symlink within the folder stays one
    except OSError as error:
        raise BaselineError(
            f"{path} cannot be written: {error.strerror or error}",
            remedy=_to_mend(error, path.parent),
            slug="baseline-unwritable",
        ) from error


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
            remedy=_to_mend(error, path.parent),
            slug="baseline-unwritable",
        ) from error


def write_all(wanted: Mapping[Path, bytes | None], folder: Path) -> None:
    """Write files of the baseline folder, in this order; those without content are deleted.

    What writes that were killed have left below the folder is removed, too.

    Raises:
        BaselineError: one cannot be written; where that can be told before, none is.
    """
    for path in wanted:
        check_inside(path, folder)
        check_writable(path)
    replacing.sweep_below(folder)
    for path, content in wanted.items():
        if content is None:
            delete(path)
        else:
            replace(path, content)


def quoted(path: Path) -> str:
    """Return a path as a shell takes it."""
    return shlex.quote(str(path))


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # reading a pipe would wait for ever
        raise OSError(errno.EINVAL, "it is a folder" if path.is_dir() else "it is no file")
    return path.read_bytes()


def _to_mend(error: OSError, folder: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"Make room, and run the command again: df -h {quoted(folder)}"
    if error.errno == errno.EROFS:
        return "Its file system is mounted read-only: write where it is not, and commit there"
    if isinstance(error, PermissionError):
        return f"Make its folder writable: chmod u+w {quoted(folder)}"
    return f"Look at its folder: ls -ld {quoted(folder)}"


def _real(path: Path) -> Path:
    """Follow symlinks; other than ``Path.resolve`` before Python 3.13, loops do no harm."""
    return Path(os.path.realpath(path))


def _link(path: Path, folder: Path) -> Path:
    """Return the symlink on the way from a folder to a path."""
    ways = [path, *path.parents]
    below = [each for each in ways if each != folder and each.is_relative_to(folder)]
    return next((each for each in reversed(below) if each.is_symlink()), path)
