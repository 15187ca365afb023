"""What tests of several commands begin with."""

from __future__ import annotations

import pytest
from pending_builders import Project


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with six changes pending; commands run in its root."""
    monkeypatch.delenv("CI", raising=False)
    made = Project(tmp_path / "project")
    monkeypatch.chdir(made.root)
    return made
