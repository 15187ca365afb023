"""As whom PostgreSQL runs: it refuses root.

Root starts it in a user namespace, in which root bears another number but owns the same files; so
the data stay in root's private folder. Where namespaces are forbidden, as in most containers, it
runs as an account without privileges, in a folder which that account itself created.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from perfgate.errors import ServiceError
from perfgate.services.folders import folder_digest, private_folder
from perfgate.services.processes import die_with_parent, load_libc

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable

_CLONE_NEWUSER = 0x10000000
#: Accounts that may run PostgreSQL for root, best first.
_ACCOUNTS = ("postgres", "nobody")
#: Survives a restart of the machine, unlike the folder for temporary files.
ACCOUNT_FOLDERS = Path("/var/tmp")  # noqa: S108 - its folders are created by their owner and checked
#: Of the wheel, what a server does not need.
_NOT_NEEDED = shutil.ignore_patterns("include", "doc", "pgxs", "pkgconfig", "*.a")


class Privileges(Protocol):
    """A way of running PostgreSQL."""

    @property
    def name(self) -> str:
        """``self``, ``namespace`` or ``account``."""
        ...

    @property
    def folder(self) -> Path:
        """Where its data go."""
        ...

    @property
    def install(self) -> Path:
        """The ``bin``, ``lib`` and ``share`` that it can read."""
        ...

    def child_options(self, death: signal.Signals) -> dict[str, Any]:
        """Arguments for ``subprocess`` that start a child so, which dies with its parent.

        Args:
            death: the signal that the child gets when its parent dies.
        """
        ...


@dataclass(frozen=True, slots=True)
class AsSelf:
    """As the user who runs the tests."""

    folder: Path
    install: Path
    name: str = "self"

    def child_options(self, death: signal.Signals) -> dict[str, Any]:
        """See ``Privileges.child_options``."""
        return {"preexec_fn": partial(die_with_parent, load_libc(), os.getpid(), death)}


@dataclass(frozen=True, slots=True)
class InNamespace:
    """As root, under another number and without root's capabilities."""

    folder: Path
    install: Path
    user: int
    name: str = "namespace"

    def child_options(self, death: signal.Signals) -> dict[str, Any]:
        """See ``Privileges.child_options``."""
        libc, parent = load_libc(), os.getpid()

        def enter() -> None:
            _enter_namespace(libc, self.user)
            die_with_parent(libc, parent, death)

        return {"preexec_fn": enter}


@dataclass(frozen=True, slots=True)
class AsAccount:
    """As an account without privileges."""

    folder: Path
    install: Path
    user: int
    group: int
    name: str = "account"

    def child_options(self, death: signal.Signals) -> dict[str, Any]:
        """See ``Privileges.child_options``."""
        return {
            "user": self.user,
            "group": self.group,
            "extra_groups": [],
            "preexec_fn": partial(die_with_parent, load_libc(), os.getpid(), death),
        }


def choose_privileges(folder: Path, install: Path, *, forced: str = "") -> Privileges:
    """The way to run PostgreSQL here; to be asked by a process with one thread, as it forks.

    Args:
        folder: the cluster's private folder, used wherever PostgreSQL can enter it.
        install: where its programs are.
        forced: ``namespace`` or ``account``, to have that way or none.

    Raises:
        ServiceError: under root neither way is open.
    """
    if os.geteuid() != 0:
        return AsSelf(folder, install)
    problems = []
    for name, way in {"namespace": _in_namespace, "account": _as_account}.items():
        if forced in {"", name}:
            try:
                return way(folder, install)
            except (OSError, KeyError, ServiceError) as error:
                problems.append(f"{name}: {error}")
    raise ServiceError(
        "PostgreSQL refuses to run as root, and there is no other way here:\n"
        + "\n".join(problems),
        remedy="Run the tests as an ordinary user, or give a server by PERFGATE_POSTGRES_URL.",
        slug="postgres-as-root",
    )


def _in_namespace(folder: Path, install: Path) -> Privileges:
    if sys.platform != "linux":
        raise OSError("user namespaces are a feature of Linux")
    user = _number_in_namespace()
    libc = load_libc()

    def probe() -> None:
        _enter_namespace(libc, user)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(f"{folder} cannot be entered")
        if not _is_usable(install):
            raise PermissionError(f"{install} cannot be read")

    _in_child(probe)
    return InNamespace(folder, install, user)


def _as_account(folder: Path, install: Path) -> Privileges:
    account = _account()
    own = ACCOUNT_FOLDERS / f"perfgate-{account.pw_name}-{folder_digest(folder)}"

    def create() -> None:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        private_folder(own)

    def probe() -> None:
        create()
        if not _is_usable(install):
            raise PermissionError(f"{install} cannot be read")

    try:
        _in_child(probe)
    except OSError:
        _in_child(create)
        install = _copied(install)
    private_folder(own, owner=account.pw_uid)
    return AsAccount(own, install, account.pw_uid, account.pw_gid)


def _copied(install: Path) -> Path:
    """A copy, root's own, of programs that the account cannot reach where they are."""
    changed = (install / "bin" / "postgres").stat().st_mtime_ns
    copy = ACCOUNT_FOLDERS / f"perfgate-install-{folder_digest(install / str(changed))}"
    if not copy.exists():
        new = Path(tempfile.mkdtemp(prefix="perfgate-", dir=ACCOUNT_FOLDERS))
        try:
            for folder in (install, *_beside(install)):
                target = new / folder.relative_to(install.parents[1])
                shutil.copytree(folder, target, ignore=_NOT_NEEDED)
            for path in (new, *new.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            new.rename(copy)
        except OSError:
            shutil.rmtree(new, ignore_errors=True)
            if not copy.exists():  # Another session was not quicker either.
                raise
    found = copy.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise PermissionError(f"{copy} is not root's own folder")
    return copy / install.relative_to(install.parents[1])


def _beside(install: Path) -> list[Path]:
    """The folders of libraries that a wheel's programs look for beside their package."""
    package = install.parent
    candidates = (package.with_name(f"{package.name}.libs"), package / ".dylibs")
    return [folder for folder in candidates if folder.is_dir()]


def _is_usable(install: Path) -> bool:
    programs = (install / "bin" / name for name in ("initdb", "postgres"))
    data = (install / "share" / "postgres.bki", *_beside(install))
    return all(os.access(program, os.R_OK | os.X_OK) for program in programs) and all(
        os.access(path, os.R_OK) for path in data
    )


def _number_in_namespace() -> int:
    """A number other than root's that has a name, which PostgreSQL looks up."""
    return _account().pw_uid


def _account() -> pwd.struct_passwd:
    for name in _ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return found
    raise KeyError(f"there is no account {' or '.join(_ACCOUNTS)}")


def _enter_namespace(libc: ctypes.CDLL, user: int) -> None:
    """Move this process into a user namespace in which root is the given user."""
    group = os.getegid()
    if libc.unshare(_CLONE_NEWUSER) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"no user namespace: {os.strerror(number)}")
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny", encoding="ascii")
    (own / "uid_map").write_text(f"{user} 0 1", encoding="ascii")
    (own / "gid_map").write_text(f"{user} {group} 1", encoding="ascii")


def _in_child(attempt: Callable[[], None]) -> None:
    """Try something in a forked child.

    Raises:
        OSError: it failed there, with the child's message.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            attempt()
        except BaseException as error:  # noqa: BLE001 - nothing may return into the parent's code
            os.write(writing, str(error).encode() or b"failed")
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        message = pipe.read().decode()
    os.waitpid(child, 0)
    if message:
        raise OSError(message)
