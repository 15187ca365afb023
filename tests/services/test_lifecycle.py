"""Servers start when the first session comes and are gone when the last one has left."""

from __future__ import annotations

import json
import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from server_processes import GONE_S, family, wait_until_gone

from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.admin import connect
from perfgate.services.locks import wait_until
from perfgate.services.processes import Process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from server_processes import Session


def databases(home: Path) -> set[str]:
    """The databases of a home's cluster."""
    request = ServicesRequest(home=home, need_cache=False)
    with acquire(request) as services, connect(services.postgres) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def leave_a_database(home: Path) -> None:
    """Make a database by which a data directory is known again."""
    request = ServicesRequest(home=home, need_cache=False)
    with acquire(request) as services, connect(services.postgres) as connection:
        connection.execute("CREATE DATABASE kept")


def note_of(home: Path, kind: str) -> dict[str, int]:
    """What a supervisor noted of its server's process."""
    return json.loads(next(home.glob(f"{kind}-*/process.json")).read_text())


def test_both_servers_answer(home: Path) -> None:
    """A first session gets servers of the versions asked for."""
    with acquire(ServicesRequest(home=home)) as services:
        assert (
            services.postgres.major,
            services.postgres.owned,
            services.cache.product,
            services.cache.owned,
        ) == (18, True, "valkey", True)


def test_only_the_servers_needed_are_started(home: Path) -> None:
    """A session that asks for no cache server starts none."""
    with acquire(ServicesRequest(home=home, need_cache=False)) as services:
        assert services.cache is None
        assert [folder.name for folder in home.iterdir()] == ["postgres-18"]


def test_data_outlive_the_server(home: Path) -> None:
    """What was there when the server was stopped in order is there at the next start."""
    leave_a_database(home)
    assert "kept" in databases(home)


def test_sessions_that_start_at_once_share_servers(new_session: Callable[[], Session]) -> None:
    """Four sessions that start at the same moment get the same two servers."""
    sessions = [new_session() for _ in range(4)]
    found = {tuple(session.servers()) for session in sessions}
    assert len(found) == 1


def test_servers_stay_while_a_session_is_left(
    home: Path, new_session: Callable[[], Session]
) -> None:
    """The session that started the servers may leave before another."""
    first, second = new_session(), new_session()
    servers = first.servers()
    assert second.servers() == servers
    first.leave()
    with acquire(ServicesRequest(home=home)) as services:
        assert services.cache.url == servers[1]


def test_the_last_session_leaves_no_process(home: Path, new_session: Callable[[], Session]) -> None:
    """When the last session has ended, supervisors and servers end."""
    session = new_session()
    session.servers()
    processes = family(home)
    assert len(processes) > 4
    session.leave()
    wait_until_gone(processes)


def test_a_killed_session_leaves_no_process(home: Path, new_session: Callable[[], Session]) -> None:
    """Five seconds after ``kill -9`` of the only session no process is left."""
    session = new_session()
    session.servers()
    processes = family(home)
    session.process.kill()
    wait_until_gone(processes)


@pytest.mark.parametrize("kind", ["postgres", "valkey"])
def test_a_killed_supervisor_takes_its_server_along(
    home: Path, new_session: Callable[[], Session], kind: str
) -> None:
    """A server does not outlive its supervisor, even one that was killed."""
    new_session().servers()
    note = note_of(home, kind)
    server = Process.of(note["pid"])
    os.kill(note["supervisor"], signal.SIGKILL)
    wait_until_gone([server])


@pytest.mark.parametrize("kind", ["postgres", "valkey"])
@pytest.mark.parametrize("victim", ["pid", "supervisor"])
def test_the_next_session_starts_afresh(
    home: Path, new_session: Callable[[], Session], kind: str, victim: str
) -> None:
    """After a server or its supervisor was killed, a session gets a server that answers."""
    before = new_session().servers()
    os.kill(note_of(home, kind)[victim], signal.SIGKILL)
    wait_until(
        lambda: new_session().servers() != before, seconds=GONE_S, what="a session with new servers"
    )
    changed = [old != new for old, new in zip(before, new_session().servers(), strict=True)]
    assert changed == [kind == "postgres", kind == "valkey"]


def test_data_of_a_killed_server_are_discarded(home: Path) -> None:
    """Nothing is synchronised to disk, so what a killed server leaves is not trusted."""
    leave_a_database(home)
    request = ServicesRequest(home=home, need_cache=False)
    with acquire(request):
        killed = Process.of(note_of(home, "postgres")["pid"])
        os.kill(killed.pid, signal.SIGKILL)
        wait_until_gone([killed])
    assert "kept" not in databases(home)
    with acquire(request):
        wait_until(
            lambda: not list(home.glob("postgres-18/discarded-*")),
            seconds=GONE_S,
            what="the removal of the discarded data",
        )


def test_a_supervisor_can_be_asked_to_stop(home: Path) -> None:
    """SIGTERM stops the server in order although a session is left: its data are kept."""
    leave_a_database(home)
    with acquire(ServicesRequest(home=home, need_cache=False)):
        note = note_of(home, "postgres")
        processes = family(home)
        os.kill(note["supervisor"], signal.SIGTERM)
        wait_until_gone(processes)
    assert "kept" in databases(home)


def test_an_emptied_home_is_made_anew(home: Path) -> None:
    """Removing a cluster's folder under a running session harms no later one."""
    with acquire(ServicesRequest(home=home, need_cache=False)):
        leave_a_database(home)
        processes = family(home)
        shutil.rmtree(home / "postgres-18")
        assert "kept" not in databases(home)
    wait_until_gone(processes)
    assert "postgres" in databases(home)
