"""All that touches pytest-benchmark, which need not be installed.

Where a ``--benchmark-…`` option asks for it, the timing rounds of each measurement stand in its
table and in its JSON. A test that uses its fixture ``benchmark`` is gated once it carries the
marker ``perf``: what it benchmarks is recorded first, outside of every clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pytest

from perfgate.pytest_options import is_perf

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from perfgate.exercise.perf import Perf
    from perfgate.model import Measurement

#: Options that ask for nothing to be shown.
_QUIETING = frozenset({"--benchmark-disable", "--benchmark-skip", "--benchmark-quiet"})
#: Options that ask for output, also where they stand in ``addopts``: the others say there how
#: benchmarks are to be run and shown if there are any.
_OUTPUT = (
    "json",
    "save",
    "autosave",
    "compare",
    "compare_fail",
    "histogram",
    "only",
    "enable",
)


def shows_rounds(config: pytest.Config) -> bool:
    """Whether the user asks pytest-benchmark for times, and it is able to show them.

    Under xdist it is not: it disables itself there.
    """
    session = getattr(config, "_benchmarksession", None)
    if session is None or session.disabled or session.skip:
        return False
    given = {str(argument).partition("=")[0] for argument in config.invocation_params.args}
    asking = {name for name in given if name.startswith("--benchmark-")} - _QUIETING
    return bool(asking) or any(config.getoption(f"benchmark_{name}", None) for name in _OUTPUT)


def fewest_and_seconds(config: pytest.Config) -> tuple[int, float]:
    """How many rounds of a slow call it wants, and how long the rounds of a call may take."""
    options = config._benchmarksession.options  # type: ignore[attr-defined]  # noqa: SLF001 - as its own fixture
    return int(options["min_rounds"]), float(options["max_time"])


class BenchmarkAdapter:
    """The hooks, registered where pytest-benchmark is active.

    Args:
        perf_of: gives what a test measured, or None where it is no perf test.
    """

    def __init__(self, perf_of: Callable[[pytest.Item], Perf | None]) -> None:
        self._perf_of = perf_of

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None]:
        """Let perf tests run under ``--benchmark-only``: their rounds are benchmarks."""
        benchmarks = []
        if config.getoption("benchmark_only"):
            for item in filter(is_perf, items):
                names = getattr(item, "fixturenames", None)
                if names is not None and "benchmark" not in names:
                    names.append("benchmark")  # by which pytest-benchmark knows its own
                    benchmarks.append(names)
        try:
            return (yield)
        finally:
            for names in benchmarks:
                names.remove("benchmark")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """Have the fixture ``benchmark`` of a perf test record what it is given."""
        from pytest_benchmark.fixture import BenchmarkFixture

        fixture = yield
        if (
            fixturedef.argname == "benchmark"
            and type(fixture) is BenchmarkFixture
            and is_perf(request.node)
        ):
            gated: Any = fixture
            gated.__class__ = _gated_class()
            gated.perfgate_perf = request.getfixturevalue("perf")
        return fixture

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """Hand the rounds of a test that passed on its own to pytest-benchmark."""
        result = yield
        perf = self._perf_of(item)
        if perf is not None and not getattr(item, "_excinfo", None):
            for measurement in perf.measurements:
                if measurement.id in perf.rounds:
                    _show(item, measurement, perf.rounds[measurement.id])
        return result


@dataclass
class _Benchmark:
    """What pytest-benchmark asks of a fixture that it shows the times of."""

    name: str
    fullname: str
    group: str | None = None
    param: str | None = None
    params: dict[str, Any] | None = None
    extra_info: dict[str, Any] = field(default_factory=dict)
    cprofile_stats: None = None
    has_error: bool = False


def _show(item: pytest.Item, measurement: Measurement, seconds: Sequence[float]) -> None:
    from pytest_benchmark.stats import Metadata

    from perfgate.analyse.ids import key_of

    marker = item.get_closest_marker("benchmark")
    callspec = getattr(item, "callspec", None)
    benchmark = _Benchmark(
        name=key_of(measurement.id),
        fullname=measurement.id,
        group=marker.kwargs.get("group") if marker else None,
        param=callspec.id if callspec else None,
        params=callspec.params if callspec else None,
        extra_info=_work(measurement),
    )
    options = {"disable_gc": True, "timer": time.perf_counter_ns, "warmup": True}
    metadata: Any = Metadata(benchmark, iterations=1, options=options)  # type: ignore[no-untyped-call]
    for each in seconds:
        metadata.update(each)
    item.config._benchmarksession.benchmarks.append(metadata)  # type: ignore[attr-defined]  # noqa: SLF001 - as its own fixture does


def _work(measurement: Measurement) -> dict[str, int]:
    from perfgate.analyse.compare import total_rows, total_statements

    record = measurement.record
    return {"statements": total_statements(record), "rows": total_rows(record)}


def _raise(error: BaseException, *_args: Any, **_kwargs: Any) -> None:
    raise error


class _Gated:
    """What is put before the class of the fixture ``benchmark`` in a perf test."""

    extra_info: dict[str, Any]
    stats: Any
    perfgate_perf: Perf
    perfgate_used = False

    def __call__(self, function_to_benchmark: Any, *args: Any, **kwargs: Any) -> Any:
        measured, failed = self._perfgate_record(partial(function_to_benchmark, *args, **kwargs))
        result = super().__call__(failed or function_to_benchmark, *args, **kwargs)  # type: ignore[misc]
        self._perfgate_note_rounds(measured)
        return result

    def pedantic(
        self,
        target: Any,
        args: Any = (),
        kwargs: Any = None,
        setup: Any = None,
        teardown: Any = None,
        *further: Any,
        **how: Any,
    ) -> Any:
        call = _Pedantic(target, args, kwargs or {}, setup, teardown)
        measured, failed = self._perfgate_record(call, before=call.set_up, after=call.tear_down)
        if failed is not None:
            target, setup, teardown = failed, None, None
        result = super().pedantic(target, args, kwargs, setup, teardown, *further, **how)  # type: ignore[misc]
        self._perfgate_note_rounds(measured)
        return result

    def _perfgate_record(
        self, call: Callable[[], object], **around: Callable[[], object]
    ) -> tuple[Measurement | None, Callable[..., object] | None]:
        """Record what is about to be benchmarked; where that raises, give what raises the same.

        It is raised where the benchmark runs, so that pytest-benchmark has it as its own.
        """
        if self.perfgate_used:  # the fixture is for one use, and is going to say so
            return None, None
        self.perfgate_used = True
        try:
            measured = self.perfgate_perf.benchmarked(call, **around)
        except BaseException as error:  # noqa: BLE001 - raised again
            return None, partial(_raise, error)
        for name, number in _work(measured).items():
            self.extra_info.setdefault(name, number)
        return measured, None

    def _perfgate_note_rounds(self, measured: Measurement | None) -> None:
        if measured is not None and self.stats:
            self.perfgate_perf.timed_elsewhere(measured, self.stats.stats.data)


class _Pedantic:
    """A call of ``benchmark.pedantic`` with what it sets up and tears down around each."""

    def __init__(
        self, target: Any, args: Any, kwargs: dict[str, Any], setup: Any, teardown: Any
    ) -> None:
        self._target, self._setup, self._teardown = target, setup, teardown
        self._given = args, kwargs
        self._arguments = self._given

    def set_up(self) -> None:
        """Run the setup, which may return the arguments."""
        self._arguments = (self._setup() if self._setup else None) or self._given

    def __call__(self) -> Any:
        args, kwargs = self._arguments
        return self._target(*args, **kwargs)

    def tear_down(self) -> None:
        """Run the teardown with the arguments of the call."""
        if self._teardown:
            args, kwargs = self._arguments
            self._teardown(*args, **kwargs)


@cache
def _gated_class() -> Any:
    """Derive from the class that pytest-benchmark insists on."""
    from pytest_benchmark.fixture import BenchmarkFixture

    return type("GatedBenchmark", (_Gated, BenchmarkFixture), {})
