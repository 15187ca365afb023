"""Measured code must leave the test's connections as it found them.

A perf test's passes begin from the same state, which is a savepoint of the test's transaction.
Code that closes the connection or leaves a transaction open takes that away; what would follow are
the driver's own errors, in places that have nothing to do with the cause.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from perfgate.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

#: libpq's PQTRANS_IDLE.
_IDLE = 0


@contextlib.contextmanager
def connections_kept() -> Iterator[None]:
    """Raise where the block has closed a connection in its transaction, or left one open.

    Raises:
        CaptureError: it did; the error that this made is its cause.
    """
    from django.db import connections

    before = {each.alias: _depth(each) for each in connections.all(initialized_only=True)}
    _check_open(before)
    try:
        yield
    except Exception as error:
        _check_open(before, error)
        raise
    _check_open(before)
    for connection in connections.all(initialized_only=True):
        had, has = before.get(connection.alias, 0), _depth(connection)
        if had != has:
            left = "open" if has > had else "that it had not begun"
            raise CaptureError(
                f"The measured code left a transaction {left} on the database "
                f"{connection.alias!r} ({had} deep before the call, {has} after it).",
                remedy="Begin and end it in the measured code: with transaction.atomic(): …",
                slug="transaction-left-open",
            )


def _depth(connection: BaseDatabaseWrapper) -> int:
    """How many transactions and savepoints are open."""
    if connection.in_atomic_block:
        return 0 if _ended(connection) else len(connection.atomic_blocks)
    # A connection that is not open yet says that it does not commit by itself.
    return 0 if connection.connection is None or connection.autocommit else 1


def _ended(connection: BaseDatabaseWrapper) -> bool:
    """Whether the server has ended a transaction that Django takes to be open, by raw SQL."""
    raw: Any = connection.connection
    if connection.vendor != "postgresql" or raw is None:
        return False
    if hasattr(raw, "get_transaction_status"):  # psycopg2
        return bool(raw.get_transaction_status() == _IDLE)
    return bool(raw.info.transaction_status == _IDLE)


def _check_open(aliases: dict[str, int], cause: Exception | None = None) -> None:
    from django.db import connections

    for alias in aliases:
        if connections[alias].closed_in_transaction:
            raise CaptureError(
                f"The test, or the code that it measures, closed the connection to the database "
                f"{alias!r}, in which its transaction was open: all that it had written is lost.",
                remedy="Code that closes connections needs a test that commits: "
                "@pytest.mark.django_db(transaction=True) beside the marker perf.",
                slug="connection-closed",
            ) from cause
