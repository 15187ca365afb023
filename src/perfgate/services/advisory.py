"""Advisory locks of PostgreSQL, by name: they go with the connection, however that ends."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.services.admin import AdminConnection

_KEY = "hashtextextended(%s, %s)"


def lock(connection: AdminConnection, name: str) -> None:
    """Take a lock alone, as soon as nobody has it."""
    connection.execute(f"SELECT pg_advisory_lock({_KEY})", (name, 0))


def unlock(connection: AdminConnection, name: str) -> None:
    """Take a ``lock`` back."""
    connection.execute(f"SELECT pg_advisory_unlock({_KEY})", (name, 0))


def lock_shared(connection: AdminConnection, name: str, *, seed: int) -> None:
    """Take a lock together with others."""
    connection.execute(f"SELECT pg_advisory_lock_shared({_KEY})", (name, seed))


def unlock_shared(connection: AdminConnection, name: str, *, seed: int) -> None:
    """Take a ``lock_shared`` back."""
    connection.execute(f"SELECT pg_advisory_unlock_shared({_KEY})", (name, seed))


@contextlib.contextmanager
def tried(connection: AdminConnection, name: str, *, seed: int = 0) -> Iterator[bool]:
    """Take a lock alone for the block if it is free; gives whether it was taken.

    Args:
        connection: the holder; what it has taken before it may take once more.
        name: what is locked.
        seed: tells apart the locks of one name.
    """
    [(taken,)] = connection.execute(f"SELECT pg_try_advisory_lock({_KEY})", (name, seed))
    try:
        yield taken
    finally:
        if taken:
            connection.execute(f"SELECT pg_advisory_unlock({_KEY})", (name, seed))
