"""What the recorder notes of each execution, and the SQL of it as text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from perfgate.analyse.identity import identify

if TYPE_CHECKING:
    from perfgate.analyse.identity import Identity

#: Longer SQL is not kept until the end of the block, but identified at once.
_LONGEST_KEPT = 65_536
#: How much of a statement is kept as its example.
_LONGEST_EXAMPLE = 2_000


class LongSql:
    """What is kept of a statement too long to keep."""

    __slots__ = ("digest", "example", "identity")

    def __init__(self, sql: str) -> None:
        self.identity = identify(sql)
        self.example = example_of(sql)
        self.digest = hashlib.sha256(sql.encode(errors="surrogatepass")).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LongSql) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


class Event:
    """One execution: ``times`` it ran (once per set of parameters), and rows fetched of it.

    ``by_cursor`` tells of a server-side cursor, which the server counts as a DECLARE.
    """

    __slots__ = ("alias", "by_cursor", "failed", "rows", "sql", "times")

    def __init__(self, alias: str, sql: str | LongSql, times: int = 1) -> None:
        self.alias = alias
        self.sql = sql
        self.times = times
        self.rows = 0
        self.failed = False
        self.by_cursor = False


def identity_of(sql: str | LongSql) -> Identity:
    """Give the identity of what an event kept."""
    return sql.identity if isinstance(sql, LongSql) else identify(sql)


def example_of(sql: str | LongSql) -> str:
    """Give the SQL as it was sent, cut to a length that can be shown."""
    if isinstance(sql, LongSql):
        return sql.example
    return sql if len(sql) <= _LONGEST_EXAMPLE else f"{sql[:_LONGEST_EXAMPLE]}…"


def sql_text(query: Any, connection: Any) -> str | LongSql:
    """Give the text of what was passed as SQL: text, bytes or an object of the driver's.

    Args:
        query: what the code gave to ``execute``.
        connection: the driver's own connection, by which ``psycopg.sql`` objects quote names.

    Raises:
        Exception: whatever rendering such an object raises; the caller takes note of it.
    """
    if isinstance(query, str):
        text = query
    elif isinstance(query, bytes | bytearray | memoryview):
        text = bytes(query).decode(errors="replace")
    elif hasattr(query, "as_string"):
        text = query.as_string(connection)
    else:
        text = str(query)
    return text if len(text) <= _LONGEST_KEPT else LongSql(text)
