"""Folders that nobody else can enter: created so, never made so afterwards."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from perfgate.errors import ServiceError

#: A socket's path has 108 bytes on Linux and 104 on macOS, its closing NUL among them.
SOCKET_PATH_BYTES = 103
#: The longest name that one of the servers gives its socket.
_LONGEST_SOCKET_NAME = "/valkey-65535.sock"
#: Of <linux/fs.h>, as ``chattr +T`` uses them on the machines that wheels are made for.
_GET_FLAGS, _SET_FLAGS, _TOP_OF_HIERARCHY = 0x80086601, 0x40086602, 0x00020000


def private_folder(folder: Path, *, owner: int | None = None) -> Path:
    """Create a folder (and those missing above it) with mode 0700, or check the one that is there.

    Args:
        folder: an absolute path.
        owner: the user id that must own it; this process's by default.

    Raises:
        ServiceError: it exists and is a link, another user's, or open to others.
    """
    for missing in [path for path in reversed(folder.parents) if not path.exists()]:
        missing.mkdir(mode=0o700, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        _check_private(folder, os.geteuid() if owner is None else owner)
    except OSError as error:
        raise ServiceError(
            f"Cannot create the folder {folder}: {error.strerror}.",
            remedy="Name a folder you can write to: PERFGATE_HOME=…",
            slug="folder-create",
        ) from error
    return folder


def _check_private(folder: Path, owner: int) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        problem = "is not a folder"
    elif found.st_uid != owner:
        problem = f"belongs to the user id {found.st_uid}, not {owner}"
    elif found.st_mode & 0o077:
        problem = f"has the mode {stat.S_IMODE(found.st_mode):04o}, which lets others in"
    else:
        return
    raise ServiceError(
        f"{folder} is to hold a database server and {problem}.",
        remedy=f"Remove it if nothing needs it: rm -r '{folder}'",
        slug="folder-unsafe",
    )


def spread(folder: Path) -> None:
    """Have ext4 put each new folder in this one to another part of the disk, as ``chattr +T`` does.

    For five minutes ext4 gives the inode of a file that was removed to no new one, and each file
    that is created beside the removed ones looks at all of them first. A database has some 300
    files: where twenty had been dropped before, making one took 110 ms, and 13 ms in a folder
    like this. Other filesystems neither know the flag nor need it.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            flags = fcntl.ioctl(descriptor, _GET_FLAGS, bytes(8))
            wanted = int.from_bytes(flags, sys.byteorder) | _TOP_OF_HIERARCHY
            fcntl.ioctl(descriptor, _SET_FLAGS, wanted.to_bytes(8, sys.byteorder))
        finally:
            os.close(descriptor)


def socket_folder(folder: Path) -> Path:
    """The folder for the sockets of a server: its own, or a short one where that is too long.

    The short one is the same for the same folder, so that a server's socket is found again.
    """
    if len(os.fsencode(folder)) + len(_LONGEST_SOCKET_NAME) <= SOCKET_PATH_BYTES:
        return folder
    name = f"perfgate-{os.geteuid()}-{folder_digest(folder)}"
    return private_folder(_short_parent() / name)


def folder_digest(folder: Path) -> str:
    """Sixteen hexadecimal digits that stand for a folder's path."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


def _short_parent() -> Path:
    """The user's own runtime folder where there is one, else the folder for temporary files."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and len(os.fsencode(runtime)) <= len("/run/user/4294967295"):
        found = Path(runtime)
        if found.is_dir() and found.stat().st_uid == os.geteuid():
            return found
    temporary = Path(tempfile.gettempdir())
    return temporary if len(os.fsencode(temporary)) <= len("/run/user/4294967295") else Path("/tmp")  # noqa: S108 - the folder's name is checked for its owner
