"""Timing rounds: the same call again and again under a clock, while nothing is recorded.

What a round needs and what it leaves behind is seen to outside of the clock: caches are emptied or
primed, the databases brought back, connections opened, garbage collected, tracers taken off.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfgate.analyse.timing import Round
from perfgate.exercise.on_commit import callbacks_run
from perfgate.exercise.passes import open_aliases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfgate.exercise.subject import Subject
    from perfgate.model import Budgets

#: Beyond so many rounds the median of a short call gets no steadier: its error is the process's.
_MOST = 60
#: A median of fewer means nothing; so many are run whatever they cost.
_FEWEST_EVER = 3
#: Warm-up rounds come first, as many as fit, and are not counted: the passes went before them,
#: but under a recorder.
_WARM_UPS = 5
_WARM_UP_S = 0.1
#: What undoing and preparing may take besides: it is dear where a test commits, as a database is
#: cloned each time. After the first the fewest rounds must do, after the other the fewest ever.
_BESIDES_S = 2.0
_AT_LAST_S = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """What is asked of the clock.

    Attributes:
        rounds: of every measurement, exactly so many; 0 where nobody asked.
        shown: whether every call is timed for somebody who shows the rounds, pytest-benchmark.
        fewest: rounds of a call that is slow, where their number was left to us.
        spend_s: what they are to take together; a short call gets more rounds than a long one.
        parallel: whether other test workers run beside.
    """

    rounds: int = 0
    shown: bool = False
    fewest: int = 5
    spend_s: float = 0.5
    parallel: bool = False

    def is_asked(self, budgets: Budgets, *, shown: bool) -> bool:
        """Whether a measurement with these budgets is to be timed."""
        return self.rounds > 0 or (self.shown and shown) or budgets.max_ms is not None

    def enough(self, call_s: float) -> int:
        """How many rounds a call of this length gets."""
        if self.rounds:
            return self.rounds
        return max(self.fewest, min(round(self.spend_s / max(call_s, 1e-9)), _MOST))

    def is_over(self, done: int, elapsed_s: float) -> bool:
        """Whether to stop before there are enough, for what the rounds have taken so far."""
        if self.rounds:
            return False
        late_s = elapsed_s - self.spend_s
        return (late_s > _BESIDES_S and done >= self.fewest) or (
            late_s > _AT_LAST_S and done >= _FEWEST_EVER
        )


def timed_series(subject: Subject[Any], clock: Clock, *, local: bool) -> list[Round]:
    """Run a series of rounds, each from the same state.

    Args:
        subject: what is called.
        clock: how many rounds.
        local: whether the database server runs on this machine and is ours, so that the numbers
            of its processes mean something here.
    """
    with _garbage_held():
        enough = clock.enough(_warmed_up(subject, local=local) / 1e9)
        started = time.perf_counter()
        rounds: list[Round] = []
        while len(rounds) < enough:
            if clock.is_over(len(rounds), time.perf_counter() - started):
                break
            rounds.append(_round(subject, local=local))
    return rounds


def _warmed_up(subject: Subject[Any], *, local: bool) -> int:
    """Run the rounds that do not count; gives the fastest, in nanoseconds."""
    started = time.perf_counter()
    walls = [_round(subject, local=local).wall_ns]
    while len(walls) < _WARM_UPS and time.perf_counter() - started < _WARM_UP_S:
        walls.append(_round(subject, local=local).wall_ns)
    return min(walls)


def _round(subject: Subject[Any], *, local: bool) -> Round:
    with subject.begun():
        pids = backend_pids(open_aliases()) if local else None
        with callbacks_run(), _untraced():
            gc.collect()
            backend = _cpu_of(pids)
            client, wall = time.process_time_ns(), time.perf_counter_ns()
            subject.call()
            wall = time.perf_counter_ns() - wall
            client = time.process_time_ns() - client
            backend_after = _cpu_of(pids)
    spent = None if backend is None or backend_after is None else backend_after - backend
    return Round(wall, client, spent)


def backend_pids(aliases: Sequence[str]) -> list[int]:
    """The process numbers of the server's backends that the connections of this thread talk to."""
    from django.db import connections

    drivers = [connections[alias].connection for alias in aliases]
    return sorted({driver.info.backend_pid for driver in drivers})


def _cpu_of(pids: Sequence[int] | None) -> int | None:
    """CPU time of processes so far in nanoseconds, or None where the system does not tell.

    Linux has a clock of each process, whose id is made of its number, and lets any user read it.
    """
    if pids is None or sys.platform != "linux":
        return None
    try:
        return sum(time.clock_gettime_ns(((~pid) << 3) | 2) for pid in pids)
    except OSError:  # one has ended: the call closed a connection
        return None


@contextlib.contextmanager
def _garbage_held() -> Iterator[None]:
    """Keep the collector out of the rounds; what is there already is not gone through each time."""
    enabled = gc.isenabled()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


@contextlib.contextmanager
def _untraced() -> Iterator[None]:
    """Take off what watches each line or call: a clock would measure coverage and debuggers."""
    trace, profile = sys.gettrace(), sys.getprofile()
    sys.settrace(None)
    sys.setprofile(None)
    try:
        yield
    finally:
        sys.setprofile(profile)
        sys.settrace(trace)
