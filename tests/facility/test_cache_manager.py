"""The rules that a cached function keeps, on a real server and on a dead one."""

from __future__ import annotations

import contextlib
from threading import Thread

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from redis.connection import AbstractConnection
from tenants import DEAD_URL

from facility.core.cache_manager import cached
from facility.core.cache_stats import stats
from facility.core.cache_tags import bump, counter_key
from perfgate.services.world import redirected


class Source:
    """Something to ask, that counts how often it was asked, behind a cached function."""

    def __init__(self, *answers):
        self.answers = answers
        self.asked = 0

        @cached(prefix="tst", ttl_s=60, tags=("tst", "tst:client:{client_id}"))
        def ask(client_id, detail=None):
            del client_id, detail
            self.asked += 1
            return self.answers[min(self.asked, len(self.answers)) - 1]

        self.ask = ask


@pytest.mark.usefixtures("commits")
def test_second_call_is_answered_by_the_cache():
    """What was computed once is not computed again."""
    source = Source("answer")

    assert [source.ask(1), source.ask(client_id=1)] == ["answer", "answer"]
    assert source.asked == 1


@pytest.mark.usefixtures("commits")
def test_none_is_cached():
    """None is an answer like any other."""
    source = Source(None)

    assert [source.ask(1), source.ask(1)] == [None, None]
    assert source.asked == 1


@pytest.mark.usefixtures("commits")
def test_clients_do_not_share_answers():
    """The same question of two clients is asked twice."""
    source = Source("first", "second")

    assert [source.ask(1), source.ask(2), source.ask(1)] == ["first", "second", "first"]


@pytest.mark.usefixtures("commits")
def test_bump_makes_entries_unreadable():
    """After a bump of one of its tags, an answer is computed anew."""
    source = Source("old", "new")
    source.ask(1)
    bump(["tst:client:1"])

    assert source.ask(1) == "new"


@pytest.mark.usefixtures("commits")
def test_bump_spares_other_clients():
    """A client's bump leaves the answers of client 42 and 142 apart."""
    source = Source("of 142", "never")
    source.ask(142)
    bump(["tst:client:42"])

    assert source.ask(142) == "of 142"


@pytest.mark.usefixtures("commits")
def test_read_begun_before_a_bump_is_never_believed():
    """An answer overtaken by an invalidation is stored under the tag's old version."""

    @cached(prefix="tst", ttl_s=60, tags=("tst:client:{client_id}",))
    def overtaken(client_id):
        answer = stats.get("tst", "miss")
        if answer == 1:
            bump([f"tst:client:{client_id}"])  # somebody commits a write while this one reads
        return answer

    assert [overtaken(1), overtaken(1), overtaken(1)] == [1, 2, 2]


@pytest.mark.usefixtures("commits")
def test_bump_waits_for_the_commit():
    """Until the transaction commits, others keep the old answer; then they lose it."""
    with transaction.atomic():
        bump(["tst"])
        before = cache.get(counter_key("tst"))

    assert (before, cache.get(counter_key("tst"))) == (None, 1)


@pytest.mark.usefixtures("commits")
def test_rolled_back_bump_never_happens():
    """A write that is rolled back invalidates nothing."""
    source = Source("kept", "never")
    source.ask(1)
    with transaction.atomic():
        bump(["tst"])
        transaction.set_rollback(True)

    assert source.ask(1) == "kept"


@pytest.mark.usefixtures("commits")
def test_own_uncommitted_write_is_seen_and_not_shared():
    """A transaction that has written reads past the cache and stores nothing there."""
    source = Source("committed", "uncommitted", "never")
    source.ask(1)
    with transaction.atomic():
        bump(["tst:client:1"])
        inside = source.ask(1)
        transaction.set_rollback(True)

    assert (inside, source.ask(1)) == ("uncommitted", "committed")


def test_function_without_client_is_refused():
    """What is not told the client could answer one tenant with another's data."""
    with pytest.raises(TypeError, match="takes no client_id"):

        @cached(prefix="tst", ttl_s=60, tags=("tst",))
        def everybody():
            """Never called."""


@pytest.mark.usefixtures("db", "dead_cache")
def test_without_a_server_the_query_runs():
    """With the server down every call is computed, and every failure counted."""
    source = Source("first", "second")

    assert [source.ask(1), source.ask(1)] == ["first", "second"]
    assert stats.get("tst", "error") == 2


@pytest.mark.usefixtures("commits")
def test_server_lost_before_the_answer_is_stored():
    """A server that goes away in mid-request costs the entry, not the answer."""
    with contextlib.ExitStack() as outage:

        @cached(prefix="tst", ttl_s=60, tags=("tst",))
        def overtaken(client_id):
            outage.enter_context(redirected({}, {"default": {"LOCATION": DEAD_URL}}))
            return client_id

        assert overtaken(1) == 1

    assert stats.get("tst", "error") == 1


@pytest.mark.usefixtures("db", "dead_cache")
def test_invalidation_without_a_server_is_counted(django_capture_on_commit_callbacks):
    """A bump that cannot be sent fails no write, and is counted."""
    with django_capture_on_commit_callbacks(execute=True):
        bump(["tst"])

    assert stats.get("tag", "error") == 1


@pytest.mark.usefixtures("commits")
def test_read_is_one_round_trip(monkeypatch):
    """The entry and its counters come with one command."""
    source = Source("answer")
    source.ask(1)
    send, sent = AbstractConnection.send_command, []

    def send_and_count(self, *command, **options):
        sent.append(command[0])
        send(self, *command, **options)

    monkeypatch.setattr(AbstractConnection, "send_command", send_and_count)
    source.ask(1)

    assert sent == ["MGET"]


@pytest.mark.usefixtures("commits")
def test_hit_rate_is_counted():
    """The rate comes from what happened, by prefix."""
    source = Source("answer")
    for _ in range(4):
        source.ask(1)

    assert (stats.get_hit_rate("tst"), stats.get_hit_rate("unheard")) == (0.75, None)


@pytest.mark.usefixtures("commits")
def test_entries_expire_and_counters_do_not():
    """An entry lives about its lifetime; a counter must outlive every entry."""
    Source("answer").ask(1)
    bump(["tst"])
    client = cache.client.get_client()
    lifetimes = {key.decode().split(":")[2]: client.ttl(key) for key in client.keys("*")}

    assert 30 < lifetimes["tst"] <= 66  # a busy machine may take its time to ask
    assert lifetimes["tag"] == -1


@pytest.mark.usefixtures("commits")
def test_bumps_from_many_threads_all_count():
    """A counter is raised by the server, so that no bump overwrites another."""

    def bump_once():
        bump(["tst"])
        connection.close()

    threads = [Thread(target=bump_once) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert cache.get(counter_key("tst")) == 20
