"""The configuration: command line over environment over ``[tool.perfgate]`` of pyproject.toml."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from perfgate.analyse.allowance_texts import Place, nearer_wins, read_allowances
from perfgate.analyse.scope import read_only
from perfgate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfgate.model import Allowance

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
    "only": "groups of facts to judge and write, such as statements,cache; all unless given",
    "ignore": "facts of any perf test that are not judged: a reason by pattern",
    "tolerance": "numbers of any perf test that may differ: [room, reason] by pattern",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a session was asked to do.

    ``root`` is pytest's root directory; ``baselines`` and ``run_file`` are absolute. ``home`` is
    the folder that the plugin's own servers live in. URLs may hold passwords and are therefore
    left out of the representation. ``call_site_skip`` names files and folders, relative to
    ``root``, that pass on what others ask for (an application's own cache layer, say): work is
    put down to the line that called them. ``only`` names the groups of facts to judge, empty for
    all; ``allowances`` are what every perf test lets differ. ``rounds`` are timing rounds of every
    measurement; 0 where only those with a budget of time are timed.
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
    only: tuple[str, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    rounds: int = 0
    update: bool = False
    reason: str | None = None
    variant: bool = False
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

    def named(key: str) -> str:
        if options.get(key) not in (None, ""):
            return f"--perf-{key.replace('_', '-')}"
        variable = f"PERFGATE_{key.upper()}"
        return variable if env.get(variable) else f"{key} of [tool.perfgate]"

    return Config(
        root=root,
        home=_home(env),
        baselines=root / (_text("baselines", choose("baselines")) or "baselines"),
        run_file=root / (_text("run_file", choose("run_file")) or ".perfgate/run.json"),
        postgres_major=_major(choose("postgres") or "18", named("postgres")),
        services=_mode(choose("services") or "auto", named("services")),
        postgres_url=env.get("PERFGATE_POSTGRES_URL") or None,
        redis_url=env.get("PERFGATE_REDIS_URL") or None,
        recipes=_text("recipes", choose("recipes")),
        dataset=_text("dataset", choose("dataset")),
        call_site_skip=_paths("call_site_skip", table.get("call_site_skip", []), root),
        only=read_only(choose("only")),
        allowances=nearer_wins([_allowances(table)]),
        rounds=_rounds(choose("rounds"), named("rounds")),
        update=bool(options.get("update")),
        reason=_reason(options.get("reason"), update=bool(options.get("update"))),
        variant=_variant(options.get("variant"), update=bool(options.get("update"))),
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
            f"{pyproject} is not valid TOML: {error}.",
            remedy="Mend the line that it names.",
            slug="config-file",
        ) from error
    table = document.get("tool", {}).get("perfgate", {})
    for key in table:
        if key not in KEYS:
            raise ConfigError(
                f"[tool.perfgate] of {pyproject} has the unknown key {key!r}.",
                remedy=f"Keys are: {', '.join(sorted(KEYS))}.",
                slug="config-unknown-key",
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
            slug="config-value",
        )
    return value


def _paths(key: str, value: Any, root: Path) -> tuple[str, ...]:
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


def _allowances(table: Mapping[str, Any]) -> dict[str, Allowance]:
    place = Place("[tool.perfgate] of pyproject.toml", toml=True)
    return read_allowances(table.get("ignore"), table.get("tolerance"), place)


def _major(value: Any, named: str) -> int:
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


def _rounds(value: Any, named: str) -> int:
    text = str(0 if value is None else value)
    if not (text.isascii() and text.isdigit()):
        raise ConfigError(
            f"{named} is {value!r}, which is no number of timing rounds.",
            remedy="Write a whole number, as in --perf-rounds=20; 0 times only budgets (max_ms).",
            slug="rounds",
        )
    return int(text)


def _mode(value: Any, named: str) -> str:
    if value not in SERVICE_MODES:
        raise ConfigError(
            f"{named} is {value!r}, which is no source of servers.",
            remedy=f"Use one of {', '.join(SERVICE_MODES)}, as in --perf-services=embedded.",
            slug="config-services",
        )
    return str(value)


def _variant(value: Any, *, update: bool) -> bool:
    if value and not update:
        raise ConfigError(
            "--perf-variant was given without --perf-update.",
            remedy="Run: pytest --perf-update --perf-variant",
            slug="variant",
        )
    return bool(value)


def _reason(value: Any, *, update: bool) -> str | None:
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
