"""Executions summed up into a record."""

from __future__ import annotations

import pytest

from perfgate.capture.events import Event, LongSql, sql_text
from perfgate.capture.tally import summarise
from perfgate.model import Record, Site, SiteCount, Statement


def event(sql, *, alias="default", times=1, rows=0):
    """Make an event that fetched some rows."""
    made = Event(alias, sql, times)
    made.rows = rows
    return made


def test_executions_of_one_identity_are_one_statement():
    """Counts and rows add up, columns and sites are united, the first SQL is the example."""
    record = summarise(
        [
            (event("SELECT a FROM t WHERE b = 1", rows=2), ("x.py", 7, "f")),
            (event("SELECT c FROM t WHERE b = %s", rows=1), ("x.py", 9, "g")),
            (event("SELECT a FROM t WHERE b = %s"), ("x.py", 7, "f")),
        ],
        {},
    )
    expected = Statement(
        alias="default",
        identity="SELECT … FROM t WHERE b = ?",
        count=3,
        rows=3,
        columns={"t": ("a", "c")},
        relation="t",
        sites=(SiteCount(Site("x.py", 7, "f"), 2), SiteCount(Site("x.py", 9, "g"), 1)),
        example="SELECT a FROM t WHERE b = 1",
    )
    assert record == Record(statements=(expected,))


def test_statements_are_sorted_by_alias_and_identity():
    """The order of execution does not show."""
    sent = [event("SELECT b FROM u"), event("SELECT a FROM t"), event("SELECT a FROM t", alias="a")]
    record = summarise([(one, None) for one in sent], {})
    assert [(s.alias, s.relation) for s in record.statements] == [
        ("a", "t"),
        ("default", "t"),
        ("default", "u"),
    ]


def test_transaction_control_is_counted_apart():
    """Savepoints are no statements; they are counted by alias and verb."""
    sent = [event("SAVEPOINT s1"), event("SAVEPOINT s2"), event("RELEASE SAVEPOINT s2")]
    record = summarise([(one, None) for one in sent], {})
    assert record == Record(transactions={"default": {"RELEASE": 1, "SAVEPOINT": 2}})


def test_many_parameter_sets_are_many_executions():
    """What ran for each set of parameters counts each, and nothing for no set."""
    sent = [event("UPDATE t SET a = %s", times=3), event("UPDATE t SET a = %s", times=0)]
    assert [s.count for s in summarise([(one, None) for one in sent], {}).statements] == [3]


def test_nothing_ran_gives_an_empty_record():
    """executemany() without parameters is no statement."""
    assert summarise([(event("UPDATE t SET a = %s", times=0), None)], {}) == Record()


def test_tables_are_those_that_statements_name():
    """Of the catalog, the record has the tables named, sorted."""
    catalog = {"t": ("a", "b"), "u": ("c",), "unused": ("d",)}
    record = summarise([(event("SELECT t.a FROM u JOIN t ON true"), None)], catalog)
    assert record.tables == {"t": ("a", "b"), "u": ("c",)}


def test_star_is_all_columns_of_the_table():
    """``SELECT *`` takes the columns that the table has now."""
    record = summarise([(event("SELECT * FROM t"), None)], {"t": ("b", "a")})
    assert record.statements[0].columns == {"t": ("a", "b")}


@pytest.mark.parametrize(
    ("query", "text"),
    [("SELECT 1", "SELECT 1"), (b"SELECT 1", "SELECT 1"), (bytearray(b"\xff"), "\ufffd")],
)
def test_sql_is_text(query, text):
    """SQL is taken as text or bytes, as the drivers take it."""
    assert sql_text(query, None) == text


def test_very_long_sql_is_not_kept():
    """Megabytes of SQL are identified at once; two executions are one statement all the same."""
    sql = f"SELECT a FROM t WHERE b IN ({', '.join(['1'] * 40_000)})"
    kept = [sql_text(sql, None), sql_text(sql, None)]
    record = summarise([(Event("default", one), None) for one in kept], {})
    summary = [(s.identity, s.count, len(s.example)) for s in record.statements]
    assert ([type(one) for one in kept], summary) == (
        [LongSql, LongSql],
        [("SELECT … FROM t WHERE b IN (…)", 2, 2_001)],
    )
