"""Servers stay for a while where that is asked for, and go once it is not asked for any more."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from server_processes import wait_until_stopped

from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.keeping import keep, kept_until, release

if TYPE_CHECKING:
    from pathlib import Path


def _used(home: Path, keep_s: float) -> tuple[object, ...]:
    """Use both servers for a moment; what tells them from others started later."""
    with acquire(ServicesRequest(home=home, keep_s=keep_s)) as services:
        assert services.postgres is not None
        assert services.cache is not None
        return services.postgres.port, services.cache.url


def _folders(home: Path) -> list[Path]:
    return sorted(home.glob("*-[0-9]*"))


def test_kept_servers_are_found_again(home: Path) -> None:
    """The next session gets the same two; they end once nothing keeps them."""
    first = _used(home, 60.0)
    assert len(_folders(home)) == 2
    assert all(kept_until(folder) for folder in _folders(home))
    assert _used(home, 0.0) == first
    for folder in _folders(home):
        release(folder)
    wait_until_stopped(home)
    assert _used(home, 0.0) != first


def test_servers_end_when_their_time_is_over(home: Path) -> None:
    """Without another session, and without a command."""
    _used(home, 1.0)
    wait_until_stopped(home)


def test_longer_wish_stays(tmp_path: Path) -> None:
    """A session that keeps servers for less does not take back what another has asked for."""
    later = time.time() + 1000
    keep(tmp_path, later)
    keep(tmp_path, later - 500)
    assert kept_until(tmp_path) == later
    release(tmp_path)
    release(tmp_path)
    assert kept_until(tmp_path) is None


def test_note_that_cannot_be_read_keeps_nothing(tmp_path: Path) -> None:
    """A past time neither."""
    keep(tmp_path, time.time() - 1)
    assert kept_until(tmp_path) is None
    (tmp_path / "keep.json").write_text("[]")
    assert kept_until(tmp_path) is None
