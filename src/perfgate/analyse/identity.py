"""The identity of a statement: its SQL without values and without the lists of columns.

One field added to a model rewrites nearly half of an application's statements, and must not make
them others. So the columns that are selected, inserted, set or returned as they are become
``…`` and are given apart. What decides how the rows are found stays: joins, conditions, order.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from perfgate.analyse.identity_statement import read_statement
from perfgate.analyse.identity_tokens import Kind, Token, tokenise
from perfgate.analyse.identity_tree import build, split

#: Texts up to this length are remembered, so the cache holds at most 16 MB of SQL.
_LONGEST_CACHED = 16_384
_CACHE_SIZE = 1_024
#: An identity is read by people and kept in files; beyond this a digest tells it from others.
_LONGEST_SHOWN = 4_000
_PLANNED = frozenset(
    {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "EXECUTE"}
)
_SEMICOLON = Token(Kind.PUNCTUATION, ";")


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


def identify(sql: str) -> Identity:
    """Give the identity of a text of SQL with placeholders of any Python driver, or with values.

    Never fails: what PostgreSQL would reject gets an identity too, and the same one each time.
    """
    return _remembered(sql) if len(sql) <= _LONGEST_CACHED else _identify(sql)


def _identify(sql: str) -> Identity:
    found = [read_statement(nodes) for nodes in split(build(tokenise(sql)), _SEMICOLON) if nodes]
    if not found:
        return Identity(text="(empty)", verb="", relation="", planned=0)
    work = [statement for statement in found if not statement.transaction_control]
    main = work[0] if work else found[0]
    columns: dict[str, set[str]] = {}
    for statement in found:
        for table, names in statement.columns.items():
            columns.setdefault(table, set()).update(names)
    return Identity(
        text=_bounded("; ".join(statement.text for statement in found)),
        verb=main.verb,
        relation=main.relation,
        tables=tuple(dict.fromkeys(table for statement in found for table in statement.tables)),
        columns={table: tuple(sorted(columns[table])) for table in sorted(columns)},
        transaction_control=main.transaction_control,
        planned=sum(statement.verb in _PLANNED for statement in found),
    )


_remembered = lru_cache(maxsize=_CACHE_SIZE)(_identify)


def _bounded(text: str) -> str:
    if len(text) <= _LONGEST_SHOWN:
        return text
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
    return f"{text[:_LONGEST_SHOWN]}… [sha256:{digest}]"
