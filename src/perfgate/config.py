"""The configuration: command line over environment over ``[tool.perfgate]`` of pyproject.toml."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfgate.analyse.allowance_texts import Place, nearer_wins, read_allowances
from perfgate.analyse.scope import read_only
from perfgate.config_values import (
    KEYS,
    read_home,
    read_keep,
    read_major,
    read_mode,
    read_paths,
    read_reason,
    read_rounds,
    read_text,
    read_variant,
)
from perfgate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfgate.model import Allowance


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a session was asked to do.

    ``root`` is pytest's root directory; ``baselines`` and ``run_file`` are absolute. ``home`` is
    the folder that the plugin's own servers live in, and ``keep_s`` how long
    they stay there when nobody uses them. URLs may hold passwords and are therefore
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
    keep_s: float = 0.0
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

    from_outside = options.get("home") or env.get("PERFGATE_HOME")
    return Config(
        root=root,
        home=read_home(choose("home"), Path.cwd() if from_outside else root),
        baselines=root / (read_text("baselines", choose("baselines")) or "baselines"),
        run_file=root / (read_text("run_file", choose("run_file")) or ".perfgate/run.json"),
        postgres_major=read_major(choose("postgres") or "18", named("postgres")),
        services=read_mode(choose("services") or "auto", named("services")),
        postgres_url=read_text("postgres_url", choose("postgres_url")),
        redis_url=read_text("redis_url", choose("redis_url")),
        keep_s=read_keep(choose("keep") or "0", named("keep")),
        recipes=read_text("recipes", choose("recipes")),
        dataset=read_text("dataset", choose("dataset")),
        call_site_skip=read_paths("call_site_skip", table.get("call_site_skip", []), root),
        only=read_only(choose("only")),
        allowances=nearer_wins([_allowances(table)]),
        rounds=read_rounds(choose("rounds"), named("rounds")),
        update=bool(options.get("update")),
        reason=read_reason(options.get("reason"), update=bool(options.get("update"))),
        variant=read_variant(options.get("variant"), update=bool(options.get("update"))),
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


def _allowances(table: Mapping[str, Any]) -> dict[str, Allowance]:
    place = Place("[tool.perfgate] of pyproject.toml", toml=True)
    return read_allowances(table.get("ignore"), table.get("tolerance"), place)
