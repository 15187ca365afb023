"""Brings the databases back to where they were, so that a second pass starts like the first."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfgate.exercise.stage import Stage


class Repeatable(Protocol):
    """A way to undo what a pass did."""

    def undone(self) -> contextlib.AbstractContextManager[None]:
        """Undo at the end of the block what it wrote."""
        ...

    def close(self) -> None:
        """Free what was kept for undoing."""
        ...


class Savepoints:
    """Undoes by savepoint: the test runs in a transaction."""

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        """Roll every database of the test back to a savepoint."""
        from django.db import connections, transaction

        with contextlib.ExitStack() as stack:
            for connection in connections.all(initialized_only=True):
                if connection.in_atomic_block:
                    stack.enter_context(_rolled_back(transaction.atomic(using=connection.alias)))
            yield

    def close(self) -> None:
        """Nothing is kept."""


@contextlib.contextmanager
def _rolled_back(atomic: contextlib.AbstractContextManager[None]) -> Iterator[None]:
    from django.db import transaction

    # As Django's own TestCase does, so that durable=True of the application is not refused.
    atomic._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001
    with atomic:
        try:
            yield
        finally:
            transaction.set_rollback(True, using=atomic.using)  # type: ignore[attr-defined]


class Copies:
    """Undoes by a copy of each database: the test commits, so that no savepoint can help."""

    def __init__(self, stage: Stage, databases: Sequence[str]) -> None:
        self._stage = stage
        _disconnect()
        self._copies = {database: stage.copy(database) for database in databases}

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        """Put the copies in the databases' places."""
        try:
            yield
        finally:
            _disconnect()
            for database, copy in self._copies.items():
                self._stage.put_back(copy, database)

    def close(self) -> None:
        """Drop the copies."""
        for copy in self._copies.values():
            self._stage.discard(copy)


def _disconnect() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()


def repeatable(stage: Stage, databases: Sequence[str]) -> Repeatable:
    """The way that fits the running test."""
    from django.db import connections

    in_transaction = any(
        connection.in_atomic_block for connection in connections.all(initialized_only=True)
    )
    return Savepoints() if in_transaction else Copies(stage, databases)
