"""Real servers in homes of their own, and sessions in processes that can be killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cache_operations import shop_settings
from server_processes import SESSION, Session, wait_until_stopped

from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.cache_namespace import allocate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfgate.services.acquire import Services
    from perfgate.services.servers import PostgresServer


@pytest.fixture(scope="session")
def as_root() -> None:
    """Skip what only root can try."""
    if os.geteuid() != 0:
        pytest.skip("only root can act as another user")


@pytest.fixture(scope="module")
def own_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL of a module's own, or the one that is given by URL."""
    home = tmp_path_factory.mktemp("own") / "home"
    with acquire(ServicesRequest(mode="auto", home=home, need_cache=False)) as services:
        assert services.postgres is not None
        yield services.postgres


@pytest.fixture
def new_home() -> Iterator[Callable[[], Path]]:
    """Makes folders for servers; when the test is over waits until these are gone."""
    homes: list[Path] = []

    def make() -> Path:
        homes.append(Path(tempfile.mkdtemp(prefix="pg-")))
        return homes[-1]

    yield make
    for home in homes:
        wait_until_stopped(home)
        shutil.rmtree(home)


@pytest.fixture
def home(new_home: Callable[[], Path]) -> Path:
    """An empty folder for servers, with a path short enough for sockets."""
    return new_home()


@pytest.fixture
def request_of() -> Callable[..., ServicesRequest]:
    """Makes requests with defaults."""

    def make(home: Path, **changes: Any) -> ServicesRequest:
        return ServicesRequest(home=home, **changes)

    return make


@pytest.fixture
def new_session(home: Path) -> Iterator[Callable[[], Session]]:
    """Starts sessions on the home; those still there when the test is over are killed."""
    sessions: list[Session] = []

    def start() -> Session:
        process = subprocess.Popen(
            [sys.executable, "-c", SESSION, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        sessions.append(Session(process))
        return sessions[-1]

    yield start
    for session in sessions:
        session.process.kill()
        with session.process:
            session.process.wait()


@pytest.fixture(scope="module")
def module_home() -> Iterator[Path]:
    """A folder for the servers of a whole module."""
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    yield home
    wait_until_stopped(home)
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def services(module_home: Path) -> Iterator[Services]:
    """Both servers, embedded, for a whole module."""
    with acquire(ServicesRequest(home=module_home)) as services:
        yield services


@pytest.fixture(scope="module")
def shop_caches(services: Services, module_home: Path) -> Iterator[dict[str, dict[str, Any]]]:
    """Django with an alias for each backend; those on Redis share a database of the server."""
    namespace = allocate(services.cache, module_home)
    with shop_settings(namespace.url, module_home / "files") as settings:
        yield settings
    namespace.release()
