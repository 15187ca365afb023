"""The identity of a statement: its SQL without values and without the lists of columns.

One field added to a model rewrites nearly half of an application's statements, and must not make
them others. So the columns that are selected, inserted, set or returned as they are become
``…`` and are given apart. What decides how the rows are found stays: joins, conditions, order.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from perfgate.analyse.identity_notation import evened
from perfgate.analyse.identity_statement import read_statement
from perfgate.analyse.identity_tokens import tokenise
from perfgate.analyse.identity_tree import build_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.analyse.identity_tree import Node

#: Texts up to this length are remembered, so the cache holds at most 16 MB of SQL.
_LONGEST_CACHED = 16_384
_CACHE_SIZE = 1_024
#: Of longer texts the digest and the identities are remembered.
_LONG_CACHE_SIZE = 64
#: An identity is read by people and kept in files; beyond this a digest tells it from others.
_LONGEST_SHOWN = 4_000
_PLANNED = frozenset(
    {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "EXECUTE"}
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a text of SQL is, whatever its values.

    ``verb`` is its first word (``SELECT``, ``COPY``, …; behind ``WITH`` the main query's).
    ``relation`` is the main table, or empty; ``tables`` are all tables named. ``columns`` maps a
    table to its columns selected, inserted, set or returned as they are, sorted (``*``: all of
    them; an empty table: it cannot be told which). ``transaction_control`` is its command where
    the text only steers the transaction (``SAVEPOINT``), else empty. ``planned`` counts the
    statements in the text that the server plans and executes, so no utility commands (``COPY``,
    ``DECLARE``, ``CALL``): what ``pg_stat_statements`` counts with ``track_utility`` off.
    """

    text: str
    verb: str
    relation: str
    tables: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    transaction_control: str = ""
    planned: int = 1


class Part(NamedTuple):
    """One statement of a text, and how many times it stands there in a row."""

    identity: Identity
    times: int


def identify(sql: str) -> Identity:
    """Give the identity of a text of SQL with placeholders of any Python driver, or with values.

    Never fails: what PostgreSQL would reject gets an identity too, and the same one each time.
    """
    parts = identify_each(sql)
    if len(parts) == 1 and parts[0].times == 1:
        return parts[0].identity
    found = [identity for identity, times in parts for _ in range(times)]
    main = next((each for each in found if not each.transaction_control), found[0])
    columns: dict[str, set[str]] = {}
    for identity in found:
        for table, names in identity.columns.items():
            columns.setdefault(table, set()).update(names)
    return Identity(
        text=_bounded("; ".join(identity.text for identity in found)),
        verb=main.verb,
        relation=main.relation,
        tables=tuple(dict.fromkeys(table for identity in found for table in identity.tables)),
        columns={table: tuple(sorted(columns[table])) for table in sorted(columns)},
        transaction_control=main.transaction_control,
        planned=sum(identity.planned for identity in found),
    )


def identify_each(sql: str) -> tuple[Part, ...]:
    """Give the identity of each statement of a text, in order; equal ones in a row are one part.

    Drivers take several statements in one text: ``execute_batch`` of psycopg2 joins a hundred. Each
    is work of its own, as it would be if it were sent alone. A text without any is one, empty.
    """
    if len(sql) <= _LONGEST_CACHED:
        return _remembered(sql)
    return _remembered_long(_Long(sql))


class _Long:
    """A long text as the key of a cache, which shall know it again but not keep it."""

    __slots__ = ("_digest", "sql")

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self._digest = hashlib.sha256(sql.encode(errors="surrogatepass")).digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Long) and self._digest == other._digest

    def __hash__(self) -> int:
        return hash(self._digest)


def _identify_each(sql: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    for nodes in build_each(evened(tokenise(sql))):
        identity = _identify(nodes)
        if parts and parts[-1].identity == identity:
            parts[-1] = Part(parts[-1].identity, parts[-1].times + 1)
        else:
            parts.append(Part(identity, 1))
    return tuple(parts) or (Part(Identity(text="(empty)", verb="", relation="", planned=0), 1),)


def _identify_long(key: _Long) -> tuple[Part, ...]:
    sql, key.sql = key.sql, ""
    return _identify_each(sql)


def _identify(nodes: Sequence[Node]) -> Identity:
    statement = read_statement(nodes)
    return Identity(
        text=_bounded(statement.text),
        verb=statement.verb,
        relation=statement.relation,
        tables=statement.tables,
        columns={table: tuple(sorted(names)) for table, names in sorted(statement.columns.items())},
        transaction_control=statement.transaction_control,
        planned=int(statement.verb in _PLANNED),
    )


_remembered = lru_cache(maxsize=_CACHE_SIZE)(_identify_each)
_remembered_long = lru_cache(maxsize=_LONG_CACHE_SIZE)(_identify_long)


def _bounded(text: str) -> str:
    if len(text) <= _LONGEST_SHOWN:
        return text
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
    return f"{text[:_LONGEST_SHOWN]}… [sha256:{digest}]"
