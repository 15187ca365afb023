"""The pytest hooks: everything else is imported when the first perf test is about to run.

pytest loads this module in every session of every project that has the package installed, so it
imports nothing but pytest and its own options, and hands over to ``perfgate.session`` and
``perfgate.ledger``.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from perfgate.pytest_collected import Collecting, collecting, plain_nodeid
from perfgate.pytest_options import (
    OPENS_CLASS,
    OPENS_TEST,
    PARCEL,
    WORLD,
    add_options,
    is_perf,
    read_clock,
    read_config,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from _pytest.fixtures import SubRequest

    from perfgate.exercise.perf import Perf
    from perfgate.model import Measurement
    from perfgate.session import PerfSession, Settled
    from perfgate.world import World

_MARKER = (
    "perf(dataset=None, max_queries=None, max_rows=None, max_ms=None, ignore={}, tolerance={}): "
    "a perf test, run on a seeded dataset and held against the committed baseline; needs the "
    "fixture perf (or benchmark), implies database access"
)
#: Fixtures of pytest-django that name the ordinary test databases: they must see the user's own
#: settings even when a perf test is the first to ask for them.
_ORDINARY_FIXTURES = frozenset(
    {
        "django_db_modify_db_settings",
        "django_db_modify_db_settings_parallel_suffix",
        "django_db_modify_db_settings_tox_suffix",
        "django_db_modify_db_settings_xdist_suffix",
    }
)

_session_key: pytest.StashKey[PerfSession] = pytest.StashKey()
_deselected_key: pytest.StashKey[bool] = pytest.StashKey()
_settled_key: pytest.StashKey[list[tuple[Measurement, Settled]]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each named ``--perf-…``."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker; refuse options that cannot be meant."""
    config.addinivalue_line("markers", _MARKER)
    config.pluginmanager.register(StandIn(), "perfgate-stand-in")
    config.pluginmanager.register(Collecting(), "perfgate-collecting")
    asked = ("perf_reason", "perf_variant", "perf_rounds", "perf_only")
    if any(config.getoption(name) not in (None, False) for name in asked):
        from perfgate.errors import PerfgateError

        try:
            read_config(config)
        except PerfgateError as error:
            raise pytest.UsageError(str(error)) from None
    if config.getoption("benchmark_disable", None) is not None:  # pytest-benchmark is there
        from perfgate.benchmark_adapter import BenchmarkAdapter

        config.pluginmanager.register(BenchmarkAdapter(_perf_of), "perfgate-benchmark")
    if not hasattr(config, "workerinput"):
        from perfgate.pytest_gathering import Gathering

        config.pluginmanager.register(Gathering(), "perfgate-gathering")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give perf tests access to every database, as the marker implies it."""
    if item.get_closest_marker("perf") and not item.get_closest_marker("django_db"):
        item.add_marker(pytest.mark.django_db(databases="__all__"))


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Remember what was left out: baselines of such modules are not stale."""
    if items:
        items[0].config.stash[_deselected_key] = True


def pytest_report_collectionfinish(
    config: pytest.Config, items: Sequence[pytest.Item]
) -> list[str]:
    """Say what perf tests are going to run on, if any were selected."""
    if not any(map(is_perf, items)):
        return []
    from perfgate.errors import PerfgateError
    from perfgate.report.allowances import only_text
    from perfgate.report.summary import counted
    from perfgate.services.acquire import describe
    from perfgate.session import services_request

    try:
        session = _session(config)
        known = (
            describe(services_request(session.config)),
            *([f"dataset {session.config.dataset}"] if session.config.dataset else []),
            counted(session.store.count(), "baseline"),
            session.config.mode,
            *([only_text(session.config.only)] if session.config.only else []),
        )
    except PerfgateError:
        return []  # the tests themselves will say it, each with its remedy
    return [f"perf: {' · '.join(known)}"]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Start the servers at the first perf test, and point Django at a clone."""
    if is_perf(item):
        from perfgate.pytest_world import enter

        enter(item, partial(_session, item.config))
    elif item.config.stash.get(WORLD, None) is not None:
        from perfgate.pytest_world import leave

        leave(item)  # an ordinary method among perf tests of its class


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Let pytest-django name and set up the ordinary databases as if there were no perf tests."""
    world = request.config.stash.get(WORLD, None)
    if world is not None and fixturedef.argname in _ORDINARY_FIXTURES:
        with world.ordinary():
            return (yield)
    if world is None and fixturedef.argname == "django_db_setup":
        with _only_ordinary(request.session):
            return (yield)
    if world is not None and fixturedef.argname in (OPENS_TEST, OPENS_CLASS):
        from perfgate.pytest_world import opening

        with opening(world, fixturedef, request):
            return (yield)
    return (yield)


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run an async perf test that no other plugin runs, as Django's ``TestCase`` runs its own."""
    if pyfuncitem.config.stash.get(WORLD, None) is None:
        return None
    from perfgate.pytest_world import run_async

    return run_async(pyfuncitem)


class StandIn:
    """Stands in for pytest-django's database set-up in perf tests, which have theirs already.

    It ends with the test, so that an ordinary test that follows gets the real one.
    """

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: SubRequest
    ) -> object | None:
        """Answer for ``django_db_setup`` while a perf test runs."""
        world = request.config.stash.get(WORLD, None)
        if world is None or fixturedef.argname != "django_db_setup":
            return None
        fixturedef.cached_result = (None, fixturedef.cache_key(request), None)
        world.stood_in.append((fixturedef, request))
        return True


@pytest.fixture
def perf(request: pytest.FixtureRequest) -> Generator[Perf]:
    """Measure calls: ``perf(function, …)``, ``perf.cold``, ``perf.warm``, ``perf.named("x")``."""
    item = request.node
    world = request.config.stash.get(WORLD, None)
    if world is None:
        from perfgate.errors import ConfigError

        unmarked = ConfigError(
            f"{item.nodeid} uses the fixture perf without the marker perf.",
            remedy="Put @pytest.mark.perf(dataset=…) above it, or pytestmark = pytest.mark.perf(…) "
            "at the top of its module.",
            slug="fixture-without-marker",
        )
        pytest.fail(str(unmarked), pytrace=False)
    request.getfixturevalue(OPENS_TEST)
    from perfgate.exercise.isolation import prime
    from perfgate.exercise.on_commit import callbacks_run
    from perfgate.exercise.perf import Perf

    prime()
    session = world.session
    world.perf = Perf(
        stage=session.stage,
        databases=world.databases,
        root=session.config.root,
        nodeid=plain_nodeid(item),
        dataset=world.marked.dataset or "",
        budgets=world.marked.budgets,
        allowances=world.marked.allowances,
        skip=session.config.call_site_skip,
        clock=read_clock(request.config, session.config),
    )
    # What fixtures and the test itself write counts as committed: caches must hear of it.
    with callbacks_run(waiting=True):
        if world.owner is item:
            yield world.perf
            return
    yield world.perf  # a method of Django's classes has a transaction of its own in that


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Judge what a perf test measured, once it has passed on its own."""
    world = item.config.stash.get(WORLD, None)
    if world is not None:
        from perfgate.pytest_world import begin_call

        begin_call(item, world)
    result = yield
    # A failed method of a unittest class raises nothing here: pytest keeps it on the item.
    failed = getattr(item, "_excinfo", None) or (world is not None and world.failed_within)
    if world is not None and not failed:
        _judge(item, world)
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """Give the clone up if the test wrote to it, and point Django back."""
    world = item.config.stash.get(WORLD, None)
    if world is None:
        return (yield)
    from perfgate.pytest_world import note_writes, torn_down

    note_writes(world)
    try:
        return (yield)
    finally:
        torn_down(item, nextitem, world)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Send what was measured along with the report, which reaches the controller as it is."""
    report = yield
    settled = item.stash.get(_settled_key, None)
    world = item.config.stash.get(WORLD, None)
    if call.when == "call" and settled is not None and world is not None:
        from perfgate.ledger import pack

        stage = world.session.stage
        setattr(report, PARCEL, pack(settled, stage.engine, stage.described(world.marked.dataset)))
        del item.stash[_settled_key]
        if any(each.failure for _, each in settled):
            _shorten(report)
    elif call.when == "call" and report.failed and world is not None and world.perf is not None:
        world.failed_within = True  # it may be of a subtest, while the test goes on
        _tell_besides(item, world, report)
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Give the servers back; a worker tells the controller whether tests were left out.

    After an interruption pytest tears fixtures down only now, and they may need their database.
    """
    config = session.config
    if config.stash.get(WORLD, None) is not None:
        from perfgate.pytest_world import end

        end(config)  # pytest was stopped within a class, and has taken it down now
    perf_session = config.stash.get(_session_key, None)
    if perf_session is not None:
        perf_session.close()
    if hasattr(config, "workeroutput"):
        config.workeroutput["perfgate_deselected"] = config.stash.get(_deselected_key, False)
        if perf_session is not None:
            config.workeroutput["perfgate_whole"] = sorted(collecting(config).whole_modules())


@contextlib.contextmanager
def _only_ordinary(session: pytest.Session) -> Iterator[None]:
    """Hide perf tests from pytest-django, which sets up each database that some test names."""
    items = session.items
    session.items = [item for item in items if not is_perf(item)]
    try:
        yield
    finally:
        session.items = items


def _perf_of(item: pytest.Item) -> Perf | None:
    world = item.config.stash.get(WORLD, None)
    return world.perf if world is not None else None


def _session(config: pytest.Config) -> PerfSession:
    """The session of this process, made when it is asked for the first time."""
    if _session_key not in config.stash:
        from perfgate.session import PerfSession

        config.stash[_session_key] = PerfSession(
            read_config(config),
            announce=_announcer(config),
            collected=collecting(config).collected,
        )
    return config.stash[_session_key]


def _announcer(config: pytest.Config) -> Callable[[str], None]:
    """Show slow steps on the terminal although pytest captures output; workers have none."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    capture = config.pluginmanager.get_plugin("capturemanager")

    def announce(line: str) -> None:
        if terminal is not None and capture is not None:
            with capture.global_and_fixture_disabled():
                terminal.write_line(f"perf: {line}")

    return announce


def _shorten(report: pytest.TestReport) -> None:
    """Keep the short summary to a line a test: the verdict and the worst finding."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        first, *rest = str(crash.message).removeprefix("Failed: ").splitlines()
        crash.message = " · ".join([first.rpartition(": ")[0] or first, *map(str.strip, rest[:1])])


def _tell_besides(item: pytest.Item, world: World, report: pytest.TestReport) -> None:
    """Add to the report of a test that failed on its own what it had measured before."""
    from perfgate.errors import PerfgateError

    measurements = world.perf.measurements if world.perf else []
    # A baseline that cannot be read is told by the tests that do not fail.
    with contextlib.suppress(PerfgateError):
        text = world.session.besides(measurements, verbosity=item.config.get_verbosity())
        if text:
            report.sections.append(("perf, before the test failed", text))


def _judge(item: pytest.Item, world: World) -> None:
    from perfgate.errors import CaptureError, PerfgateError

    measurements = world.perf.measurements if world.perf else []
    if world.perf is not None and (names := world.perf.not_awaited()):
        error = CaptureError(
            f"perf UNMEASURED: {item.nodeid} has not awaited {', '.join(map(repr, names))}.",
            remedy="Write: await perf(function, …)",
            slug="not-awaited",
        )
        raise pytest.fail.Exception(str(error), pytrace=False)
    if not measurements:
        unmeasured = CaptureError(
            f"perf UNMEASURED: {item.nodeid} carries the marker perf but measured nothing.",
            remedy="Call what it is about through the fixture: perf(function, …).",
            slug="marker-without-measurement",
        )
        pytest.fail(str(unmeasured), pytrace=False)
    verbosity = item.config.get_verbosity()
    try:
        settled = [(each, world.session.settle(each, verbosity=verbosity)) for each in measurements]
    except PerfgateError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    item.stash[_settled_key] = settled
    failures = [each.failure for _, each in settled if each.failure]
    if failures:
        pytest.fail("\n\n".join(failures), pytrace=False)
