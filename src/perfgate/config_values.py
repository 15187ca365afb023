"""Reads the values of single settings; one that cannot be used is refused, with its place."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

from perfgate.errors import ConfigError

SERVICE_MODES = ("auto", "url", "embedded", "docker")

#: Keys of ``[tool.perfgate]``, with what each means.
KEYS = {
    "postgres": 'major version of PostgreSQL to start, such as "18"',
    "services": "where servers come from: auto, url, embedded or docker",
    "postgres_url": "URL of your own PostgreSQL server",
    "redis_url": "URL of your own Redis or Valkey server",
    "keep": 'how long started servers stay when the last session has ended, such as "10h"',
    "home": "folder for data, logs and locks of started servers",
    "recipes": "module that holds the dataset recipes, such as fixtures.recipes",
    "dataset": "dataset of perf tests whose marker names none",
    "baselines": "folder of the committed baselines",
    "run_file": "file that the session's records are written to",
    "rounds": "timing rounds of every measurement; 0 times only those with a max_ms",
    "call_site_skip": "files and folders of the application that are never a call site",
    "only": "groups of facts to judge and write, such as statements,cache; all unless given",
    "ignore": "facts of any perf test that are not judged: a reason by pattern",
    "tolerance": "numbers of any perf test that may differ: [room, reason] by pattern",
}

_SECONDS = {"s": 1, "m": 60, "h": 3600}


def read_text(key: str, value: Any) -> str | None:
    """Read a string."""
    if value is not None and not isinstance(value, str):
        raise ConfigError(
            f"{key} of [tool.perfgate] is {value!r}, which is no string.",
            remedy=f'Write {key} = "…" ({KEYS[key]}).',
            slug="config-value",
        )
    return value


def read_paths(key: str, value: Any, root: Path) -> tuple[str, ...]:
    """Read a list of files and folders under the root; a typing error must not go unnoticed."""
    if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
        raise ConfigError(
            f"{key} of [tool.perfgate] is {value!r}, which is no list of paths.",
            remedy=f'Write {key} = ["shop/cache.py"] ({KEYS[key]}).',
            slug="config-value",
        )
    paths = [PurePosixPath(part) for part in value]
    for part, path in zip(value, paths, strict=True):
        if path.is_absolute() or ".." in path.parts or not path.parts:
            wrong = f"which is no file or folder under {root}"
        elif not (root / path).exists():
            wrong = f"and {root / path} does not exist"
        else:
            continue
        raise ConfigError(
            f"{key} of [tool.perfgate] has {part!r}, {wrong}.",
            remedy=f"Name it relative to {root}, or take it out of the list.",
            slug="config-path",
        )
    return tuple(path.as_posix() for path in paths)


def read_major(value: Any, named: str) -> int:
    """Read a major version of PostgreSQL."""
    try:
        major = int(str(value))
    except ValueError:
        major = 0
    if not 15 <= major <= 18:  # noqa: PLR2004 - the range of design and documentation
        raise ConfigError(
            f"{named} is {value!r}, which is no supported major version of PostgreSQL.",
            remedy='Write postgres = "15", "16", "17" or "18" in [tool.perfgate].',
            slug="config-postgres",
        )
    return major


def read_keep(value: Any, named: str) -> float:
    """Read how long servers stay, in seconds: a number and s, m or h; 0 where they do not."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh])", str(value).strip().lower())
    if match:
        return float(match[1]) * _SECONDS[match[2]]
    if str(value).strip() == "0":
        return 0.0
    raise ConfigError(
        f"{named} is {value!r}, which is no length of time.",
        remedy="Write a number and h, m or s, as in --perf-keep=10h; 0 keeps nothing.",
        slug="config-keep",
    )


def read_home(value: Any, base: Path) -> Path:
    """Read the folder of the servers: the user's own folder for caches unless one is named."""
    if value not in (None, ""):
        return (base / Path(read_text("home", value) or "").expanduser()).absolute()
    import platformdirs

    return Path(platformdirs.user_cache_path("perfgate", appauthor=False))


def read_rounds(value: Any, named: str) -> int:
    """Read a number of timing rounds."""
    text = str(0 if value is None else value)
    if not (text.isascii() and text.isdigit()):
        raise ConfigError(
            f"{named} is {value!r}, which is no number of timing rounds.",
            remedy="Write a whole number, as in --perf-rounds=20; 0 times only budgets (max_ms).",
            slug="rounds",
        )
    return int(text)


def read_mode(value: Any, named: str) -> str:
    """Read where servers come from."""
    if value not in SERVICE_MODES:
        raise ConfigError(
            f"{named} is {value!r}, which is no source of servers.",
            remedy=f"Use one of {', '.join(SERVICE_MODES)}, as in --perf-services=embedded.",
            slug="config-services",
        )
    return str(value)


def read_variant(value: Any, *, update: bool) -> bool:
    """Read whether to keep what other versions of Django do."""
    if value and not update:
        raise ConfigError(
            "--perf-variant was given without --perf-update.",
            remedy="Run: pytest --perf-update --perf-variant",
            slug="variant",
        )
    return bool(value)


def read_reason(value: Any, *, update: bool) -> str | None:
    """Read why numbers may grow, in one line."""
    if value is None:
        return None
    if not update:
        raise ConfigError(
            f"--perf-reason={value!r} was given without --perf-update.",
            remedy='Run: pytest --perf-update --perf-reason "…"',
            slug="reason-without-update",
        )
    text = " ".join(str(value).split())
    if not text:
        raise ConfigError(
            "--perf-reason is empty.",
            remedy='Say why the numbers may grow: pytest --perf-update --perf-reason "…"',
            slug="reason-empty",
        )
    return text
