"""Telling a column that was added to a table from a column newly asked for.

A migration that adds a column makes every ``SELECT`` of its model one column longer. That is
nobody's regression: columns that only one of the two schemas has are left out of the comparison
and told once, as a notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.model import Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from perfgate.model import Record, Statement

Columns = frozenset[tuple[str, str]]


def columns_of(statement: Statement) -> Columns:
    """Return the columns of a statement as pairs of table and column."""
    return frozenset((table, name) for table, names in statement.columns.items() for name in names)


class SchemaChange:
    """The columns that only one of two schemas has, in the tables that both know.

    Args:
        before: the record of the baseline.
        now: the record of this run.
    """

    def __init__(self, before: Record, now: Record) -> None:
        common = before.tables.keys() & now.tables.keys()
        old, new = _pairs(before.tables, common), _pairs(now.tables, common)
        self.added: Columns = new - old
        self.removed: Columns = old - new
        self._before, self._now = before, now

    def comparable(self, statement: Statement) -> Columns:
        """Return the statement's columns without those that came or went with the schema."""
        return columns_of(statement) - self.added - self.removed

    def notices(self) -> Iterator[Finding]:
        """Yield one notice a column; its number is how many statements read or write it."""
        for pair in sorted(self.added):
            yield _notice(pair, "new", after=_users(self._now, pair))
        for pair in sorted(self.removed):
            yield _notice(pair, "gone", before=_users(self._before, pair))


def _pairs(tables: Mapping[str, tuple[str, ...]], names: set[str]) -> Columns:
    return frozenset((table, column) for table in names for column in tables[table])


def _users(record: Record, pair: tuple[str, str]) -> int:
    return sum(pair in columns_of(statement) for statement in record.statements)


def _notice(
    pair: tuple[str, str], what: str, *, before: int | None = None, after: int | None = None
) -> Finding:
    table, column = pair
    return Finding(
        verdict=Verdict.OK,
        fact="columns",
        before=before,
        after=after,
        notice=True,
        detail=f"column {column} of table {table} is {what}",
    )
