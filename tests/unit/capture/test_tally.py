"""Executions added up into a record."""

from __future__ import annotations

import gc
import threading

import pytest

from perfgate.capture.events import Event, sql_text
from perfgate.capture.tally import Tally
from perfgate.model import Record, Site, SiteCount, Statement


class Sent(Event):
    """An execution that fetched some rows, from a call site."""

    def __init__(self, sql, *, alias="default", times=1, rows=0, site=None, **kinds):
        super().__init__(alias, sql, times, **kinds)
        self.then = rows
        self.site = site


def tallied(*events):
    """Add events up."""
    tally = Tally()
    for event in events:
        event.shares = (tally.begin(event, event.site),)
        event.fetched(event.then)
    return tally


def record(*events, tables=None):
    """Make the record of events."""
    return tallied(*events).record(tables or {})


def test_executions_of_one_identity_are_one_statement():
    """Counts and rows add up, columns and sites are united, the first SQL is the example."""
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
    made = record(
        Sent("SELECT a FROM t WHERE b = 1", rows=2, site=("x.py", 7, "f")),
        Sent("SELECT c FROM t WHERE b = %s", rows=1, site=("x.py", 9, "g")),
        Sent("SELECT a FROM t WHERE b = %s", site=("x.py", 7, "f")),
    )
    assert made == Record(statements=(expected,))


def test_statements_are_sorted_by_alias_and_identity():
    """The order of execution does not show."""
    made = record(
        Sent("SELECT b FROM u"), Sent("SELECT a FROM t"), Sent("SELECT a FROM t", alias="a")
    )
    assert [(s.alias, s.relation) for s in made.statements] == [
        ("a", "t"),
        ("default", "t"),
        ("default", "u"),
    ]


def test_transaction_control_is_counted_apart():
    """Savepoints are no statements; they are counted by alias and verb."""
    made = record(Sent("SAVEPOINT s1"), Sent("SAVEPOINT s2"), Sent("RELEASE SAVEPOINT s2"))
    assert made == Record(transactions={"default": {"RELEASE": 1, "SAVEPOINT": 2}})


def test_portions_of_a_cursor_are_counted_apart():
    """They are no statements either."""
    tally, event = Tally(), Event("default", "SELECT a FROM t", by_cursor=True)
    event.shares = (tally.begin(event, None),)
    event.portion()
    event.portion()
    assert (tally.record({}).transactions, tally.sent["default"]) == ({"default": {"FETCH": 2}}, 0)


def test_many_parameter_sets_are_many_executions():
    """What ran for each set of parameters counts each, and nothing for no set."""
    update = "UPDATE t SET a = %s"
    assert [s.count for s in record(Sent(update, times=3), Sent(update, times=0)).statements] == [3]


def test_sets_of_parameters_may_come_later():
    """Those of an iterator are counted as they are taken."""
    tally, event = Tally(), Event("default", "UPDATE t SET a = %s", 0)
    event.shares = (tally.begin(event, None),)
    event.ran_again()
    event.ran_again()
    assert (tally.record({}).statements[0].count, tally.sent["default"]) == (2, 2)


def test_nothing_ran_gives_an_empty_record():
    """executemany() without parameters is no statement."""
    assert record(Sent("UPDATE t SET a = %s", times=0)) == Record()


def test_statements_of_a_text_are_counted_each():
    """A text of several statements is all of them."""
    made = record(
        Sent("UPDATE t SET a = 1 WHERE b = 2; UPDATE t SET a = 3 WHERE b = 4; DELETE FROM u")
    )
    assert {s.identity: s.count for s in made.statements} == {
        "UPDATE t SET … WHERE b = ?": 2,
        "DELETE FROM u": 1,
    }


@pytest.mark.parametrize(
    ("result", "relation"), [(0, "t"), (1, "t"), (2, "u"), (-1, "u"), (4, "t"), (5, "u")]
)
def test_rows_are_those_of_the_statement_that_gave_them(result, relation):
    """The number of a result tells, of later runs counted on; without one it is the last."""
    tally = Tally()
    event = Event("default", "SELECT a FROM t; SELECT b FROM t; SELECT a FROM u", 2)
    event.shares = (tally.begin(event, None),)
    event.fetched(7, result)
    assert [s.relation for s in tally.record({}).statements if s.rows == 7] == [relation]


@pytest.mark.parametrize(
    ("sql", "times", "sent"),
    [
        ("SELECT 1", 1, 0),
        ("SELECT 1", 4, 3),
        ("SELECT 1; SELECT 2", 1, 1),
        ("CREATE TABLE t (a int)", 1, 0),
    ],
)
def test_of_what_failed_all_but_one_may_have_been_counted(sql, times, sent):
    """A server counts what came to its end before the one that failed."""
    tally, event = Tally(), Event("default", sql, times)
    event.shares = (tally.begin(event, None),)
    event.fail()
    event.fail()
    assert tally.sent["default"] == sent


def test_unlisted_work_is_counted_for_the_server_alone():
    """A check of the connection is no work, but the server has it."""
    tally = tallied(Sent("SELECT 1", unlisted=True, rows=1))
    assert (tally.record({}), tally.sent["default"]) == (Record(), 1)


def test_tables_are_those_that_statements_name():
    """Of the catalog, the record has the tables named, sorted."""
    catalog = {"t": ("a", "b"), "u": ("c",), "unused": ("d",)}
    made = record(Sent("SELECT t.a FROM u JOIN t ON true"), tables=catalog)
    assert made.tables == {"t": ("a", "b"), "u": ("c",)}


def test_star_is_all_columns_of_the_table():
    """``SELECT *`` takes the columns that the table has now."""
    made = record(Sent("SELECT * FROM t"), tables={"t": ("b", "a")})
    assert made.statements[0].columns == {"t": ("a", "b")}


def test_sums_are_those_of_all_threads():
    """What threads add at once is not lost."""
    tally, event = Tally(), Event("default", "SELECT a FROM t")
    event.shares = (tally.begin(event, None),)

    def work():
        for _ in range(2_000):
            event.ran_again()
            event.fetched(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statement = tally.record({}).statements[0]
    assert (statement.count, statement.rows) == (8_001, 8_000)


def test_an_execution_leaves_no_object_behind():
    """Adding up ten thousand executions keeps what adding up one does."""
    tally = Tally()

    def run(times):
        for _ in range(times):
            event = Event("default", "SELECT a FROM t WHERE b = %s")
            event.shares = (tally.begin(event, ("x.py", 7, "f")),)
            event.fetched(1)

    run(1)
    gc.collect()
    before = len(gc.get_objects())
    run(10_000)
    gc.collect()
    assert len(gc.get_objects()) - before < 100


@pytest.mark.parametrize(
    ("query", "text"),
    [("SELECT 1", "SELECT 1"), (b"SELECT 1", "SELECT 1"), (bytearray(b"\xff"), "\ufffd")],
)
def test_sql_is_text(query, text):
    """SQL is taken as text or bytes, as the drivers take it."""
    assert sql_text(query, None) == text


def test_very_long_sql_is_shown_cut():
    """Of megabytes of SQL the example is a page; two executions are one statement all the same."""
    sql = f"SELECT a FROM t WHERE b IN ({', '.join(['1'] * 40_000)})"
    summary = [
        (s.identity, s.count, len(s.example)) for s in record(Sent(sql), Sent(sql)).statements
    ]
    assert summary == [("SELECT … FROM t WHERE b IN (…)", 2, 2_001)]
