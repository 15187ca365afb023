"""What is done at commit is put down to the line that asked for it."""

from __future__ import annotations

import contextlib
from functools import partial
from operator import methodcaller
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from perfgate.capture.cache_recorder import CacheRecorder
from perfgate.capture.deferred import registrations_noted
from perfgate.capture.statements import StatementRecorder
from perfgate.exercise.on_commit import callbacks_run
from perfgate.services.world import database_settings, redirected

ROOT = Path(__file__).resolve().parent
FILE = Path(__file__).name
#: A layer of the application that passes on what others ask for; the file need not exist.
LAYER = "cache_layer.py"
LAYER_SOURCE = """
from django.db import transaction

class Bump:
    def __init__(self, cache, key):
        self.cache, self.key = cache, key
    def __call__(self):
        self.cache.delete(self.key)

def bump(cache, key):
    transaction.on_commit(Bump(cache, key))
"""
layer = {}
exec(compile(LAYER_SOURCE, str(ROOT / LAYER), "exec"), layer)  # noqa: S102 - gives it that file


@pytest.fixture(scope="module")
def database(services, django_db_blocker):
    """Django's default alias on a real server."""
    ours = database_settings(connections.settings["default"], services.postgres, "postgres")
    with django_db_blocker.unblock(), redirected({"default": ours}):
        call_command("migrate", "contenttypes", verbosity=0)
        yield
        connection.close()


@contextlib.contextmanager
def in_a_test():
    """As under a test's transaction, in which nothing ever commits."""
    with transaction.atomic():
        with callbacks_run():
            yield
        transaction.set_rollback(True)


@pytest.fixture(params=[in_a_test, contextlib.nullcontext], ids=["test", "real commit"])
def committed(request, shop_caches, database):  # noqa: ARG001 - the world
    """How the work is committed."""
    caches["local"].clear()
    return request.param


def recorded(work, committed, skip=(LAYER,)):
    """The functions and lines that caches and statements are put down to."""
    statements = StatementRecorder(root=ROOT, skip=skip)
    with (
        committed(),
        statements,
        CacheRecorder(statements.sites) as recorder,
        registrations_noted(statements.sites),
        again(committed),
    ):
        work()
    found = [*recorder.facts(), *statements.record({}).statements]
    return sorted(
        (counted.site.file, counted.site.function, counted.count)
        for each in found
        for counted in each.sites
    )


def again(committed):
    """The callbacks of the block itself, as ``Passes`` runs them."""
    return callbacks_run() if committed is in_a_test else contextlib.nullcontext()


def outermost(work):
    """Open the transaction that all others are part of."""
    with transaction.atomic():
        with transaction.atomic():
            work()
        with transaction.atomic():
            pass


def invalidate():
    """Register a callback that no line of the application is part of."""
    transaction.on_commit(partial(caches["local"].delete, "a:1"))


def invalidate_elsewhere():
    """Register the same from another function."""
    transaction.on_commit(partial(caches["local"].delete, "a:2"))


def test_a_callback_belongs_to_the_line_that_registered_it(committed):
    """Though it runs where another function ends its transaction."""
    found = recorded(lambda: outermost(invalidate), committed)
    assert found == [(FILE, "invalidate", 1)]


def test_a_callback_without_a_transaction_runs_at_once(committed):
    """Where nothing has to be waited for, it is the same line."""
    assert recorded(invalidate, committed) == [(FILE, "invalidate", 1)]


def test_lines_are_those_of_the_registration(committed):
    """The line is that of the call of on_commit."""
    statements = StatementRecorder(root=ROOT)
    with (
        committed(),
        CacheRecorder(statements.sites) as recorder,
        registrations_noted(statements.sites),
        again(committed),
    ):
        outermost(invalidate)
    [fact] = recorder.facts()
    assert fact.sites[0].site.line == invalidate.__code__.co_firstlineno + 2


def test_one_callback_registered_twice_keeps_both_lines(committed):
    """The same function may wait for two callers."""
    clear = partial(methodcaller("clear"), caches["local"])

    def first():
        transaction.on_commit(clear)

    def second():
        transaction.on_commit(clear)

    def work():
        first()
        second()
        first()

    prefix = "test_one_callback_registered_twice_keeps_both_lines.<locals>."
    assert recorded(lambda: outermost(work), committed) == [
        (FILE, f"{prefix}first", 2),
        (FILE, f"{prefix}second", 1),
    ]


def test_what_was_rolled_back_leaves_the_others_in_place(committed):
    """A callback of a savepoint that failed is gone, and no other takes its line."""

    def work():
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            invalidate_elsewhere()
            raise ZeroDivisionError
        invalidate()

    assert recorded(lambda: outermost(work), committed) == [(FILE, "invalidate", 1)]


def test_a_lambda_keeps_its_own_line(committed):
    """What a line of the application does itself is put down to it, wherever it was registered."""

    def work():
        transaction.on_commit(lambda: caches["local"].delete("a:1"))

    name = "test_a_lambda_keeps_its_own_line.<locals>.work.<locals>.<lambda>"
    assert recorded(lambda: outermost(work), committed) == [(FILE, name, 1)]


def test_statements_of_a_callback_likewise(committed):
    """A query sent at commit by no line of the application belongs to the registration."""

    def work():
        transaction.on_commit(ContentType.objects.filter(app_label="x").exists)

    name = "test_statements_of_a_callback_likewise.<locals>.work"
    assert recorded(lambda: outermost(work), committed) == [(FILE, name, 1)]


def test_a_callback_object_of_a_layer_that_is_passed_over(committed):
    """Neither its ``__call__`` nor the function that registers it is the line, but who called."""

    def write():
        layer["bump"](caches["local"], "a:1")

    name = "test_a_callback_object_of_a_layer_that_is_passed_over.<locals>.write"
    assert recorded(lambda: outermost(write), committed) == [(FILE, name, 1)]
    assert recorded(lambda: outermost(write), committed, skip=()) == [(LAYER, "Bump.__call__", 1)]


def test_a_robust_callback_that_fails(committed, caplog):
    """It is logged and the next one runs, each from its line."""

    def work():
        transaction.on_commit(caches["local"].set, robust=True)  # without a key
        invalidate()

    prefix = "test_a_robust_callback_that_fails.<locals>.work"
    found = recorded(lambda: outermost(work), committed)
    assert found == [(FILE, "invalidate", 1), (FILE, prefix, 1)]
    assert "on_commit()" in caplog.text


def test_what_applications_find_waiting_is_what_they_registered(committed):
    """An application may look at its own callbacks in ``run_on_commit``."""
    callback = partial(caches["local"].delete, "a:1")
    seen = []

    def work():
        transaction.on_commit(callback)
        seen.extend(entry[1] for entry in connection.run_on_commit)

    recorded(lambda: outermost(work), committed)
    assert seen[-1] is callback


def test_everything_is_put_back(committed):
    """After the block Django's own method is in place, whatever is raised."""
    before = BaseDatabaseWrapper.on_commit

    def fail():
        outermost(invalidate)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        recorded(fail, committed)
    assert BaseDatabaseWrapper.on_commit is before
