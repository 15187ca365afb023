"""The cache recorder against real backends: what it says, and that nobody notices it."""

from __future__ import annotations

import asyncio
import copy
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cache_operations import (
    OPERATIONS,
    PROCESS,
    REDIS,
    REDIS_OPERATIONS,
    TABLE,
    facts,
    new_recorder,
    outcome,
    sites,
)
from django.core.cache import cache, caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.management import call_command
from django.db import connection, connections
from redis.backoff import NoBackoff
from redis.client import Pipeline, Redis
from redis.retry import Retry

from perfgate.analyse import key_group
from perfgate.capture import cache_recorder
from perfgate.capture.cache_recorder import CacheRecorder
from perfgate.capture.callsite import CallSites
from perfgate.capture.statements import StatementRecorder
from perfgate.errors import CaptureError
from perfgate.services.world import database_settings, redirected

ROOT = Path(__file__).resolve().parent
CASES = [
    *((alias, name) for alias in (*REDIS, *PROCESS) for name in OPERATIONS),
    *(("default", name) for name in REDIS_OPERATIONS),
]


@pytest.fixture(autouse=True)
def empty(shop_caches):  # noqa: ARG001 - the settings
    """Each test begins with empty caches."""
    for alias in (*REDIS, *PROCESS):
        caches[alias].clear()


@pytest.fixture
def recorder():
    """A recorder, not yet entered."""
    return new_recorder()


@pytest.fixture
def local():
    """A cache in this process."""
    return caches["local"]


@pytest.fixture
def table(services, django_db_blocker):
    """The cache in a database table."""
    ours = database_settings(connections.settings["default"], services.postgres, "postgres")
    with django_db_blocker.unblock(), redirected({"default": ours}):
        call_command("createcachetable", verbosity=0)
        caches[TABLE].clear()
        yield caches[TABLE]
        connection.close()


def check(used, operation, alias):
    """Hold what the caller sees against an unrecorded call, and the facts against the table."""
    seen = []
    for recorder in (None, new_recorder()):
        used.clear()
        for key, value in operation.stored.items():
            used.set(key, value, None)
        if recorder is None:
            seen.append(outcome(lambda: operation.call(used)))
        else:
            with recorder:
                seen.append(outcome(lambda: operation.call(used)))
    assert facts(recorder) == operation.facts
    assert recorder.round_trips() == {alias: operation.round_trips}
    assert {fact.alias for fact in recorder.facts()} == {alias}
    assert seen[0] == seen[1]


@pytest.mark.parametrize(("alias", "name"), CASES)
def test_every_operation(alias, name):
    """The facts are those of the table, and the caller sees what it sees unrecorded."""
    check(caches[alias], {**OPERATIONS, **REDIS_OPERATIONS}[name], alias)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_on_a_database_table(table, name):
    """A cache in the database is a cache, and the statements that it sends are recorded too."""
    check(table, OPERATIONS[name], TABLE)


def test_the_statements_of_a_database_table_are_recorded(table):
    """Both recorders see a look-up in a table, from the same line."""
    statements = StatementRecorder(root=ROOT)
    with statements, CacheRecorder(statements.sites) as recorder:
        table.get("a:1")
    [fact] = recorder.facts()
    [statement] = statements.record({}).statements
    assert "shop_cache" in statement.identity
    assert fact.sites == statement.sites


def test_a_cache_that_stores_nothing_misses(recorder):
    """With Django's dummy backend every look-up is a miss, and nothing fails."""
    dummy = caches["dummy"]
    with recorder:
        dummy.set("a:1", 1)
        dummy.get("a:1")
        dummy.get_or_set("a:1", 1)
        dummy.touch("a:1")
        dummy.get_many(["a:1"])
    assert facts(recorder) == {
        ("a:{int}", "get miss"): 2,
        ("a:{int}", "get_or_set miss"): 1,
        ("a:{int}", "set"): 1,
        ("a:{int}", "touch miss"): 1,
    }


@pytest.mark.parametrize("alias", [*REDIS, *PROCESS, "dummy"])
def test_the_default_comes_back_as_it_was_given(recorder, alias):
    """Nobody gets a default of ours: the very object that was passed is returned."""
    default = object()
    with recorder:
        found = [
            caches[alias].get("no", default),
            caches[alias].get("no", default=default),
            caches[alias].get("no"),
        ]
    assert [one is default for one in found] == [True, True, False]
    assert found[2] is None


@pytest.mark.parametrize("alias", [*REDIS, *PROCESS])
@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.get(),
        lambda c: c.get("a", 1, default=2),
        lambda c: c.get("a", nonsense=1),
        lambda c: c.get("a", 1, 2, 3, 4, 5),
        lambda c: c.get_many(),
        lambda c: c.get_many(5),
        lambda c: c.set("a"),
        lambda c: c.set_many(["a"]),
        lambda c: c.delete(),
        lambda c: c.get_or_set("a"),
        lambda c: c.incr(),
        lambda c: c.clear(5, 6),
        lambda c: c.add("a", 1, vresion=3),
    ],
)
def test_a_wrong_call_gets_its_own_error(recorder, alias, call):
    """The error of a wrong call is Django's, word for word, and the record stays whole."""
    unrecorded = outcome(lambda: call(caches[alias]))
    with recorder:
        recorded = outcome(lambda: call(caches[alias]))
    assert recorded == unrecorded
    assert {fact.outcome for fact in recorder.facts()} == {"error"}


@pytest.mark.parametrize("alias", [*REDIS, *PROCESS])
def test_a_value_that_cannot_be_stored(recorder, alias):
    """What cannot be pickled is an error of the application, noted as such."""
    with recorder, pytest.raises((AttributeError, TypeError), match="pickle"):
        caches[alias].set("a:1", (lambda: 1).__code__)
    assert facts(recorder) == {("a:{int}", "set error"): 1}


def dead(alias, **options):
    """An entry of CACHES whose server is not there, and is not waited for."""
    retry = Retry(NoBackoff(), 0)
    kept = {"CONNECTION_POOL_KWARGS": {"retry": retry}, **options}
    return {
        **caches.settings[alias],
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": kept if alias == "default" else {"retry": retry},
    }


@pytest.mark.parametrize("alias", REDIS)
@pytest.mark.parametrize("name", ["get, nothing", "get_many, generator", "set", "incr", "clear"])
def test_a_dead_server_is_an_error(alias, name, recorder):
    """The error reaches the application as it always did, and every key of the call has it."""
    call, expected, *_ = OPERATIONS[name]
    with redirected({}, {alias: dead(alias)}):
        unrecorded = outcome(lambda: call(caches[alias]))
        with recorder:
            recorded = outcome(lambda: call(caches[alias]))
    assert (unrecorded[0].__name__, recorded) == ("ConnectionError", unrecorded)
    operation = name.partition(",")[0].removesuffix("_many")
    [group] = {group for group, _ in expected}
    assert facts(recorder) == {(group, f"{operation} error"): sum(expected.values())}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("get, the default", {("a:{int}", "get error"): 1}),
        ("get_many", {("a:{int}", "get error"): 3, ("b", "get error"): 1}),
        ("set", {("a:{int}", "set error"): 1}),
        ("add", {("a:{int}", "add error"): 1}),
        ("delete", {("a:{int}", "delete error"): 1}),
        ("has_key", {("a:{int}", "has_key error"): 1}),
        ("get_or_set, a function", {("a:{int}", "get_or_set error"): 1}),
        ("touch", {("a:{int}", "touch error"): 1}),
        ("incr", {("a:{int}", "incr error"): 1}),
    ],
)
def test_a_dead_server_that_is_kept_silent_is_an_error_still(recorder, name, expected):
    """django-redis may ignore a dead server: the caller sees a miss, and the record an error."""
    call = OPERATIONS[name].call
    with redirected({}, {"default": dead("default", IGNORE_EXCEPTIONS=True)}):
        unrecorded = outcome(lambda: call(caches["default"]))
        with recorder:
            recorded = outcome(lambda: call(caches["default"]))
    assert recorded == unrecorded
    assert facts(recorder) == expected


def test_an_error_that_django_redis_gets_over_is_none(recorder):
    """A counter beyond 64 bits is raised by other commands after the first one failed."""
    caches["default"].set("a:1", 2**63 - 1, None)
    with recorder:
        caches["default"].incr("a:1")
    assert facts(recorder) == {("a:{int}", "incr"): 1}


def test_threads_are_seen(recorder):
    """What threads ask is counted exactly, under the alias, from the line that asks."""

    def work(_):
        for number in range(250):
            cache.get(f"a:{number}")
        caches.close_all()

    with recorder, ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert facts(recorder) == {("a:{int}", "get miss"): 1000}
    assert recorder.round_trips() == {"default": 1000}
    assert sites(recorder) == {"test_threads_are_seen.<locals>.work": 1000}


def test_coroutines_are_seen(recorder, local):
    """Django's asynchronous methods call the others, which are recorded."""

    async def work():
        await local.aset("a:1", 1)
        return await local.aget("a:1")

    with recorder:
        found = asyncio.run(work())
    assert (found, facts(recorder)) == (1, {("a:{int}", "get hit"): 1, ("a:{int}", "set"): 1})
    assert {fact.alias for fact in recorder.facts()} == {"local"}


def test_recorders_nest(recorder, local):
    """The inner one sees what runs inside of it, the outer one all."""
    inner = new_recorder()
    with recorder:
        local.get("a")
        with inner:
            local.get("a")
        local.get("a")
    assert [facts(one) for one in (inner, recorder)] == [
        {("a", "get miss"): 1},
        {("a", "get miss"): 3},
    ]


def test_recorders_may_end_out_of_order(recorder, local):
    """One that was entered first may leave first."""
    other = new_recorder()
    recorder.__enter__()
    other.__enter__()
    recorder.__exit__(None, None, None)
    local.get("a")
    other.__exit__(None, None, None)
    assert [len(facts(one)) for one in (recorder, other)] == [0, 1]


def methods():
    """Every function of every loaded backend and of the Redis client."""
    found, waiting = {}, [BaseCache, Redis, Pipeline]
    while waiting:
        owner = waiting.pop()
        waiting.extend(owner.__subclasses__())
        found.update({(owner, name): value for name, value in vars(owner).items()})
    return found


def test_everything_is_put_back():
    """After the last of nested recorders each method is the one it was, whatever is raised."""

    def fail():
        with new_recorder(), new_recorder():
            assert methods() != before
            cache.get("a")
            raise ZeroDivisionError

    before = methods()
    with pytest.raises(ZeroDivisionError):
        fail()
    assert methods() == before


def test_another_patch_on_top_survives(recorder, local, monkeypatch):
    """A tool that patched the same method after us keeps its patch, and is called once."""
    monkeypatch.setattr(LocMemCache, "get", LocMemCache.get)
    calls = []
    with recorder:
        ours = LocMemCache.get

        def theirs(self, *args, **kwargs):
            calls.append(args)
            return ours(self, *args, **kwargs)

        LocMemCache.get = theirs
    local.get("a")
    assert (LocMemCache.get, facts(recorder), len(calls)) == (theirs, {}, 1)
    with recorder:
        local.get("a")
    assert facts(recorder) == {("a", "get miss"): 1}


def test_what_is_no_function_is_left_alone(recorder, local, monkeypatch):
    """A stand-in of a test in a method's place is called as it is."""
    monkeypatch.setattr(LocMemCache, "get", staticmethod(lambda *_: "stand-in"))
    with recorder:
        assert local.get("a") == "stand-in"
    assert facts(recorder) == {}


class Layered(LocMemCache):
    """A backend of an application: it forwards all, and looks twice."""

    def get(self, *args, **kwargs):
        """Look up; copies what it returns, the default as well."""
        return copy.deepcopy(super().get(*args, **kwargs))

    def set(self, key, value, *args, **kwargs):
        """Store twice."""
        super().set(f"{key}:copy", value, *args, **kwargs)
        return super().set(key, value, *args, **kwargs)


class Worded(LocMemCache):
    """A backend with words of its own for the arguments, that looks at the default."""

    defaults: tuple = ()

    def get(self, name, fallback=None, version=None):
        """Look up by other names."""
        self.defaults += (fallback,)
        return super().get(name, fallback, version)


class Enveloped(LocMemCache):
    """A backend that throws away what it finds."""

    def get(self, key, default=None, version=None):
        """Find nothing, ever."""
        super().get(key, default, version)
        return default


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [
        (Layered, ["get hit", "get none", "get miss", "get miss"]),
        (Worded, ["get hit", "get none", "get miss", "get miss"]),
        # Whether a None that is given for a stored None was thrown away, nobody can tell.
        (Enveloped, ["get miss", "get none", "get miss", "get miss"]),
    ],
)
def test_a_backend_of_the_application_counts_once(kind, outcomes):
    """A subclass that calls ``super()`` is one call, and gets the arguments that it was given."""
    made = kind(kind.__name__, {})
    made.set("a:1", 1)
    made.set("a:2", None)
    calls = [
        lambda: made.get("a:1"),
        lambda: made.get("a:2"),
        lambda: made.get("a:3"),
        lambda: made.get("a:3", 7),
    ]
    unrecorded = [call() for call in calls]
    for call, expected, result in zip(calls, outcomes, unrecorded, strict=True):
        with new_recorder() as recorder:
            assert call() == result
        assert facts(recorder) == {("a:{int}", expected): 1}
        assert [fact.alias for fact in recorder.facts()] == [f"({kind.__name__})"]
    if kind is Worded:
        assert made.defaults == (None, None, None, 7) * 2
        with new_recorder():
            assert made.get(name="a:3", fallback=8) == 8


def test_inherited_methods_of_a_backend_of_the_application(recorder):
    """What Django makes of an overridden ``get`` is one call as well, and knows what was found."""

    class Forwarding(LocMemCache):
        def get(self, *args, **kwargs):
            return super().get(*args, **kwargs)

    made = Forwarding("inherited", {})
    with recorder:
        made.get_or_set("a:1", None)
        made.get_or_set("a:1", 5)
        made.set("b", 1)
        made.has_key("b")
    assert facts(recorder) == {
        ("a:{int}", "get_or_set miss"): 1,
        ("a:{int}", "get_or_set none"): 1,
        ("b", "set"): 1,
        ("b", "has_key hit"): 1,
    }


def test_a_backend_loaded_while_recording_is_seen(recorder):
    """The class may be younger than the recorder."""
    with recorder:

        class Late(LocMemCache):
            def get(self, key, default=None, version=None):
                return super().get(key, default, version)

        assert Late("late", {}).get("a", 3) == 3
    assert [(fact.alias, fact.what) for fact in recorder.facts()] == [("(Late)", "get miss")]
    assert Late.get.__qualname__.endswith("Late.get")
    assert not hasattr(Late.get, "__wrapped__")


def test_a_mixin_of_a_backend_is_seen(recorder):
    """A method may come from a class that is no backend; elsewhere that class is left alone."""

    class Remembering:
        def get(self, key, default=None, version=None):  # noqa: ARG002 - the API's
            return {"a": 1}.get(key, default)

    class Mixed(Remembering, LocMemCache):
        pass

    with recorder:
        found = [Mixed("mixed", {}).get("a"), Mixed("mixed", {}).get("b"), Remembering().get("a")]
    assert found == [1, None, 1]
    assert facts(recorder) == {("a", "get hit"): 1, ("b", "get miss"): 1}
    assert not hasattr(Remembering.get, "__wrapped__")


def test_a_backend_of_several_parents_hides_none(recorder):
    """Each class is found, whichever of its relatives comes first."""
    kinds = []
    for number in range(20):
        parent = type(f"Parent{number}", (LocMemCache,), {})
        child = type(f"Child{number}", (parent,), {})
        other = type(f"Other{number}", (LocMemCache,), {})
        both = type(f"Both{number}", (child, other), {"get": lambda *_: "both"})
        last = type(f"Last{number}", (child,), {"get": lambda *_: "last"})
        kinds += [both, last]
    made = [kind("several", {}) for kind in kinds]
    with recorder:
        found = {one.get("a") for one in made}
    assert found == {"both", "last"}
    assert sum(fact.count for fact in recorder.facts()) == 40


class Evaluated:
    """Keys as a query set gives them: they can be counted, and are worked out when asked for."""

    times = 0

    def __len__(self):
        return 2

    def __iter__(self):
        self.times += 1
        return iter(["a:1", "a:2"])


@pytest.mark.parametrize("alias", [*REDIS, *PROCESS])
@pytest.mark.parametrize("method", ["get_many", "delete_many"])
@pytest.mark.parametrize("keys", [lambda: iter(()), list, Evaluated, lambda: map(str, [1, 2])])
def test_many_keys_of_any_kind_are_passed_on(alias, method, keys):
    """Whether there are none, or they come one by one, the backend sees what it was given."""
    seen = []
    for recorder in (None, new_recorder()):
        call = getattr(caches[alias], method)
        if recorder is None:
            seen.append(outcome(lambda: call(keys())))  # noqa: B023 - called at once
        else:
            with recorder:
                seen.append(outcome(lambda: getattr(caches[alias], method)(keys())))
    assert seen[0] == seen[1]
    assert sum(facts(recorder).values()) == (2 if keys is Evaluated or "map" in repr(keys()) else 0)


def test_a_cache_within_a_cache_counts_once(recorder):
    """A backend that asks another alias is one call, of its own alias."""

    class TwoLevels(LocMemCache):
        def get(self, key, default=None, version=None):
            return super().get(key, caches["local"].get(key, default), version)

    caches["local"].set("a", 1)
    with recorder:
        assert TwoLevels("two", {}).get("a") == 1
    assert [(fact.alias, fact.what) for fact in recorder.facts()] == [("(TwoLevels)", "get hit")]


def test_many_calls_keep_little(recorder, local):
    """Ten thousand look-ups of different keys from one line are kept as one number."""
    with recorder:
        for number in range(10_000):
            local.get(f"a:{number}")
    assert facts(recorder) == {("a:{int}", "get miss"): 10_000}
    assert len(recorder._counts) == len(recorder._round_trips) == 1
    assert key_group._group.cache_info().maxsize <= 10_000


def test_lines_are_told_apart(recorder, local):
    """Each line that asks has its count, and round trips are put down to lines as well."""
    with recorder:
        local.get_many(["a", "b", "c"])
        for _ in range(2):
            local.get("a")
    first = test_lines_are_told_apart.__code__.co_firstlineno
    [fact] = [each for each in recorder.facts() if each.key_group == "a"]
    assert [(c.site.line - first, c.count) for c in fact.sites] == [(3, 1), (5, 2)]
    [counted] = recorder.round_trip_sites().values()
    assert [(c.site.line - first, c.count) for c in counted] == [(3, 1), (5, 2)]


@pytest.mark.parametrize("broken", ["site", "group"])
def test_what_cannot_be_recorded_is_told_at_the_end(local, monkeypatch, broken):
    """The application goes on; the record refuses to be complete."""

    class NoSites(CallSites):
        def find(self, frame):
            if broken == "site":
                raise RuntimeError("no line")
            return super().find(frame)

    def no_group(_):
        raise RuntimeError("no group")

    if broken == "group":
        monkeypatch.setattr(cache_recorder, "key_group", no_group)
    local.set("a", 1)
    with CacheRecorder(NoSites(ROOT)) as recorder:
        assert local.get("a") == 1
        with pytest.raises(ZeroDivisionError):
            local.get_or_set("b", lambda: 1 / 0)
    with pytest.raises(CaptureError, match=r"no (line|group)"):
        recorder.facts()


def test_nothing_is_logged(recorder, caplog):
    """Recording says nothing by itself."""
    with caplog.at_level(logging.DEBUG), recorder:
        cache.get("a")
    assert caplog.records == []
