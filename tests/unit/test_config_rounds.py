"""Timing rounds may be asked for on the command line, in the environment and in pyproject.toml."""

from __future__ import annotations

import pytest

from perfgate.config import load
from perfgate.errors import ConfigError


def rounds(root, *, option=None, env=None, table=""):
    """Read the configuration."""
    (root / "pyproject.toml").write_text(f"[tool.perfgate]\n{table}\n", "utf-8")
    environ = {"PERFGATE_HOME": "/home"} | ({} if env is None else {"PERFGATE_ROUNDS": env})
    return load(root, options={"rounds": option}, environ=environ).rounds


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ({}, 0),
        ({"table": "rounds = 20"}, 20),
        ({"table": "rounds = 20", "env": "9"}, 9),
        ({"table": "rounds = 20", "env": ""}, 20),
        ({"table": "rounds = 20", "env": "9", "option": "0"}, 0),
    ],
)
def test_the_nearest_wins(tmp_path, given, number):
    """Command line over environment over file; 0 takes back what they say."""
    assert rounds(tmp_path, **given) == number


@pytest.mark.parametrize(
    "given",
    [
        {"option": "-1"},
        {"option": "2.5"},
        {"env": "many"},
        {"env": "²"},
        {"table": "rounds = true"},
        {"table": "rounds = [3]"},
    ],
)
def test_what_is_no_number_is_refused(tmp_path, given):
    """The message names it, and what to write."""
    with pytest.raises(ConfigError, match=r"which is no number of timing rounds") as refused:
        rounds(tmp_path, **given)
    assert (refused.value.slug, "--perf-rounds=20" in refused.value.remedy) == ("rounds", True)
