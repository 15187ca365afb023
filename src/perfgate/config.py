"""The configuration: command line over environment over ``[tool.perfgate]`` of pyproject.toml."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from perfgate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE_MODES = ("auto", "url", "embedded", "docker")

#: Keys of ``[tool.perfgate]``, with what each means.
KEYS = {
    "postgres": 'major version of PostgreSQL to start, such as "18"',
    "services": "where servers come from: auto, url, embedded or docker",
    "recipes": "module that holds the dataset recipes, such as fixtures.recipes",
    "dataset": "dataset of perf tests whose marker names none",
    "baselines": "folder of the committed baselines",
    "run_file": "file that the session's records are written to",
    "rounds": "timing rounds of every measurement; 0 times only those with a max_ms",
    "call_site_skip": "files and folders of the application that are never a call site",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a session was asked to do.

    ``root`` is pytest's root directory; ``baselines`` and ``run_file`` are absolute. ``home`` is
    the folder that the plugin's own servers live in. URLs may hold passwords and are therefore
    left out of the representation. ``call_site_skip`` names files and folders, relative to
    ``root``, that pass on what others ask for (an application's own cache layer, say): work is
    put down to the line that called them. ``rounds`` are timing rounds of every measurement; 0
    where only those with a budget of time are timed.
    """

    root: Path
    home: Path
    baselines: Path
    run_file: Path
    postgres_major: int = 18
    services: str = "auto"
    postgres_url: str | None = dataclasses.field(default=None, repr=False)
    redis_url: str | None = dataclasses.field(default=None, repr=False)
    recipes: str | None = None
    dataset: str | None = None
    call_site_skip: tuple[str, ...] = ()
    rounds: int = 0
    update: bool = False
    reason: str | None = None
    strict: bool = False
    ci: bool = False

    @property
    def pending(self) -> Path:
        """The folder of what was measured and not accepted yet, beside the run file."""
        if self.run_file.parent.name == ".perfgate":
            return self.run_file.parent / "pending"
        return self.run_file.with_suffix(".pending")

    @property
    def mode(self) -> str:
        """``update`` or ``check``."""
        return "update" if self.update else "check"


def load(
    root: Path,
    *,
    options: Mapping[str, Any],
    environ: Mapping[str, str] | None = None,
) -> Config:
    """Read the configuration of a session.

    Args:
        root: the folder that holds pyproject.toml.
        options: what the command line said; None where it said nothing.
        environ: the environment; ``os.environ`` unless given.

    Raises:
        ConfigError: a key is unknown or a value cannot be used.
    """
    env = os.environ if environ is None else environ
    table = _read_table(root / "pyproject.toml")

    def choose(key: str) -> Any:
        for value in (options.get(key), env.get(f"PERFGATE_{key.upper()}"), table.get(key)):
            if value not in (None, ""):
                return value
        return None

    return Config(
        root=root,
        home=_home(env),
        baselines=root / (_text("baselines", choose("baselines")) or "baselines"),
        run_file=root / (_text("run_file", choose("run_file")) or ".perfgate/run.json"),
        postgres_major=_major(choose("postgres") or "18"),
        services=_mode(choose("services") or "auto"),
        postgres_url=env.get("PERFGATE_POSTGRES_URL") or None,
        redis_url=env.get("PERFGATE_REDIS_URL") or None,
        recipes=_text("recipes", choose("recipes")),
        dataset=_text("dataset", choose("dataset")),
        call_site_skip=_paths("call_site_skip", table.get("call_site_skip", []), root),
        rounds=_rounds(choose("rounds")),
        update=bool(options.get("update")),
        reason=_reason(options.get("reason"), update=bool(options.get("update"))),
        strict=bool(options.get("strict")),
        ci=env.get("CI", "").lower() not in ("", "0", "false", "no"),
    )


def _read_table(pyproject: Path) -> dict[str, Any]:
    if not pyproject.is_file():
        return {}
    try:
        document = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{pyproject} is not valid TOML: {error}", remedy="Mend the file."
        ) from error
    table = document.get("tool", {}).get("perfgate", {})
    for key in table:
        if key not in KEYS:
            raise ConfigError(
                f"[tool.perfgate] of {pyproject} has the unknown key {key!r}.",
                remedy=f"Keys are: {', '.join(sorted(KEYS))}.",
            )
    return dict(table)


def _home(env: Mapping[str, str]) -> Path:
    if chosen := env.get("PERFGATE_HOME"):
        return Path(chosen).absolute()
    import platformdirs

    return Path(platformdirs.user_cache_path("perfgate", appauthor=False))


def _text(key: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ConfigError(
            f"{key} of [tool.perfgate] is {value!r}, which is no string.",
            remedy=f'Write {key} = "…" ({KEYS[key]}).',
        )
    return value


def _paths(key: str, value: Any, root: Path) -> tuple[str, ...]:
    """Read a list of files and folders under the root; a typing error must not go unnoticed."""
    if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
        raise ConfigError(
            f"{key} of [tool.perfgate] is {value!r}, which is no list of paths.",
            remedy=f'Write {key} = ["shop/cache.py"] ({KEYS[key]}).',
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
        )
    return tuple(path.as_posix() for path in paths)


def _major(value: Any) -> int:
    try:
        major = int(str(value))
    except ValueError:
        major = 0
    if not 15 <= major <= 18:  # noqa: PLR2004 - the range of design and documentation
        raise ConfigError(
            f"postgres is {value!r}: not a supported major version of PostgreSQL.",
            remedy='Write postgres = "15", "16", "17" or "18" in [tool.perfgate].',
        )
    return major


def _rounds(value: Any) -> int:
    text = str(0 if value is None else value)
    if not (text.isascii() and text.isdigit()):
        raise ConfigError(
            f"rounds is {value!r}, which is no number of timing rounds.",
            remedy="Write a whole number, as in --perf-rounds=20; 0 times only budgets (max_ms).",
            slug="rounds",
        )
    return int(text)


def _mode(value: Any) -> str:
    if value not in SERVICE_MODES:
        raise ConfigError(
            f"services is {value!r}.",
            remedy=f"Use one of {', '.join(SERVICE_MODES)}, as in --perf-services=embedded.",
        )
    return str(value)


def _reason(value: Any, *, update: bool) -> str | None:
    if value is None:
        return None
    if not update:
        raise ConfigError(
            f"--perf-reason={value!r} was given without --perf-update.",
            remedy='Run: pytest --perf-update --perf-reason "…"',
        )
    text = " ".join(str(value).split())
    if not text:
        raise ConfigError(
            "--perf-reason is empty.",
            remedy='Say why the numbers may grow: pytest --perf-update --perf-reason "…"',
        )
    return text
