"""Runs ``transaction.on_commit`` callbacks when the application's own transaction ends.

Inside a test's transaction nothing ever commits, so Django never runs them, and what an
application does there (invalidating its caches, as a rule) would go unmeasured. In production
they run when the outermost ``atomic`` ends, or at once where there is none.
"""

from __future__ import annotations

import contextlib
import functools
import logging
from typing import TYPE_CHECKING, Any

from perfgate.capture.deferred import run_deferred

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

_logger = logging.getLogger("django.test")


class _Depth:
    """How deep a connection was when the block began, and what was waiting then."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.savepoints = len(connection.savepoint_ids)
        self.waiting = len(connection.run_on_commit)
        self._held = 0

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Leave what is registered in the block to somebody else."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            self.waiting = len(self.connection.run_on_commit)

    def run_if_outermost(self) -> None:
        """Run what the block has registered so far, if none of its ``atomic`` is open."""
        connection = self.connection
        inside = len(connection.savepoint_ids) > self.savepoints
        if self._held or inside or connection.needs_rollback:
            return
        while len(connection.run_on_commit) > self.waiting:
            entry: tuple[Any, ...] = connection.run_on_commit.pop(self.waiting)
            _run(*entry)


def _run(registration: object, callback: Callable[[], object], robust: Any) -> None:
    if not robust:
        run_deferred(registration, callback)
        return
    try:
        run_deferred(registration, callback)
    except Exception:  # Django's own contract for robust=True: log it, go on
        _logger.exception("Error calling %r in on_commit().", callback)


@contextlib.contextmanager
def callbacks_run(*, waiting: bool = False) -> Iterator[None]:
    """Run the callbacks that the block registers as if its ``atomic`` blocks committed.

    Connections that are not in a test's transaction are left to Django.

    Args:
        waiting: run first what was registered before the block, as a test's fixtures do.
    """
    from django.db import connections
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.transaction import Atomic, get_connection
    from django.test import TestCase

    depths = {
        id(connection): _Depth(connection)
        for connection in connections.all(initialized_only=True)
        if connection.in_atomic_block
    }
    if waiting:
        for depth in depths.values():
            depth.waiting = 0
            depth.run_if_outermost()
    exit_atomic, register = Atomic.__exit__, BaseDatabaseWrapper.on_commit
    capture = vars(TestCase)["captureOnCommitCallbacks"]

    @functools.wraps(exit_atomic)
    def exit_and_run(self: Atomic, *error: Any) -> None:
        exit_atomic(self, *error)
        if depth := depths.get(id(get_connection(self.using))):
            depth.run_if_outermost()

    @functools.wraps(register)
    def register_and_run(self: BaseDatabaseWrapper, *args: Any, **kwargs: Any) -> None:
        register(self, *args, **kwargs)
        if depth := depths.get(id(self)):
            depth.run_if_outermost()

    @contextlib.contextmanager
    def capture_and_leave(
        cls: type[TestCase], *, using: str = "default", execute: bool = False
    ) -> Iterator[list[Callable[[], object]]]:
        depth = depths.get(id(get_connection(using)))
        with (
            depth.held() if depth else contextlib.nullcontext(),
            capture.__get__(None, cls)(using=using, execute=execute) as callbacks,
        ):
            yield callbacks

    with (
        _replaced(TestCase, "captureOnCommitCallbacks", classmethod(capture_and_leave)),
        _replaced(Atomic, "__exit__", exit_and_run),
        _replaced(BaseDatabaseWrapper, "on_commit", register_and_run),
    ):
        yield


@contextlib.contextmanager
def _replaced(owner: type, name: str, value: object) -> Iterator[None]:
    kept = vars(owner)[name]
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)
