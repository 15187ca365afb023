"""Measured code must leave the test's connections as it found them.

A perf test's passes begin from the same state, which is a savepoint of the test's transaction.
Code that closes the connection or leaves a transaction open takes that away; what would follow are
the driver's own errors, in places that have nothing to do with the cause.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from perfgate.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper


@contextlib.contextmanager
def connections_kept(nodeid: str) -> Iterator[None]:
    """Raise where the block has closed a connection in its transaction, or left one open.

    Args:
        nodeid: the test's, for the message.

    Raises:
        CaptureError: it did; the error that this made is its cause.
    """
    from django.db import connections

    before = {each.alias: _depth(each) for each in connections.all(initialized_only=True)}
    _check_open(nodeid, before)
    try:
        yield
    except Exception as error:
        _check_open(nodeid, before, error)
        raise
    _check_open(nodeid, before)
    for connection in connections.all(initialized_only=True):
        had, has = before.get(connection.alias, 0), _depth(connection)
        if had != has:
            left = "open" if has > had else "that it had not begun"
            raise CaptureError(
                f"The code that {nodeid} measures left a transaction {left} on the database "
                f"{connection.alias!r} ({had} deep before the call, {has} after it).",
                remedy="Begin and end it in the measured code: with transaction.atomic(): …",
                slug="transaction-left-open",
            )


def _depth(connection: BaseDatabaseWrapper) -> int:
    """How many transactions and savepoints are open."""
    if connection.in_atomic_block:
        return len(connection.atomic_blocks)
    # A connection that is not open yet says that it does not commit by itself.
    return 0 if connection.connection is None or connection.autocommit else 1


def _check_open(nodeid: str, aliases: dict[str, int], cause: Exception | None = None) -> None:
    from django.db import connections

    for alias in aliases:
        if connections[alias].closed_in_transaction:
            raise CaptureError(
                f"{nodeid} closed the connection to the database {alias!r}, in which its "
                "transaction was open: all that it had written is lost.",
                remedy="Code that closes connections needs a test that commits: "
                "@pytest.mark.django_db(transaction=True) beside the marker perf.",
                slug="connection-closed",
            ) from cause
