"""``perfgate services``: servers stay, are listed, and are stopped unless somebody uses them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from perfgate.cli.main import cli
from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.inventory import servers_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose embedded servers live in a home of their own; gives the home."""
    (tmp_path / "pyproject.toml").write_text('[tool.perfgate]\nservices = "embedded"\n')
    monkeypatch.chdir(tmp_path)
    for variable in ("PERFGATE_POSTGRES_URL", "PERFGATE_REDIS_URL", "PERFGATE_SERVICES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PERFGATE_HOME", str(home))
    return home


def shown(*arguments: str, code: int = 0) -> str:
    """What a call prints, once it has ended as expected."""
    result = CliRunner().invoke(cli, ["services", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_servers_stay_until_they_are_stopped(project: Path) -> None:
    """Nobody holds them after ``up``, and they run; after ``down`` they do not; no secret shows."""
    told = shown("up", "--for", "5m")
    try:
        listed = json.loads(shown("status", "--format", "json"))
        assert [(each["state"], each["sessions"]) for each in listed] == [("running", 0)] * 2
        assert all(each["kept_until"] > each["since"] for each in listed)
        password = servers_of(project)[0].state["password"]
        assert password not in told + shown("status") + json.dumps(listed)
    finally:
        assert shown("down").count("stopped") == 2
    assert not any(server.running for server in servers_of(project))
    assert "No server runs" in shown("status", code=3)


def test_a_server_in_use_is_not_stopped(project: Path) -> None:
    """A session that holds the servers is named, and keeps them; force takes them away."""
    with acquire(ServicesRequest(home=project)):
        assert "A session holds postgres" in shown("down", code=2)
        assert [server.sessions for server in servers_of(project)] == [1, 1]
        assert shown("down", "--force").count("stopped") == 2


def test_nothing_to_stop_is_fine(project: Path) -> None:
    """A second ``down`` does no harm."""
    assert list(project.iterdir()) == []
    assert "No server runs" in shown("down")
