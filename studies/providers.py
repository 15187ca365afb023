"""Whether the whole gate does the same on all providers of servers.

Run ``python studies/providers.py``; what stands behind ``--`` is for pytest (``-- -n 2``). The perf
tests of this checkout run, as CI runs them, on the embedded servers, on containers, and by URL on
each of the two. Every run must pass, and the exact digest over all measurements must be one.

Containers are made from ``--postgres-image`` and ``--redis-image``, by default the official ones of
PostgreSQL 15 and Redis 7. Where no container engine answers, their runs are SKIPPED, and with
``--require-containers`` that is a failure.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

from checkout import ROOT, PerfRun, run_perf_tests
from perfgate.analyse.digest import run_digest
from perfgate.config import load
from perfgate.errors import ServiceError
from perfgate.model import Verdict
from perfgate.services.acquire import ServicesRequest, acquire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from perfgate.services.acquire import Services
    from perfgate.services.servers import PostgresServer

_LAST_LINES = 40
_HEADING = f"{'provider':16}{'servers':40}{'measured':>8}{'ok':>5}{'s':>6}  exact digest"


class Way(NamedTuple):
    """A way of getting servers: its name, and what pytest is told."""

    name: str
    arguments: tuple[str, ...]
    environ: dict[str, str]


def main() -> int:
    """Run on every way and print the table; give 1 unless all are alike."""
    options = _options()
    print(_HEADING, flush=True)
    runs: dict[str, PerfRun] = {}
    skipped = False
    home = load(ROOT, options={}).home
    for provider, arguments, request in (
        ("embedded", (), ServicesRequest(mode="embedded", home=home)),
        ("docker", _container_arguments(options), _container_request(options, home)),
    ):
        with contextlib.ExitStack() as stack:
            try:
                services = stack.enter_context(acquire(request))
            except ServiceError as error:
                print(f"{provider:16}SKIPPED: {error}", flush=True)
                skipped = True
                continue
            for way in _ways(provider, (f"--perf-services={provider}", *arguments), services):
                done = run_perf_tests(
                    ROOT, ("perf_tests", *way.arguments, *options.arguments), way.environ
                )
                print(_row(way, done), flush=True)
                if done.exit_code or done.run is None:
                    print(*done.output.splitlines()[-_LAST_LINES:], sep="\n", flush=True)
                runs[way.name] = done
    digests = {_digest(done) for done in runs.values()}
    failed = sum(1 for done in runs.values() if done.exit_code)
    alike = "equal" if len(digests) == 1 else "NOT equal"
    print(f"{len(runs)} runs, {failed} failed, exact digests {alike}")
    if failed or len(digests) != 1 or (skipped and options.require_containers):
        return 1
    return 0


def _ways(provider: str, own: tuple[str, ...], services: Services) -> Iterator[Way]:
    """Yield the provider itself, and its servers by URL."""
    yield Way(provider, own, {})
    if services.postgres is None or services.cache is None:
        return
    urls = {
        "PERFGATE_POSTGRES_URL": _postgres_url(services.postgres),
        "PERFGATE_REDIS_URL": services.cache.url,
    }
    yield Way(f"url ({provider})", ("--perf-services=url",), urls)


def _postgres_url(server: PostgresServer) -> str:
    login = f"{quote(server.user, safe='')}:{quote(server.password, safe='')}"
    if server.host.startswith("/"):
        place = urlencode({"host": server.host, "port": server.port})
        return f"postgresql://{login}@/postgres?{place}"
    return f"postgresql://{login}@{server.host}:{server.port}/postgres"


def _row(way: Way, done: PerfRun) -> str:
    if done.run is None:
        return f"{way.name:16}NOTHING MEASURED (exit {done.exit_code})"
    engine = done.run.engine
    servers = f"PostgreSQL {engine.postgres} · {engine.cache}" if engine else ""
    verdicts = Counter(each.verdict for each in done.run.judgements)
    failed = f"  FAILED (exit {done.exit_code})" if done.exit_code else ""
    counts = f"{len(done.run.measurements):8}{verdicts[Verdict.OK]:5}{done.seconds:6.0f}"
    return f"{way.name:16}{servers:40}{counts}  {_digest(done)}{failed}"


def _digest(done: PerfRun) -> str:
    return run_digest(done.run.measurements) if done.run else ""


def _container_request(options: argparse.Namespace, home: Path) -> ServicesRequest:
    return ServicesRequest(
        mode="docker",
        postgres_major=options.postgres,
        postgres_image=options.postgres_image,
        cache_image=options.redis_image,
        home=home,
    )


def _container_arguments(options: argparse.Namespace) -> tuple[str, ...]:
    return (
        f"--perf-postgres={options.postgres}",
        f"--perf-postgres-image={options.postgres_image}",
        f"--perf-redis-image={options.redis_image}",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--postgres", type=int, default=15, help="major version (default: 15)")
    parser.add_argument("--postgres-image", default="postgres:15", help="(default: postgres:15)")
    parser.add_argument("--redis-image", default="redis:7", help="(default: redis:7)")
    parser.add_argument(
        "--require-containers", action="store_true", help="fail where there is no container engine"
    )
    parser.add_argument("arguments", nargs="*", help="for pytest")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
