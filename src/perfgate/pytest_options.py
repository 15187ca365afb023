"""What the hooks share: the options of the command line, and how a report carries a parcel."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from perfgate.config import Config
    from perfgate.exercise.rounds import Clock
    from perfgate.world import World

#: The attribute of a test report that carries what was measured to the controlling process.
PARCEL = "perfgate_parcel"
#: What the perf test that runs now, or its class, stands on.
WORLD: pytest.StashKey[World] = pytest.StashKey()

#: The fixtures of pytest-django that open the databases of a test and of a class.
OPENS_TEST, OPENS_CLASS = "_django_db_helper", "_django_setup_unittest"


def is_perf(item: pytest.Item) -> bool:
    """Whether a test carries the marker."""
    return item.get_closest_marker("perf") is not None


def add_options(parser: pytest.Parser) -> None:
    """Add the options, each named ``--perf-…``."""
    group = parser.getgroup("perf", "performance gate (pytest-perfgate)")
    group.addoption(
        "--perf-update", action="store_true", help="write what differs to the baselines"
    )
    group.addoption(
        "--perf-reason", metavar="TEXT", help="with --perf-update: why numbers may grow; it is kept"
    )
    group.addoption(
        "--perf-variant",
        action="store_true",
        help="with --perf-update: keep what other versions of Django do, and write what differs "
        "under this one beside it",
    )
    group.addoption(
        "--perf-strict",
        action="store_true",
        help="fail on improvements and stale baselines too, until they are written down",
    )
    group.addoption(
        "--perf-services",
        metavar="WHERE",
        help="where servers come from: auto (URL if given, else embedded), url, embedded or docker",
    )
    group.addoption(
        "--perf-postgres", metavar="MAJOR", help="major version of PostgreSQL: 15 to 18"
    )
    for kind, product in (("postgres", "PostgreSQL"), ("redis", "Redis or Valkey")):
        group.addoption(f"--perf-{kind}-url", metavar="URL", help=f"your own {product} server")
    group.addoption(
        "--perf-keep",
        metavar="TIME",
        help="how long started servers stay when the last session has ended: 10h, 30m; 0 not at "
        "all",
    )
    group.addoption(
        "--perf-home", metavar="PATH", help="folder for data, logs and locks of started servers"
    )
    group.addoption(
        "--perf-only",
        metavar="FACTS",
        help="judge and write these groups of facts alone: statements, transactions, cache, time",
    )
    group.addoption(
        "--perf-rounds",
        metavar="N",
        help="time every measurement in N rounds, shown and kept in the run file",
    )
    group.addoption(
        "--perf-run-file",
        metavar="PATH",
        help="where to write the run for perfgate show and compare: .perfgate/run.json",
    )


def read_config(config: pytest.Config) -> Config:
    """What command line, environment and pyproject.toml ask for."""
    from perfgate.config import load

    names = (
        *("update", "reason", "variant", "strict"),
        *("services", "postgres", "postgres_url", "redis_url"),
        *("keep", "home", "run_file", "rounds", "only"),
    )
    options = {name: config.getoption(f"perf_{name}") for name in names}
    return load(config.rootpath, options=options)


def read_clock(config: pytest.Config, asked: Config) -> Clock:
    """What is to be timed, for what the session and pytest-benchmark are asked for."""
    from perfgate.benchmark_adapter import fewest_and_seconds, shows_rounds
    from perfgate.exercise.rounds import Clock

    parallel = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1
    if not shows_rounds(config):
        return Clock(rounds=asked.rounds, parallel=parallel)
    fewest, seconds = fewest_and_seconds(config)
    return Clock(rounds=asked.rounds, shown=True, fewest=fewest, spend_s=seconds, parallel=parallel)
