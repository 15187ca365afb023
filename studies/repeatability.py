"""Whether the same code gives the same exact digest whatever else differs between two runs.

Run ``python studies/repeatability.py [--runs N]``. It works in temporary copies of the checkout.

The perf tests run N times (20 unless told otherwise), as CI runs them, the conditions in turn: as
they are, in random order, on two workers, with a random hash seed, beside burning processors, in
a checkout elsewhere, on a template built afresh, after a test that writes. Every run must pass,
and all exact digests must be equal.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checkout import copy_checkout, run_perf_tests
from perfgate.analyse.digest import run_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.model import Run

_EXTRA = "perf_tests/test_0_writes.py"
#: A perf test that writes much. It lacks a baseline, which is no failure outside of CI.
_WRITES = '''"""Writes before any other perf test runs."""

from uuid import uuid4

import pytest

from facility.core.cache_tags import bump
from facility.y_helpdesk.models import Ticket


@pytest.mark.perf(dataset="medium")
def test_writes(perf):
    """Every ticket is changed, one is copied, and cached entries are made void."""
    assert perf(_write) > 0


def _write():
    copy = Ticket.objects.earliest("id")
    copy.pk, copy.uuid, copy.ticketno = None, uuid4(), f"{copy.ticketno}-copy"
    copy.save(force_insert=True)
    bump(["tkt", "cap"])
    return Ticket.objects.update(level=5, isescalated=True)
'''
_IN_ORDER = ("-p", "no:randomly")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What differs in a run from the plain one; ``checkout`` is the name of the copy it runs in."""

    name: str
    arguments: tuple[str, ...] = _IN_ORDER
    hash_seed: int = 0
    checkout: str = "checkout"
    burners: int = 0
    fresh_home: bool = False
    writes_first: bool = False


class Outcome(NamedTuple):
    """What a run came to; the digest is over the committed measurements."""

    exit_code: int
    seconds: float
    measurements: int
    digest: str
    output: str


def main() -> int:
    """Run under every condition and print the table; give 1 unless all runs are alike."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=20, help="runs in all (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="what the seeds of runs follow from")
    options = parser.parse_args()
    outcomes: list[Outcome] = []
    folder = tempfile.TemporaryDirectory(prefix="perfgate-repeat-", ignore_cleanup_errors=True)
    with folder as name:
        print(f"{'run':>3}  {'condition':36}{'exit':>5}{'s':>7}{'facts of':>9}  exact digest")
        for number, condition in enumerate(islice(_conditions(options.seed), options.runs), 1):
            outcome = _run(Path(name), condition)
            code, seconds, measurements, digest, output = outcome
            print(f"{number:3}  {condition.name:36}{code:5}{seconds:7.1f}{measurements:9}", end="")
            print(f"  {digest}", flush=True)
            if code:
                print(output)
            outcomes.append(outcome)
    return _conclude(outcomes)


def _conditions(seed: int) -> Iterator[Condition]:
    """Yield all conditions, over and over, each time with other seeds."""
    seeds = random.Random(seed)
    while True:
        order, both, hashes = (seeds.randrange(1, 10**6) for _ in range(3))
        yield Condition(name="as it is")
        yield Condition(name=f"random order {order}", arguments=(f"--randomly-seed={order}",))
        yield Condition(name="two workers", arguments=(*_IN_ORDER, "-n", "2"))
        yield Condition(name=f"PYTHONHASHSEED={hashes}", hash_seed=hashes)
        yield Condition(name="a busy machine", burners=2)
        yield Condition(name="another checkout path", checkout="check out, elsewhere")
        yield Condition(name="a rebuilt template", fresh_home=True)
        yield Condition(name="after a test that writes", writes_first=True)
        yield Condition(
            name=f"two workers, random order {both}",
            arguments=(f"--randomly-seed={both}", "-n", "2"),
            hash_seed=both,
        )


def _run(folder: Path, condition: Condition) -> Outcome:
    checkout = folder / condition.checkout
    if not checkout.exists():
        copy_checkout(checkout)
    environ = {
        "CI": "" if condition.writes_first else "true",
        "PYTHONHASHSEED": str(condition.hash_seed),
    }
    with contextlib.ExitStack() as stack:
        if condition.fresh_home:
            home = tempfile.TemporaryDirectory(prefix="perfgate-home-", ignore_cleanup_errors=True)
            environ["PERFGATE_HOME"] = stack.enter_context(home)
        if condition.writes_first:
            (checkout / _EXTRA).write_text(_WRITES, encoding="utf-8")
            stack.callback((checkout / _EXTRA).unlink)
        for _ in range(condition.burners):
            stack.enter_context(_burner())
        done = run_perf_tests(checkout, ["perf_tests", *condition.arguments], environ)
    measurements, digest = _facts(done.run)
    return Outcome(done.exit_code, done.seconds, measurements, digest, done.output)


@contextmanager
def _burner() -> Iterator[None]:
    """Keep a processor busy."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            yield
        finally:
            process.kill()


def _facts(run: Run | None) -> tuple[int, str]:
    """Give the number of committed measurements of a run, and the digest over them."""
    if run is None:
        return 0, "none"
    committed = [each for each in run.measurements if not each.nodeid.startswith(_EXTRA)]
    digest = run_digest(committed)
    if len(committed) == len(run.measurements) and digest != run.digest:
        raise SystemExit(f"the run file says its digest is {run.digest}; it is {digest}")
    return len(committed), digest


def _conclude(outcomes: list[Outcome]) -> int:
    digests = {outcome.digest for outcome in outcomes}
    failed = sum(outcome.exit_code != 0 for outcome in outcomes)
    equal = len(digests) == 1 and "none" not in digests
    alike = "equal" if equal else f"NOT equal: {len(digests)} different ones"
    print(f"{len(outcomes)} runs, {failed} failed, all exact digests {alike}")
    return 0 if equal and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
