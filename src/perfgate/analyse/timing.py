"""What the rounds of a measurement took, and whether a budget of time is proved to be exceeded.

Whatever else the machine does can only make a round slower. So it takes the fastest round of two
series to say that a call cannot keep its budget; a median beyond it only says that it did not.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.model import Finding, Timing, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfgate.model import Measurement

#: Facts that say nothing of the work: what they lack keeps no baseline from being written.
TIME_FACTS = frozenset({"max_ms"})
_NS_PER_MS = 1e6


@dataclass(frozen=True, slots=True)
class Round:
    """One call under the clock; what could not be read is None."""

    wall_ns: int
    client_cpu_ns: int | None = None
    backend_cpu_ns: int | None = None

    @property
    def cpu_ns(self) -> int | None:
        """CPU time of client and backend together."""
        if self.client_cpu_ns is None or self.backend_cpu_ns is None:
            return None
        return self.client_cpu_ns + self.backend_cpu_ns


def summarise(rounds: Sequence[Round], *, parallel: bool = False) -> Timing:
    """Return what a series of at least one round took."""
    walls = sorted(each.wall_ns for each in rounds)
    return Timing(
        rounds=len(rounds),
        min_ms=walls[0] / _NS_PER_MS,
        p50_ms=statistics.median(walls) / _NS_PER_MS,
        p95_ms=walls[math.ceil(0.95 * len(walls)) - 1] / _NS_PER_MS,
        max_ms=walls[-1] / _NS_PER_MS,
        cpu_p50_ms=_p50_ms([each.cpu_ns for each in rounds]),
        client_cpu_p50_ms=_p50_ms([each.client_cpu_ns for each in rounds]),
        backend_cpu_p50_ms=_p50_ms([each.backend_cpu_ns for each in rounds]),
        parallel=parallel,
    )


def exceeds(timing: Timing, limit_ms: float | None) -> bool:
    """Tell whether even the fastest round took longer than a budget allows."""
    return limit_ms is not None and timing.min_ms > limit_ms


def budget_of_time(measurement: Measurement) -> Iterator[Finding]:
    """Yield what is to be said of ``max_ms``: nothing where the median keeps it."""
    limit, timing = measurement.budgets.max_ms, measurement.timing
    if limit is None:
        return
    if timing is None:
        yield Finding(
            verdict=Verdict.UNMEASURED,
            fact="max_ms",
            detail=f"it has the budget max_ms={limit:.15g} and was not timed",
        )
    elif timing.p50_ms > limit:
        again = measurement.timing_again
        proved = exceeds(timing, limit) and again is not None and exceeds(again, limit)
        yield Finding(
            verdict=Verdict.REGRESSED if proved else Verdict.UNSTABLE,
            fact="max_ms",
            before=f"{limit:.15g}",
            after=in_ms(timing.p50_ms),
            detail=_evidence(timing, again, proved=proved),
        )


def in_ms(value_ms: float) -> str:
    """Write milliseconds with as many decimals as mean something: ``0.041``, ``4.13``, ``61.2``."""
    decimals = next(
        (places for floor, places in ((100, 0), (10, 1), (1, 2)) if value_ms >= floor), 3
    )
    return f"{value_ms:.{decimals}f}"


def _evidence(timing: Timing, again: Timing | None, *, proved: bool) -> str:
    fastest = min(each.min_ms for each in (timing, again) if each is not None)
    said = f"p50 of {timing.rounds} rounds, fastest {in_ms(fastest)} ms"
    if again is not None:
        said = f"p50 of {timing.rounds} + {again.rounds} rounds, fastest {in_ms(fastest)} ms"
    if timing.cpu_p50_ms is not None:
        said += f", CPU {in_ms(timing.cpu_p50_ms)} ms"
    if timing.parallel:
        said += ", beside other test workers"
    return said if proved else f"{said}: not settled"


def _p50_ms(values_ns: Sequence[int | None]) -> float | None:
    known = [value for value in values_ns if value is not None]
    return statistics.median(known) / _NS_PER_MS if len(known) == len(values_ns) else None
