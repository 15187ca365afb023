"""The databases that ``before_after.py`` compares: one dataset under several sets of indexes.

All are copies of one clone, so they hold the same rows in the same pages and the same planner
statistics. A ground that was written to is put back from a copy that nobody has touched.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from comparison.indexes import create_foreign_key_indexes, drop_own_indexes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

    from perfgate.exercise.stage import Stage


class Ground:
    """One of the databases.

    Attributes:
        name: its name on the server.
    """

    def __init__(self, stage: Stage, name: str, untouched: str) -> None:
        self.name = name
        self._stage = stage
        self._untouched = untouched
        self._connection = _connection_to(name)

    def enter(self) -> BaseDatabaseWrapper:
        """Make it Django's database, with a connection that is open."""
        from django.db import connections

        connections["default"] = self._connection
        self._connection.ensure_connection()
        return self._connection

    def put_back(self) -> None:
        """Make it what it was before anybody wrote to it."""
        self._connection.close()
        self._stage.put_back(self._untouched, self.name)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


class Grounds(NamedTuple):
    """The three grounds, by their indexes.

    ``default`` has what Django makes by itself, ``all`` what the migrations make, and ``less``
    the same without the facility's own.
    """

    default: Ground
    less: Ground
    all: Ground


@contextlib.contextmanager
def prepared(stage: Stage, dataset: str) -> Iterator[Grounds]:
    """Copy the dataset's clone for each set of indexes, and drop the copies afterwards."""
    from django.db import connection

    with stage.world(dataset) as (clone, *_), contextlib.ExitStack() as stack:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # once, so that all grounds are planned from one sample

        def make(change: Callable[[BaseDatabaseWrapper], object]) -> Ground:
            connection.close()  # a database is copied only while nobody uses it
            name = stage.copy(clone)
            stack.callback(stage.discard, name)
            changed = _connection_to(name)
            change(changed)
            changed.close()
            untouched = stage.copy(name)
            stack.callback(stage.discard, untouched)
            ground = Ground(stage, name, untouched)
            stack.callback(ground.close)
            return ground

        yield Grounds(make(_take_back), make(drop_own_indexes), make(_leave))


def _take_back(connection: BaseDatabaseWrapper) -> None:
    drop_own_indexes(connection)
    create_foreign_key_indexes(connection)


def _leave(_connection: BaseDatabaseWrapper) -> None:
    """The indexes are as migrated."""


def _connection_to(database: str) -> BaseDatabaseWrapper:
    from django.db import connections

    connection = connections["default"].copy()
    connection.settings_dict["NAME"] = database
    return connection
