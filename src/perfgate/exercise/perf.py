"""The object behind the fixture ``perf``."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from perfgate.errors import CaptureError
from perfgate.exercise.on_commit import callbacks_run
from perfgate.exercise.passes import Pass, Passes, consumed
from perfgate.exercise.repeat import repeatable
from perfgate.model import Budgets, Measurement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from perfgate.exercise.stage import Stage
    from perfgate.model import Allowance

P = ParamSpec("P")
T = TypeVar("T")


class Perf:
    """Measures what a test asks for.

    Args:
        stage: what the test runs on.
        databases: the names of the clones.
        root: the root directory, for call sites.
        nodeid: the test's.
        dataset: the name of the dataset, or empty.
        budgets: the limits written in the marker.
        allowances: what may differ from the baseline.
        skip: files and folders of the root directory that are never a call site.

    Attributes:
        measurements: what was measured so far.
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
    ) -> None:
        self.measurements: list[Measurement] = []
        self._stage = stage
        self._databases = databases
        self._passes = Passes(stage, databases, root, skip)
        self._nodeid = nodeid
        self._dataset = dataset
        self._budgets = budgets
        self._allowances = allowances

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Measure a call under the name ``call``, and return its result.

        The function runs once unrecorded, then twice recorded, each time from the same state of
        the database and with empty caches. What the last run wrote stays for the test to look at.

        Raises:
            CaptureError: the function returned work that is still to be done.
        """
        return self._measure("call", partial(function, *args, **kwargs), warm=False)

    def named(self, name: str) -> Callable[..., T]:
        """Measure a call under a name of your own: ``perf.named("second")(function, …)``."""

        def measure(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
            return self._measure(name, partial(function, *args, **kwargs), warm=False)

        return measure

    def cold(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Measure a call with empty caches, under the name ``cold``."""
        return self._measure("cold", partial(function, *args, **kwargs), warm=False)

    def warm(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Measure a call that finds the caches as one call before it left them (``warm``)."""
        return self._measure("warm", partial(function, *args, **kwargs), warm=True)

    @contextlib.contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Measure a block. It runs only once, so that its record is not checked by a second."""
        self._check_name(name)
        with self._passes.recorded() as done:
            yield
        self._keep(name, done, None)

    def _measure(self, name: str, call: Callable[[], T], *, warm: bool) -> T:
        self._check_name(name)
        passes, stage = self._passes, self._stage
        repeat = repeatable(stage, self._databases)

        def run_unrecorded() -> None:
            with repeat.undone(), callbacks_run():
                consumed(call)

        def prepare() -> None:
            stage.empty_caches()
            if warm:
                run_unrecorded()

        try:
            run_unrecorded()
            prepare()
            with repeat.undone(), passes.recorded() as first:
                consumed(call)
            prepare()
            with passes.recorded() as second:
                result = consumed(call)
        finally:
            repeat.close()
        self._keep(name, second, first)
        return result

    def _check_name(self, name: str) -> None:
        if any(each.name == name for each in self.measurements):
            raise CaptureError(
                f"{self._nodeid} measures {name!r} twice",
                remedy='Give each its own name: perf.named("second")(function, …).',
            )
        if not name or "::" in name or not name.isprintable():
            raise CaptureError(
                f"{self._nodeid} measures under the name {name!r}",
                remedy="Use a name of printable characters without '::'.",
            )

    def _keep(self, name: str, done: Pass, other: Pass | None) -> None:
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
            )
        )
