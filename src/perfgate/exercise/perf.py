"""The object behind the fixture ``perf``."""

from __future__ import annotations

import contextlib
from functools import partial
from types import CoroutineType
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast

import msgspec

from perfgate.analyse.timing import Round, exceeds, summarise
from perfgate.errors import CaptureError
from perfgate.exercise.awaiting import Asked, Block, in_event_loop
from perfgate.exercise.conduct import connections_kept
from perfgate.exercise.on_commit import callbacks_run
from perfgate.exercise.passes import Pass, Passes
from perfgate.exercise.repeat import repeatable
from perfgate.exercise.rounds import Clock, timed_series
from perfgate.exercise.subject import Subject, nothing
from perfgate.model import Budgets, Measurement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import CodeType

    from perfgate.exercise.stage import Stage
    from perfgate.model import Allowance, Timing

P = ParamSpec("P")
T = TypeVar("T")


class Measure(Protocol):
    """Measures a call: what ``perf`` itself, ``perf.cold`` and ``perf.named("x")`` are."""

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Measure a call, and return its result."""


class Perf:
    """Measures what a test asks for.

    In an async test each measurement is awaited: ``await perf(function, …)``.

    Args:
        stage: what the test runs on.
        databases: the names of the clones.
        root: the root directory, for call sites.
        nodeid: the test's.
        dataset: the name of the dataset, or empty.
        budgets: the limits written in the marker.
        allowances: what may differ from the baseline.
        skip: files and folders of the root directory that are never a call site.
        clock: what is to be timed.

    Attributes:
        measurements: what was measured so far.
        rounds: the seconds of each timing round by the measurement's id, where the clock is asked
            to show them.
    """

    def __init__(  # noqa: PLR0913 - each is one fact of the test
        self,
        *,
        stage: Stage,
        databases: Sequence[str],
        root: Path,
        nodeid: str,
        dataset: str = "",
        budgets: Budgets = Budgets(),  # noqa: B008 - frozen
        allowances: tuple[Allowance, ...] = (),
        skip: Sequence[str] = (),
        clock: Clock = Clock(),  # noqa: B008 - frozen
    ) -> None:
        self.measurements: list[Measurement] = []
        self.rounds: dict[str, list[float]] = {}
        self._stage = stage
        self._databases = databases
        self._passes = Passes(stage, databases, root, skip)
        self._nodeid = nodeid
        self._dataset = dataset
        self._budgets = budgets
        self._allowances = allowances
        self._clock = clock
        self._asked: list[Asked[Any]] = []
        self._measuring: str | None = None

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Measure a call under the name ``call``, and return its result.

        The function runs once unrecorded, then twice recorded, each time from the same state of
        the database and with empty caches; where time is asked for, in rounds under a clock, too.
        What the last run wrote stays for the test to look at.

        Raises:
            CaptureError: the function returned work that is still to be done.
        """
        return self._ask("call", _bound(function, *args, **kwargs), warm=False)

    def named(self, name: str) -> Measure:
        """Measure a call under a name of your own: ``perf.named("second")(function, …)``."""

        def measure(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
            return self._ask(name, _bound(function, *args, **kwargs), warm=False)

        return measure

    def cold(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Measure a call with empty caches, under the name ``cold``."""
        return self._ask("cold", _bound(function, *args, **kwargs), warm=False)

    def warm(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Measure a call that finds the caches as one call before it left them (``warm``)."""
        return self._ask("warm", _bound(function, *args, **kwargs), warm=True)

    def measure(self, name: str) -> Block:
        """Measure a block. It runs only once, so that its record is not checked by a second.

        It is entered by ``with``, in an async test by ``async with``.

        Raises:
            CaptureError: it has a budget of time, which one run can neither keep nor exceed.
        """
        return Block(self._block(name))

    def not_awaited(self) -> list[str]:
        """The names of measurements that an async test has asked for and never awaited."""
        return [each.name for each in self._asked if not each.finished]

    @contextlib.contextmanager
    def _block(self, name: str) -> Iterator[None]:
        self._check_name(name)
        if self._budgets.max_ms is not None:
            raise CaptureError(
                f"{self._nodeid} has max_ms={self._budgets.max_ms:.15g} and measures the block "
                f"{name!r}, which runs only once: nothing is proved by one time.",
                remedy=f"Measure a function, as in perf.named({name!r})(function, …), or move the "
                "block to a test without max_ms.",
                slug="block-not-timed",
            )
        with self._only(name), self._passes.recorded() as done, connections_kept():
            yield
        self._keep(name, done)

    def benchmarked(
        self,
        function: Callable[[], object],
        *,
        before: Callable[[], object] = nothing,
        after: Callable[[], object] = nothing,
    ) -> Measurement:
        """Measure as ``call`` what somebody else is going to run and time; nothing of it stays.

        Args:
            function: what is measured.
            before: sets up what each run needs, unrecorded.
            after: tears it down.
        """
        self._measure("call", function, warm=False, kept=False, before=before, after=after)
        return self.measurements[-1]

    def timed_elsewhere(self, measurement: Measurement, seconds: Sequence[float]) -> None:
        """Take somebody else's rounds for a measurement that has none of its own."""
        if measurement.timing is None and seconds:
            timing = summarise([Round(round(each * 1e9)) for each in seconds])
            place = self.measurements.index(measurement)
            self.measurements[place] = msgspec.structs.replace(measurement, timing=timing)

    def _ask(self, name: str, function: Callable[[], T], *, warm: bool) -> T:
        if not in_event_loop():
            return self._measure(name, function, warm=warm)
        self._check_name(name)

        def measure(call: Callable[[], T], asked_at: tuple[CodeType, int]) -> T:
            self._passes.asked_at = asked_at
            try:
                return self._measure(name, call, warm=warm)
            finally:
                self._passes.asked_at = None

        asked = Asked(name, measure, function, depth=2)
        self._asked.append(asked)
        return cast("T", asked)

    def _measure(
        self,
        name: str,
        function: Callable[[], T],
        *,
        warm: bool,
        kept: bool = True,
        **around: Callable[[], object],
    ) -> T:
        self._check_name(name)
        with self._only(name):
            return self._repeated(name, function, warm=warm, kept=kept, **around)

    def _repeated(
        self,
        name: str,
        function: Callable[[], T],
        *,
        warm: bool,
        kept: bool,
        **around: Callable[[], object],
    ) -> T:
        timed = self._clock.is_asked(self._budgets, shown=kept)
        repeat = repeatable(self._stage, self._databases)
        subject = Subject(function, stage=self._stage, repeat=repeat, warm=warm, **around)
        times: list[Timing] = []
        try:
            subject.run_undone()
            with subject.begun(), self._passes.recorded() as first:
                subject.call()
            with subject.begun(kept=kept and not timed), self._passes.recorded() as second:
                result = subject.call()
            if timed:
                times = self._timed(name, subject, shown=kept)
                # Rounds are undone: the test looks at what one more run leaves behind.
                if kept:
                    with subject.begun(kept=True), callbacks_run():
                        result = subject.call()
        finally:
            repeat.close()
        self._keep(name, second, first, times)
        return result

    def _timed(self, name: str, subject: Subject[T], *, shown: bool) -> list[Timing]:
        """Time a call: in a second series too, where all of the first exceeded the budget."""
        clock, local = self._clock, self._stage.server.owned
        rounds = timed_series(subject, clock, local=local)
        if clock.shown and shown:
            self.rounds[f"{self._nodeid}::{name}"] = [each.wall_ns / 1e9 for each in rounds]
        times = [summarise(rounds, parallel=clock.parallel)]
        if exceeds(times[0], self._budgets.max_ms):
            again = timed_series(subject, clock, local=local)
            times.append(summarise(again, parallel=clock.parallel))
        return times

    @contextlib.contextmanager
    def _only(self, name: str) -> Iterator[None]:
        """Measure one thing at a time."""
        self._measuring = name
        try:
            yield
        finally:
            self._measuring = None

    def _check_name(self, name: str) -> None:
        if self._measuring is not None:
            raise CaptureError(
                f"{self._nodeid} measures {name!r} while it measures {self._measuring!r}.",
                remedy="Measure one after the other, or only the outer one.",
                slug="nested-measurement",
            )
        if any(each.name == name for each in self.measurements):
            raise CaptureError(
                f"{self._nodeid} measures {name!r} twice.",
                remedy='Give each its own name: perf.named("second")(function, …).',
                slug="duplicate-name",
            )
        if not isinstance(name, str) or not name or "::" in name or not name.isprintable():
            raise CaptureError(
                f"{self._nodeid} measures under the name {name!r}.",
                remedy="Use a name of printable characters without '::'.",
                slug="measurement-name",
            )

    def _keep(
        self, name: str, done: Pass, other: Pass | None = None, times: Sequence[Timing] = ()
    ) -> None:
        timing, timing_again = (*times, None, None)[:2]
        self.measurements.append(
            Measurement(
                nodeid=self._nodeid,
                name=name,
                record=done.record,
                again=other.record if other else None,
                dataset=self._dataset,
                budgets=self._budgets,
                allowances=self._allowances,
                sentinel_seen=done.sentinel_seen and (other is None or other.sentinel_seen),
                escaped=max(done.escaped, other.escaped if other else 0),
                unfinished=max(done.unfinished, other.unfinished if other else 0),
                timing=timing,
                timing_again=timing_again,
                django=_django(),
            )
        )


def _bound(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
    """A call that only has to be made.

    Raises:
        CaptureError: it was made already.
    """
    given: Any = function
    if not callable(given):
        if isinstance(given, CoroutineType):
            given.close()  # or Python warns, of all places, where it is collected
        raise CaptureError(
            f"perf was given {given!r:.80}, which is not callable: its work was done before the "
            "measurement began.",
            remedy="Pass the function and its arguments: perf(function, argument).",
            slug="not-callable",
        )
    return partial(function, *args, **kwargs)


def _django() -> str:
    """Return the minor version of Django: what the ORM sends may change from one to the next."""
    from django import VERSION

    return f"{VERSION[0]}.{VERSION[1]}"
