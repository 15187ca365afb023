"""Perf tests that behave badly: each is told of in its own words, and no other test suffers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

HEAD = """
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import override_settings

from shop import views
from shop.models import Author, Book

pytestmark = pytest.mark.perf


@pytest.fixture(autouse=True)
def books(db):
    author = Author.objects.create(name="a")
    Book.objects.bulk_create(Book(title=f"t{n}", author=author) for n in range(5))


def test_a_good(perf):
    assert len(perf(views.in_print)) == 5

"""
LAST = """
def test_z_good(perf):
    assert len(perf(views.in_print)) == 5
"""


class Bad(NamedTuple):
    """A test that behaves badly: its body, what is told of it, and how it ends."""

    body: str
    says: tuple[str, ...] = ()
    ends: str = "FAILED"


TESTS = {
    "raises": Bad("perf(lambda: 1 // 0)", ("ZeroDivisionError",)),
    "raises_the_second_time": Bad(
        """
        done = []
        def once():
            done.append(1)
            if len(done) > 1:
                raise ValueError("only once")
        perf(once)
        """,
        ("only once",),
    ),
    "raises_in_a_block": Bad(
        """
        with perf.measure("x"):
            views.names()
            raise KeyError("no such thing")
        """,
        ("no such thing",),
    ),
    "exits": Bad("perf(lambda: sys.exit(3))", ("SystemExit: 3",)),
    "skips": Bad('perf(lambda: pytest.skip("no"))', (), "SKIPPED"),
    "sends_wrong_sql": Bad(
        'perf(lambda: connection.cursor().execute("SELECT 1/0"))', ("division by zero",)
    ),
    "takes_too_long": Bad(
        """
        def alarm(*_):
            raise TimeoutError("too long")
        before = signal.signal(signal.SIGALRM, alarm)
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        try:
            perf(lambda: connection.cursor().execute("SELECT pg_sleep(20)"))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        """,
        ("too long",),
    ),
    "leaves_a_transaction_open": Bad(
        "perf(lambda: transaction.atomic().__enter__())",
        ("left a transaction open", "with transaction.atomic()", "transaction-left-open"),
    ),
    "ends_the_test_s_transaction": Bad(
        'perf(lambda: connection.cursor().execute("ROLLBACK"))',
        ("transaction that it had not begun", "transaction-left-open"),
    ),
    "closes_the_connection": Bad(
        "perf(connection.close)",
        ("closed the connection", "'default'", "transaction=True", "connection-closed"),
    ),
    "closes_and_goes_on": Bad(
        "perf(lambda: (connections.close_all(), views.names()))", ("connection-closed",)
    ),
    "closes_before_it_measures": Bad(
        "connection.close()\nperf(views.names)", ("connection-closed",)
    ),
    "closes_in_a_block": Bad(
        'with perf.measure("x"):\n    connection.close()', ("connection-closed",)
    ),
    "forks": Bad(
        """
        def forks():
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
            return views.names()
        perf(forks)
        """,
        (),
        "PASSED",
    ),
    "forks_and_asks_there": Bad(
        """
        def forks():
            child = os.fork()
            if child == 0:
                try:
                    connection.connect()
                    views.names()
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
        perf(forks)
        """,
        ("UNMEASURED", "escaped 0 → 1"),
    ),
    "changes_settings": Bad(
        """
        def changes():
            with override_settings(DEBUG=True, USE_TZ=False):
                return views.names()
        perf(changes)
        """,
        (),
        "PASSED",
    ),
    "uses_a_pool": Bad(
        """
        def count(_):
            try:
                return Book.objects.count()
            finally:
                connection.close()
        def pool():
            with ThreadPoolExecutor(3) as executor:
                return list(executor.map(count, range(6)))
        perf(pool)
        """,
        (),
        "PASSED",
    ),
    "measures_while_it_measures": Bad(
        'perf(lambda: perf.named("inner")(views.names))',
        ("measures 'inner' while it measures 'call'", "nested-measurement"),
    ),
    "flushes": Bad(
        'perf(lambda: call_command("flush", interactive=False, verbosity=0))', ("flush",)
    ),
    "drops_a_table": Bad('perf(lambda: connection.cursor().execute("DROP TABLE shop_book"))'),
}
COMMITTING = """
@pytest.mark.django_db(transaction=True)
def test_flushes_and_commits(perf):
    perf(lambda: call_command("flush", interactive=False, verbosity=0))
    assert Book.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_closes_and_commits(perf):
    perf(lambda: (connection.close(), views.in_print()))


@pytest.mark.django_db(transaction=True)
def test_leaves_open_though_it_commits(perf):
    def leaves():
        connection.set_autocommit(False)
        views.names()

    try:
        perf(leaves)
    finally:
        connection.close()

"""


def _function(name: str, bad: Bad) -> str:
    lines = bad.body.splitlines()
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    body = "\n".join(f"    {line[indent:]}" for line in lines if line.strip())
    return f"\ndef test_{name}(perf):\n{body}\n\n"


def _told(output: str) -> dict[str, str]:
    """What the failures say, by test."""
    parts = re.split(r"^_{3,} (test_\w+) _{3,}$", output, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_bad_tests_are_told_of_and_harm_no_other(shop: Shop) -> None:
    """Whatever a perf test does to its connections, the next one measures what it always did."""
    body = "".join(_function(name, bad) for name, bad in TESTS.items())
    shop.write("perf_tests/test_shop.py", HEAD + body + COMMITTING + LAST)
    done = shop.pytest("perf_tests", "-v", "--tb=short")
    ended = dict(re.findall(r"::(test_\w+) (PASSED|FAILED|SKIPPED|ERROR)", done.stdout))
    expected = {f"test_{name}": bad.ends for name, bad in TESTS.items()}
    assert {name: ended.get(name) for name in expected} == expected, done.stdout
    told = _told(done.stdout)
    silent = {
        name: [text for text in bad.says if text not in told.get(f"test_{name}", "")]
        for name, bad in TESTS.items()
    }
    assert {name: texts for name, texts in silent.items() if texts} == {}, done.stdout
    rows = dict(re.findall(r"^(test_[az]_good::call +\d+ +\d+) +(\w+)", done.stdout, re.MULTILINE))
    good = {name.split("_good")[1]: verdict for name, verdict in rows.items()}
    assert (len(rows), good) == (2, {good_row(rows): "new"}), done.stdout
    committing = {name: ended[name] for name in ended if name.endswith(("_commits", "_it_commits"))}
    assert committing == {
        "test_flushes_and_commits": "PASSED",
        "test_closes_and_commits": "PASSED",
        "test_leaves_open_though_it_commits": "FAILED",
    }, done.stdout


def good_row(rows: dict[str, str]) -> str:
    """The numbers that both good tests must show."""
    return next(iter(rows)).split("_good")[1]
