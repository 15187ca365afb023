"""Private folders are made so, or refused; never changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from perfgate.errors import ServiceError
from perfgate.services.folders import SOCKET_PATH_BYTES, private_folder, socket_folder, spread

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def permissive_umask() -> Iterator[None]:
    """A process that would let others into all it makes."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("permissive_umask")
def test_all_that_is_created_is_private(tmp_path: Path) -> None:
    """The folder and those that were missing above it are closed to others."""
    folder = private_folder(tmp_path / "a" / "b")
    modes = [path.stat().st_mode & 0o777 for path in (folder, folder.parent)]
    assert modes == [0o700, 0o700]


def test_a_link_is_refused(tmp_path: Path) -> None:
    """A link, whoever it leads to, is not a folder of ours."""
    (tmp_path / "link").symlink_to(private_folder(tmp_path / "real"))
    with pytest.raises(ServiceError, match="is not a folder"):
        private_folder(tmp_path / "link")


def test_another_s_folder_is_refused(tmp_path: Path) -> None:
    """A folder of another user is refused by both ids."""
    folder = private_folder(tmp_path / "theirs")
    other = os.geteuid() + 1
    with pytest.raises(ServiceError, match=f"the user id {os.geteuid()}, not {other}"):
        private_folder(folder, owner=other)


def test_a_short_path_holds_its_own_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the path is short enough the sockets lie beside the data."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert socket_folder(Path("/short")) == Path("/short")


def test_a_long_path_has_one_short_folder_for_sockets(tmp_path: Path) -> None:
    """The same long path gets the same short folder, each path another."""
    long = tmp_path / ("x" * 200)
    found = [socket_folder(long), socket_folder(long), socket_folder(long / "y")]
    for folder in set(found):
        folder.rmdir()
    assert found[0] == found[1] != found[2]
    assert len(os.fsencode(found[0])) < SOCKET_PATH_BYTES - 20


def test_spreading_changes_one_attribute_or_nothing(tmp_path: Path) -> None:
    """Where ``lsattr`` knows attributes, ``T`` is added to those that were there before."""
    before = attributes(tmp_path)
    mode = tmp_path.stat().st_mode
    for _ in range(2):
        spread(tmp_path)
    assert attributes(tmp_path) - before <= {"T"}
    assert attributes(tmp_path) >= before
    assert tmp_path.stat().st_mode == mode


def test_spreading_follows_no_link_and_fails_at_nothing(tmp_path: Path) -> None:
    """A link's target keeps its attributes, and a folder that is not there is no error."""
    before = attributes(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path)
    spread(tmp_path / "link")
    spread(tmp_path / "missing")
    assert attributes(tmp_path) == before


def attributes(folder: Path) -> set[str]:
    """A folder's attributes as ``lsattr`` prints them; none where it cannot."""
    if not shutil.which("lsattr"):
        return set()
    told = subprocess.run(["lsattr", "-d", folder], capture_output=True, text=True, check=False)
    return set(told.stdout.partition(" ")[0]) - {"-"}
