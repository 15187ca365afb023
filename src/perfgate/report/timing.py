"""What the rounds of a measurement took, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.timing import in_ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfgate.model import Measurement, Timing


def timing_text(timing: Timing) -> str:
    """Return a series of rounds on one line, with whose CPU time it was where that is known."""
    times = (("p50", timing.p50_ms), ("fastest", timing.min_ms), ("p95", timing.p95_ms))
    said = ", ".join(f"{name} {in_ms(value)}" for name, value in times)
    said = f"time of {timing.rounds} rounds in ms: {said}, slowest {in_ms(timing.max_ms)}"
    cpu = (("client", timing.client_cpu_p50_ms), ("PostgreSQL", timing.backend_cpu_p50_ms))
    known = [f"{name} {in_ms(value)}" for name, value in cpu if value is not None]
    return f"{said}; CPU p50: {', '.join(known)}" if known else said


def timing_notices(measurements: Iterable[Measurement]) -> list[str]:
    """Return what is to be said of the times of a run before anybody believes them."""
    beside = sum(1 for each in measurements if each.timing is not None and each.timing.parallel)
    if not beside:
        return []
    timed = "1 measurement was" if beside == 1 else f"{beside} measurements were"
    return [f"{timed} timed beside other test workers: such times are noise; time with -n 0"]
