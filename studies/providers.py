"""Whether the whole gate does the same on every provider of servers.

Run ``python studies/providers.py``; what stands behind ``--`` is for pytest (``-- -n 2``). The perf
tests of this checkout run, as CI runs them, on the embedded servers and by URL on the same ones,
which are then nobody's to configure. Both runs must pass, and the exact digest over all
measurements must be one.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from checkout import ROOT, PerfRun, run_perf_tests
from perfgate.analyse.digest import run_digest
from perfgate.config import load
from perfgate.model import Verdict
from perfgate.services.acquire import ServicesRequest, acquire

if TYPE_CHECKING:
    from perfgate.services.acquire import Services
    from perfgate.services.servers import PostgresServer

_LAST_LINES = 40
_HEADING = f"{'provider':10}{'servers':40}{'measured':>8}{'ok':>5}{'s':>6}  exact digest"


def main() -> int:
    """Run on every provider and print the table; give 1 unless all are alike."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("arguments", nargs="*", help="for pytest")
    arguments = parser.parse_args().arguments
    print(_HEADING, flush=True)
    runs: list[PerfRun] = []
    home = load(ROOT, options={}).home
    with acquire(ServicesRequest(mode="embedded", home=home)) as services:
        for provider, environ in (("embedded", {}), ("url", _urls(services))):
            asked = ("perf_tests", f"--perf-services={provider}", *arguments)
            done = run_perf_tests(ROOT, asked, environ)
            print(_row(provider, done), flush=True)
            if done.exit_code or done.run is None:
                print(*done.output.splitlines()[-_LAST_LINES:], sep="\n", flush=True)
            runs.append(done)
    failed = sum(1 for done in runs if done.exit_code)
    alike = len({_digest(done) for done in runs}) == 1 and all(done.run for done in runs)
    print(f"{len(runs)} runs, {failed} failed, exact digests {'equal' if alike else 'NOT equal'}")
    return 1 if failed or not alike else 0


def _urls(services: Services) -> dict[str, str]:
    """The variables that name the servers by URL."""
    if services.postgres is None or services.cache is None:
        return {}
    return {
        "PERFGATE_POSTGRES_URL": _postgres_url(services.postgres),
        "PERFGATE_REDIS_URL": services.cache.url,
    }


def _postgres_url(server: PostgresServer) -> str:
    login = f"{quote(server.user, safe='')}:{quote(server.password, safe='')}"
    place = urlencode({"host": server.host, "port": server.port})
    return f"postgresql://{login}@/postgres?{place}"


def _row(provider: str, done: PerfRun) -> str:
    if done.run is None:
        return f"{provider:10}NOTHING MEASURED (exit {done.exit_code})"
    servers = f"PostgreSQL {done.run.engine.postgres} · {done.run.engine.cache}"
    verdicts = Counter(each.verdict for each in done.run.judgements)
    failed = f"  FAILED (exit {done.exit_code})" if done.exit_code else ""
    counts = f"{len(done.run.measurements):8}{verdicts[Verdict.OK]:5}{done.seconds:6.0f}"
    return f"{provider:10}{servers:40}{counts}  {_digest(done)}{failed}"


def _digest(done: PerfRun) -> str:
    return run_digest(done.run.measurements) if done.run else ""


if __name__ == "__main__":
    sys.exit(main())
