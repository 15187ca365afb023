"""What is noted of an execution while it runs, and the SQL of it as text."""

from __future__ import annotations

from typing import Any, Protocol

from perfgate.analyse.identity import identify_each

#: How much of a statement is kept as its example.
_LONGEST_EXAMPLE = 2_000


class Share(Protocol):
    """Where one of those who listen adds up what becomes of an execution."""

    def ran(self, times: int) -> None:
        """Add runs of all statements of the text."""

    def fetched(self, number: int, rows: int) -> None:
        """Add rows that one statement gave: its number among the parts of the text."""

    def portion(self) -> None:
        """Add a portion that was fetched of a cursor on the server."""

    def failed(self) -> None:
        """Take note that the server refused some of it."""


class Event:
    """One execution. It lives as long as its cursor has rows to give, and keeps no SQL.

    Args:
        alias: of the database.
        sql: the text that is sent.
        times: how often it runs: once per set of parameters.
        by_cursor: it is a cursor on the server, which counts it as a DECLARE.
        unlisted: it is nobody's work, but the server counts it.

    Attributes:
        parts: the statements of the text.
        shares: where those who listen add up what becomes of it.
    """

    __slots__ = ("alias", "by_cursor", "example", "failed", "parts", "shares", "times", "unlisted")

    def __init__(
        self,
        alias: str,
        sql: str,
        times: int = 1,
        *,
        by_cursor: bool = False,
        unlisted: bool = False,
    ) -> None:
        self.alias = alias
        self.parts = identify_each(sql)
        self.example = sql if len(sql) <= _LONGEST_EXAMPLE else f"{sql[:_LONGEST_EXAMPLE]}…"
        self.times = times
        self.by_cursor = by_cursor
        self.unlisted = unlisted
        self.failed = False
        self.shares: tuple[Share, ...] = ()

    def ran_again(self) -> None:
        """Take note of one more set of parameters."""
        self.times += 1
        for share in self.shares:
            share.ran(1)

    def fetched(self, rows: int, result: int = -1) -> None:
        """Take note of rows that were fetched.

        Args:
            rows: how many.
            result: of which statement of the text, of several runs counted on; -1 is the last.
        """
        if not rows or not self.shares:
            return
        number = 0 if len(self.parts) == 1 else self._part(result)
        for share in self.shares:
            share.fetched(number, rows)

    def portion(self) -> None:
        """Take note that the server was asked for a portion of a cursor's rows."""
        for share in self.shares:
            share.portion()

    def fail(self) -> None:
        """Take note that it failed, once."""
        if not self.failed:
            self.failed = True
            for share in self.shares:
                share.failed()

    @property
    def planned(self) -> int:
        """The statements in the text that the server plans, as ``pg_stat_statements`` counts."""
        if self.by_cursor:
            return 0
        return sum(part.identity.planned * part.times for part in self.parts)

    def _part(self, result: int) -> int:
        """Give the number of the part that a result is of."""
        left = result % sum(part.times for part in self.parts)
        for number, part in enumerate(self.parts):
            if left < part.times:
                return number
            left -= part.times
        return len(self.parts) - 1


def sql_text(query: Any, connection: Any) -> str:
    """Give the text of what was passed as SQL: text, bytes or an object of the driver's.

    Args:
        query: what the code gave to ``execute``.
        connection: the driver's own connection, by which ``psycopg.sql`` objects quote names.

    Raises:
        Exception: whatever rendering such an object raises; the caller takes note of it.
    """
    if isinstance(query, str):
        return query
    if isinstance(query, bytes | bytearray | memoryview):
        return bytes(query).decode(errors="replace")
    if hasattr(query, "as_string"):
        return str(query.as_string(connection))
    return str(query)
