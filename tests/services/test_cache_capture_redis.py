"""Clients of Redis that an application uses beside Django's cache, and whose keys are whose."""

from __future__ import annotations

import re
from dataclasses import replace

import django_redis
import pytest
import redis
from cache_operations import REDIS, facts, new_recorder, outcome, sites
from django.core.cache import cache, caches

from perfgate.analyse.digest import exact_digest
from perfgate.model import Record
from perfgate.services.cache_namespace import allocate
from perfgate.services.world import cache_settings, redirected

A = "a:{int}"
BUMP = "return redis.call('INCRBY', KEYS[1], ARGV[1])"


@pytest.fixture(autouse=True)
def empty(shop_caches):  # noqa: ARG001 - the settings
    """Each test begins with an empty database."""
    for alias in REDIS:
        caches[alias].clear()


@pytest.fixture
def recorder():
    """A recorder, not yet entered."""
    return new_recorder()


def of_django_redis():
    """The client that django-redis gives."""
    return django_redis.get_redis_connection("default")


def of_a_url():
    """A client that an application makes itself."""
    return redis.Redis.from_url(caches.settings["default"]["LOCATION"])


def of_a_url_that_decodes():
    """One whose answers are text."""
    return redis.Redis.from_url(caches.settings["default"]["LOCATION"], decode_responses=True)


@pytest.fixture(params=[of_django_redis, of_a_url, of_a_url_that_decodes])
def client(request):
    """Clients that lead to the same server, one after the other."""
    made = request.param()
    yield made
    made.close()


def key(name):
    """The key as the application makes it for its own client."""
    return cache.make_key(name)


def other(name):
    """The same of another alias on the same server."""
    return caches["plain"].make_key(name)


def scripted(client):
    """Run a script of which the server may not know yet."""
    with client.pipeline() as pipeline:
        client.register_script(BUMP + " -- piped")([key("a:1")], [3], client=pipeline)
        return pipeline.execute()


COMMANDS = {
    "get": (lambda c: c.get(key("a:1")), {(A, "get hit"): 1}),
    "get, nothing": (lambda c: c.get(key("a:9")), {(A, "get miss"): 1}),
    "bytes for a key": (lambda c: c.get(key("a:1").encode()), {(A, "get hit"): 1}),
    "set": (lambda c: c.set(key("a:1"), 1, ex=60), {(A, "set"): 1}),
    "set, only if new": (lambda c: c.set(key("a:3"), 1, nx=True), {(A, "add stored"): 1}),
    "set, refused": (lambda c: c.set(key("a:1"), 1, nx=True), {(A, "add refused"): 1}),
    "setex": (lambda c: c.execute_command("SETEX", key("a:1"), 60, 1), {(A, "set"): 1}),
    "setnx": (lambda c: c.setnx(key("a:1"), 1), {(A, "add refused"): 1}),
    "mget": (
        lambda c: c.mget([key("a:1"), key("b"), key("a:9")]),
        {(A, "get hit"): 1, (A, "get miss"): 1, ("b", "get miss"): 1},
    ),
    "mset": (lambda c: c.mset({key("a:1"): 5, key("b"): 6}), {(A, "set"): 1, ("b", "set"): 1}),
    "delete": (lambda c: c.delete(key("a:1"), key("b")), {(A, "delete"): 1, ("b", "delete"): 1}),
    "unlink": (lambda c: c.unlink(key("a:1")), {(A, "delete"): 1}),
    "exists": (lambda c: c.exists(key("a:1")), {(A, "has_key hit"): 1}),
    "exists, nothing": (lambda c: c.exists(key("a:9")), {(A, "has_key miss"): 1}),
    "exists, some": (lambda c: c.exists(key("a:1"), key("a:9")), {(A, "has_key"): 2}),
    "incrby": (lambda c: c.incrby(key("a:1"), 2), {(A, "incr"): 1}),
    "expire": (lambda c: c.expire(key("a:1"), 20), {(A, "expire"): 1}),
    "hash": (lambda c: c.hset(key("h:1"), "x", 1), {("h:{int}", "hset"): 1}),
    "eval": (lambda c: c.eval(BUMP, 1, key("a:1"), 3), {(A, "eval"): 1}),
    "a script": (lambda c: c.register_script(BUMP)([key("a:1")], [3]), {(A, "evalsha"): 1}),
    "a script in a pipeline": (scripted, {(A, "evalsha"): 1}),
    "scan": (lambda c: len(list(c.scan_iter(key("a:*"), 1))), {("a:*", "scan"): 1}),
    "scan for all": (lambda c: len(list(c.scan_iter(count=1))), {("*", "scan"): 1}),
    "keys": (lambda c: len(c.keys(key("a:*"))), {("a:*", "keys"): 1}),
    "flushdb": (lambda c: c.flushdb(), {("*", "clear"): 1}),
    "ping": (lambda c: c.ping(), {("*", "ping"): 1}),
    "two words": (lambda c: c.memory_usage(key("a:1")) > 0, {(A, "memory_usage"): 1}),
    "two words, no key": (lambda c: len(c.client_list()) > 0, {("*", "client_list"): 1}),
    "one text": (lambda c: c.execute_command(f"GET {key('a:1')}"), {(A, "get hit"): 1}),
    "a key of nobody's": (lambda c: c.get("free:1"), {("free:{int}", "get miss"): 1}),
    "wrong": (lambda c: c.execute_command("EVAL", BUMP, "x"), {("*", "eval error"): 1}),
    "unknown": (lambda c: c.execute_command("NONSENSE"), {("*", "nonsense error"): 1}),
    "wrong type": (lambda c: c.lpush(key("a:1"), 1), {(A, "lpush error"): 1}),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command(client, name, recorder):
    """A command is told in the words and with the key groups of Django's cache, and as it was."""
    call, expected = COMMANDS[name]
    seen = []
    for recording in (False, True):
        cache.clear()
        of_django_redis().set(key("a:1"), 1)
        if recording:
            with recorder:
                seen.append(outcome(lambda: call(client)))
        else:
            seen.append(outcome(lambda: call(client)))
    assert facts(recorder) == expected
    assert seen[0] == seen[1]
    assert {fact.alias for fact in recorder.facts()} == {"default"}
    assert recorder.round_trips() == {"default": 1}


def test_scripts_are_loaded_unseen():
    """Whether the server knows a script already does not show."""
    client = of_django_redis()
    counted = []
    for flush in (True, False):
        if flush:
            client.script_flush()
        with new_recorder() as recorder:
            client.register_script(BUMP)([key("a:1")], [3])
            scripted(client)
        counted.append((facts(recorder), recorder.round_trips()))
    assert counted == [({(A, "evalsha"): 2}, {"default": 2})] * 2


def test_a_long_scan_is_one(recorder):
    """How often a scan has to go on is a matter of the server's hash table."""
    caches["default"].set_many({f"a:{number}": 1 for number in range(500)})
    with recorder:
        found = list(of_a_url().scan_iter(key("a:*")))
    assert (len(found), facts(recorder)) == (500, {("a:*", "scan"): 1})
    assert recorder.round_trips() == {"default": 1}


@pytest.mark.parametrize("transaction", [True, False])
def test_a_pipeline_is_one_round_trip(client, transaction, recorder):
    """Each key of each command counts, and all of them are one round trip."""
    cache.set("a:1", 1)

    def work():
        with client.pipeline(transaction=transaction) as pipeline:
            pipeline.get(key("a:1")).get(key("a:2")).incr(key("n")).mget([key("a:1")])
            return pipeline.execute()[2]

    with recorder:
        assert work() == 1
    assert facts(recorder) == {(A, "get hit"): 2, (A, "get miss"): 1, ("n", "incr"): 1}
    assert recorder.round_trips() == {"default": 1}
    assert set(sites(recorder)) == {
        "test_a_pipeline_is_one_round_trip.<locals>.work",
    }


def test_an_empty_pipeline_is_nothing(client, recorder):
    """What sends nothing is not recorded."""
    with recorder, client.pipeline() as pipeline:
        assert pipeline.execute() == []
    assert (facts(recorder), recorder.round_trips()) == ({}, {})


@pytest.mark.parametrize("transaction", [True, False])
def test_an_error_in_a_pipeline(client, transaction, recorder):
    """It is raised as ever; where it is asked for instead, each command has its own outcome."""
    cache.set("a:1", 1)

    def work(*, raising):
        with client.pipeline(transaction=transaction) as pipeline:
            pipeline.lpush(key("a:1"), 1).get(key("a:1"))
            return pipeline.execute(raise_on_error=raising)

    unrecorded = outcome(lambda: work(raising=True))
    with recorder:
        recorded = outcome(lambda: work(raising=True))
    assert (recorded, issubclass(recorded[0], redis.ResponseError)) == (unrecorded, True)
    assert facts(recorder) == {(A, "get error"): 1, (A, "lpush error"): 1}
    with new_recorder() as asking:
        work(raising=False)
    assert facts(asking) == {(A, "get hit"): 1, (A, "lpush error"): 1}


def test_watched_keys(recorder):
    """What a pipeline sends at once, as it watches, is seen at once."""
    with recorder, of_a_url().pipeline() as pipeline:
        pipeline.watch(key("a:1"))
        pipeline.get(key("a:1"))
        pipeline.multi()
        pipeline.set(key("a:1"), 5)
        pipeline.execute()
    assert facts(recorder) == {(A, "watch"): 1, (A, "get miss"): 1, (A, "set"): 1}
    assert recorder.round_trips() == {"default": 3}


def test_a_lock_is_seen_by_its_commands(recorder):
    """A lock of django-redis is a key that is added, and a script that removes it."""
    with recorder, cache.lock("lock:1", timeout=5):
        pass
    assert facts(recorder) == {("lock:{int}", "add stored"): 1, ("lock:{int}", "evalsha"): 1}


def test_passwords_are_no_keys(recorder):
    """What logs in leaves no trace."""
    with recorder:
        outcome(lambda: of_a_url().auth("s3cret", "someone"))
        outcome(lambda: of_a_url().execute_command("HELLO", 3, "AUTH", "someone", "s3cret"))
    assert "s3cret" not in repr(recorder.facts())


def test_aliases_on_one_server_are_told_apart_by_their_prefix(recorder):
    """A client belongs to the alias whose keys it uses; one trip is counted once."""
    with recorder, of_a_url().pipeline() as pipeline:
        pipeline.get(key("a:1")).get(other("a:1")).get(other("b"))
        pipeline.execute()
    assert [(fact.alias, fact.key_group) for fact in recorder.facts()] == [
        ("default", A),
        ("plain", A),
        ("plain", "b"),
    ]
    assert recorder.round_trips() == {"default": 1}


def test_other_versions_of_a_key(recorder):
    """A version is no part of the key."""
    with recorder:
        of_a_url().get(cache.make_key("a:1", version=7))
    assert facts(recorder) == {(A, "get miss"): 1}


def reversed_key(name, prefix, version):
    """A key with its prefix at the end."""
    return f"{name}@{version}@{prefix}"


def hashed_key(name, prefix, version):
    """A key of which nothing can be read."""
    return f"{prefix}{version:d}-{len(name)}"


@pytest.mark.parametrize(
    ("function", "group"), [(reversed_key, A), (hashed_key, "shop{int}-{int}")]
)
def test_key_functions_of_the_application(recorder, function, group):
    """A key is taken out of whatever was put around it, where it can be."""
    entry = {**caches.settings["default"], "KEY_FUNCTION": function}
    with redirected({}, {"default": entry}), recorder:
        of_a_url().get(key("a:1"))
    assert [(fact.alias, fact.key_group) for fact in recorder.facts()] == [("default", group)]


def test_a_client_of_another_server(recorder):
    """What no alias leads to is told as such."""
    stranger = redis.Redis(host="127.0.0.1", port=1, retry=None, socket_connect_timeout=1)
    with recorder, pytest.raises(redis.ConnectionError):
        stranger.get("a:1")
    assert [(fact.alias, fact.what) for fact in recorder.facts()] == [("(redis)", "get error")]


def test_a_client_made_elsewhere_is_known_by_its_server(recorder):
    """It needs no cache that this thread has used."""
    client = of_django_redis()
    caches.close_all()
    for alias in REDIS:
        del caches[alias]
    with recorder:
        client.get("shop:1:a:1")
    assert [(fact.alias, fact.key_group) for fact in recorder.facts()] == [("default", A)]


@pytest.mark.parametrize("alias", REDIS)
def test_a_shared_server_gives_the_same_digest_as_an_owned_one(services, module_home, alias):
    """The prefix of a session shows nowhere, whoever asks: Django, a client, a key of any kind."""
    digests, groups = set(), []
    for server in (services.cache, *[replace(services.cache, owned=False)] * 2):
        namespace = allocate(server, module_home)
        entries = {name: cache_settings(caches.settings[name], namespace) for name in REDIS}
        with redirected({}, entries), new_recorder() as recorder:
            used = caches[alias]
            used.get_or_set("a:1", 1)
            client = redis.Redis.from_url(namespace.url)
            client.get(used.make_key("a:1"))
            with client.pipeline() as pipeline:
                pipeline.incr(used.make_key("n:1")).incr(other("n:1")).execute()
            client.get(f"{namespace.key_prefix}free:1")
            list(client.scan_iter(used.make_key("a:*")))
        namespace.release()
        made = Record(cache=recorder.facts(), round_trips=recorder.round_trips())
        digests.add(exact_digest(made))
        groups.append(facts(recorder))
    assert not re.search("perfgate", repr(groups))
    assert len(digests) == 1, groups
