"""What it costs to record a query: this project beside its peers, interleaved in one run.

Run ``python studies/overhead.py [--rounds N] [--queries N]``. It starts a PostgreSQL of its own.

Each round runs the same block, a primary-key ``get()`` some hundred times, once under each way to
record, in turned order; a ratio is the median over the rounds of two costs of the same round. So
a load that comes and goes on the machine meets all ways alike. "In the block" is what the code
under test is slowed by; "in all" adds what each way does at its end to name the queries.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfgate.services.acquire import ServicesRequest, acquire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfgate.services.servers import PostgresServer

_BASE, _PEER, _OURS = "no capture", "CaptureQueriesContext", "perfgate, with call sites"
_GOAL = 1.1


@dataclass
class Costs:
    """Seconds per query, one number a round."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    cpu_in_all: list[float] = field(default_factory=list)


def main() -> int:
    """Measure and print; give 1 if the goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40, help="rounds to run (default: 40)")
    parser.add_argument("--queries", type=int, default=300, help="queries a block (default: 300)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="perfgate-overhead-") as folder:
        request = ServicesRequest(mode="auto", home=Path(folder) / "home", need_cache=False)
        with acquire(request) as services:
            if services.postgres is None:
                return 2
            read = _prepare(services.postgres)
            costs = measure(_ways(), read, rounds=options.rounds, queries=options.queries)
            _finish()
    return _show(costs)


def _prepare(server: PostgresServer) -> Callable[[], object]:
    """Set Django up with one table; give the query to be measured."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                **server.django_settings("postgres"),
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    primary_key = ContentType.objects.values_list("pk", flat=True)[0]

    def read() -> object:
        return ContentType.objects.get(pk=primary_key)

    return read


def _ways() -> dict[str, Callable[[], AbstractContextManager[object]]]:
    """Give the ways to record, by name; peers that are not installed are named and left out."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ways: dict[str, Callable[[], AbstractContextManager[object]]] = {
        _BASE: nullcontext,
        _PEER: lambda: CaptureQueriesContext(connection),
    }
    for distribution, make in (
        ("django-perf-rec", _perf_rec),
        ("inline-snapshot-django", _inline_snapshot),
    ):
        if find_spec(distribution.replace("-", "_")):
            ways[distribution] = make()
        else:
            print(f"{distribution} is left out; to have it: pip install {distribution}")
    return {**ways, _OURS: _recorded}


def _perf_rec() -> Callable[[], AbstractContextManager[object]]:
    db: Any = __import__("django_perf_rec.db", fromlist=["DBRecorder"])

    def capture() -> AbstractContextManager[object]:
        operations: list[object] = []
        recorder: AbstractContextManager[object] = db.DBRecorder("default", operations.append)
        return recorder

    return capture


def _inline_snapshot() -> Callable[[], AbstractContextManager[object]]:
    package: Any = __import__("inline_snapshot_django")

    def capture() -> AbstractContextManager[object]:
        context: AbstractContextManager[object] = package.snapshot_queries()
        return context

    return capture


@contextmanager
def _recorded() -> Iterator[object]:
    from perfgate.capture.statements import StatementRecorder

    with StatementRecorder(root=Path(__file__).parent) as recorder:
        yield recorder
    recorder.record({})


def measure(
    ways: dict[str, Callable[[], AbstractContextManager[object]]],
    read: Callable[[], object],
    *,
    rounds: int,
    queries: int,
) -> dict[str, Costs]:
    """Run every way once a round, each round in another order; the first round is thrown away."""
    costs = {name: Costs() for name in ways}
    names = list(ways)
    for number in range(rounds + 1):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            cpu, wall, cpu_in_all = _one_block(ways[name], read, queries)
            if number:
                costs[name].cpu.append(cpu)
                costs[name].wall.append(wall)
                costs[name].cpu_in_all.append(cpu_in_all)
    return costs


def _one_block(
    way: Callable[[], AbstractContextManager[object]], read: Callable[[], object], queries: int
) -> tuple[float, float, float]:
    gc.collect()
    whole = time.process_time()
    with way():
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(queries):
            read()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    whole = time.process_time() - whole
    return cpu / queries, wall / queries, whole / queries


def _finish() -> None:
    from django.db import connection

    connection.close()


def _ratio(costs: list[float], base: list[float]) -> float:
    return statistics.median(cost / other for cost, other in zip(costs, base, strict=True))


def _show(costs: dict[str, Costs]) -> int:
    """Print the table and whether the goal is met."""
    head = f"{'µs per query (median)':28}{'CPU':>8}{'wall':>8}"
    print(f"{head}{'x none':>9}{'x Django':>10}{'CPU in all':>12}{'x Django':>10}")
    for name, cost in costs.items():
        cpu, wall, in_all = (
            1e6 * statistics.median(seconds) for seconds in (cost.cpu, cost.wall, cost.cpu_in_all)
        )
        none = _ratio(cost.cpu, costs[_BASE].cpu)
        peer = _ratio(cost.cpu, costs[_PEER].cpu)
        peer_in_all = _ratio(cost.cpu_in_all, costs[_PEER].cpu_in_all)
        print(
            f"{name:28}{cpu:8.1f}{wall:8.1f}{none:9.3f}{peer:10.3f}{in_all:12.1f}{peer_in_all:10.3f}"
        )
    ratio = _ratio(costs[_OURS].cpu, costs[_PEER].cpu)
    met = ratio <= _GOAL
    goal = f"at most {_GOAL} x CaptureQueriesContext"
    print(f"{'met' if met else 'missed'}: {ratio:.3f} x CaptureQueriesContext (goal: {goal})")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
