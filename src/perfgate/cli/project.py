"""The project that a command is run in: its root directory and configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from perfgate.config import load

if TYPE_CHECKING:
    from perfgate.config import Config

#: What makes a folder pytest's root directory.
_MARKS = ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")


def project() -> Config:
    """Read the configuration of the project that the working directory lies in.

    Raises:
        ConfigError: a key is unknown or a value cannot be used.
    """
    return load(root_of(Path.cwd()), options={})


def root_of(folder: Path) -> Path:
    """Return the nearest folder, from this one up, that pytest would call its root directory."""
    for candidate in (folder, *folder.parents):
        if any((candidate / mark).is_file() for mark in _MARKS):
            return candidate
    return folder
