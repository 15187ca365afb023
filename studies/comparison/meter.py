"""What a call takes: statements, rows and buffers as PostgreSQL counted them, and its time."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comparison.grounds import Ground
    from perfgate.services.admin import AdminConnection

_RESET = "SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = %s"
#: The server's own statements, checks of foreign keys at COMMIT, take buffers but nobody sent them.
_READ = """
    SELECT coalesce(sum(s.calls) FILTER (WHERE sent), 0)::bigint,
        coalesce(sum(s.rows) FILTER (WHERE sent), 0)::bigint,
        coalesce(sum(s.shared_blks_hit + s.shared_blks_read), 0)::bigint,
        coalesce(sum(s.wal_bytes), 0)::bigint
    FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid,
        LATERAL (SELECT s.query NOT LIKE 'SELECT %% FROM ONLY %% FOR KEY SHARE OF x' AS sent)
    WHERE d.datname = %s
"""
_DEALLOCATED = "SELECT dealloc FROM pg_stat_statements_info"
_ATTEMPTS = 10

#: Time for the rounds of one query, and how many there are at least.
_ENOUGH_S, _FEWEST_ROUNDS = 15, 3


class Counts(NamedTuple):
    """What the server counted: transaction control is not among its statements."""

    statements: int
    rows: int
    buffers: int
    wal_bytes: int


class Asked(NamedTuple):
    """A call on a ground; ``prepare`` runs before it and is neither counted nor timed."""

    ground: Ground
    call: Callable[[], object]
    prepare: Callable[[], object]


class Meter:
    """Counts and times calls.

    Args:
        admin: a superuser's connection to the server.
    """

    def __init__(self, admin: AdminConnection) -> None:
        self._admin = admin

    def counted(self, asked: Asked) -> tuple[Counts, object]:
        """What a call takes, and its answer.

        The server forgets rare statements when it has seen too many different ones, from all who
        use it: then the call is made again.

        Raises:
            SystemExit: the server forgot statements at every attempt.
        """
        for _ in range(_ATTEMPTS):
            asked.prepare()
            asked.ground.enter()
            self._admin.execute(_RESET, (asked.ground.name,))
            before = self._admin.execute(_DEALLOCATED)
            answer = evaluated(asked.call())
            [row] = self._admin.execute(_READ, (asked.ground.name,))
            if self._admin.execute(_DEALLOCATED) == before:
                return Counts(*map(int, row)), answer
        raise SystemExit(f"pg_stat_statements forgot statements {_ATTEMPTS} times: run it alone")


def timed(all_asked: Sequence[Asked], rounds: int) -> list[list[float]]:
    """How long each call takes, in milliseconds, in each round.

    In a round all take their turn, so that a load that comes and goes meets all alike. A first
    round is thrown away; where it took long there are fewer rounds, but no fewer than three.
    """
    times: list[list[float]] = [[] for _ in all_asked]
    began_all = time.perf_counter()
    number = 0
    while number <= rounds:
        for asked, kept in zip(all_asked, times, strict=True):
            asked.prepare()
            asked.ground.enter()
            gc.collect()
            began = time.perf_counter()
            evaluated(asked.call())
            took = 1000 * (time.perf_counter() - began)
            if number:
                kept.append(took)
        if not number:
            affordable = int(_ENOUGH_S / (time.perf_counter() - began_all))
            rounds = min(rounds, max(affordable, _FEWEST_ROUNDS))
        number += 1
    return times


def evaluated(answer: Any) -> object:
    """The answer with all that it would fetch later."""
    from django.db.models import QuerySet

    return list(answer) if isinstance(answer, QuerySet | Iterator) else answer
