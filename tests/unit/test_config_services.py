"""Where servers come from and how long they stay: flag, environment and file, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfgate.config import load
from perfgate.errors import ConfigError

TABLE = """
[tool.perfgate]
postgres_url = "postgresql://file"
redis_url = "redis://file"
keep = "90m"
home = "servers"
"""
VARIABLES = {
    "PERFGATE_POSTGRES_URL": "postgresql://environment",
    "PERFGATE_REDIS_URL": "redis://environment",
    "PERFGATE_KEEP": "2h",
    "PERFGATE_HOME": "/environment",
}
FLAGS = {
    "postgres_url": "postgresql://flag",
    "redis_url": "redis://flag",
    "keep": "30s",
    "home": "/flag",
}


def _asked(root: Path, options: dict[str, str], environ: dict[str, str]) -> tuple[object, ...]:
    config = load(root, options=options, environ=environ)
    return (
        config.postgres_url,
        config.redis_url,
        config.keep_s,
        config.home,
    )


def test_flag_wins_over_environment_and_environment_over_file(tmp_path: Path) -> None:
    """Each of them alone is enough; a home in the file is relative to the file."""
    (tmp_path / "pyproject.toml").write_text(TABLE)
    file = ("postgresql://file", "redis://file", 5400.0)
    assert _asked(tmp_path, {}, {}) == (*file, tmp_path / "servers")
    variables = tuple(VARIABLES.values())[:2]
    assert _asked(tmp_path, {}, VARIABLES) == (*variables, 7200.0, Path("/environment"))
    flags = tuple(FLAGS.values())[:2]
    assert _asked(tmp_path, FLAGS, VARIABLES) == (*flags, 30.0, Path("/flag"))


def test_nothing_is_kept_unless_asked_for(tmp_path: Path) -> None:
    """Servers stop with the last session."""
    assert load(tmp_path, options={}, environ={}).keep_s == 0
    assert load(tmp_path, options={"keep": "0"}, environ={"PERFGATE_KEEP": "1h"}).keep_s == 0


@pytest.mark.parametrize("wrong", ["long", "-1h", "3d", "1h30m", ""])
def test_what_is_no_length_of_time_is_refused(tmp_path: Path, wrong: str) -> None:
    """The value, where it is from, and how to write it."""
    (tmp_path / "pyproject.toml").write_text(f'[tool.perfgate]\nkeep = "{wrong or " "}"\n')
    with pytest.raises(ConfigError, match=r"keep of \[tool.perfgate\] is .*no length") as raised:
        load(tmp_path, options={}, environ={})
    assert "--perf-keep=10h" in str(raised.value)
