"""The recorder against what goes past Django: the driver's own cursors, of psycopg 3."""

from __future__ import annotations

import gc
import tracemalloc
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from perfgate.capture.schema import table_columns
from perfgate.capture.statements import StatementRecorder
from perfgate.services.world import database_settings, redirected

psycopg = pytest.importorskip("psycopg", reason="psycopg2 is tested by test_capture_drivers.py")
rows = pytest.importorskip("psycopg.rows")
types = pytest.importorskip("psycopg.types")

FILE = Path(__file__).name
SERIES = "SELECT GENERATE_SERIES(?, ?)"


@pytest.fixture(scope="module")
def world(own_postgres, django_db_blocker):
    """Django's default alias on that server, open."""
    ours = database_settings(connections.settings["default"], own_postgres, "postgres")
    with django_db_blocker.unblock(), redirected({"default": ours}):
        call_command("migrate", "contenttypes", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        yield own_postgres
        connection.close()


@pytest.fixture
def recorder(world):  # noqa: ARG001 - the connection it records
    """A recorder, not yet entered."""
    # libpq forgets only with an ordinary statement that rows of the last one were streamed: a
    # pipeline right after `stream` fails with "unexpected result status … SINGLE_TUPLE".
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return StatementRecorder(root=Path(__file__).resolve().parent)


@pytest.fixture
def counted(world):
    """Gives the executions that the server has counted since."""
    watcher = psycopg.connect(
        host=world.host,
        port=world.port,
        user=world.user,
        password=world.password,
        dbname="postgres",
        autocommit=True,
    )
    watcher.execute("SELECT pg_stat_statements_reset() IS NULL")

    def calls():
        [(number,)] = watcher.execute(
            "SELECT coalesce(sum(calls), 0)::int FROM pg_stat_statements"
            " WHERE query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE 'SELECT set_config%'"
            " AND query NOT LIKE '%pg_type%'"
        )
        return number

    yield calls
    watcher.close()


def counts(recorder):
    """What was recorded: count and rows by identity."""
    return {s.identity: (s.count, s.rows) for s in recorder.record({}).statements}


def control(recorder):
    """Transaction control and portions of the default alias, by verb."""
    return recorder.record({}).transactions.get("default", {})


def ask(cursor, sql="SELECT generate_series(1, 4)"):
    """Send a query that gives four rows, and fetch them."""
    cursor.execute(sql)
    return cursor.fetchall()


def raw():
    """A cursor of the driver's."""
    return connection.connection.cursor()


def by_driver_cursor():
    """Of the driver's own connection."""
    with raw() as cursor:
        ask(cursor)


def by_inner_cursor():
    """Of the cursor inside of Django's."""
    with connection.cursor() as cursor:
        ask(cursor.cursor)


def by_execute_of_connection():
    """By the driver's connection, without a cursor."""
    connection.connection.execute("SELECT generate_series(1, 4)").fetchall()


def by_iteration():
    """Row by row."""
    with raw() as cursor:
        list(cursor.execute("SELECT generate_series(1, 4)"))


def by_single_rows():
    """By the methods that fetch less than all."""
    with raw() as cursor:
        cursor.execute("SELECT generate_series(1, 4)")
        cursor.fetchone()
        cursor.fetchmany(2)
        cursor.fetchone()
        cursor.fetchone()


def by_row_factory():
    """With rows of another kind."""
    with connection.connection.cursor(row_factory=rows.dict_row) as cursor:
        assert ask(cursor)[0] == {"generate_series": 1}


def by_another_class():
    """By a cursor that the application makes itself."""
    with psycopg.RawCursor(connection.connection) as cursor:
        cursor.execute("SELECT generate_series(1, $1)", [4])
        cursor.fetchall()


def by_own_class():
    """By a class of the application's own, which calls what it is derived from."""

    class Own(psycopg.ClientCursor):
        def execute(self, *args, **kwargs):
            return super().execute(*args, **kwargs)

        def fetchall(self):
            return [self.fetchone() for _ in range(4)]

    with Own(connection.connection) as cursor:
        ask(cursor)


def by_stream():
    """By the generator of psycopg."""
    with raw() as cursor:
        list(cursor.stream("SELECT generate_series(1, 4)"))


def by_driver_and_django():
    """Sent by the driver's cursor, fetched by Django's, and the other way round in part."""
    with connection.cursor() as cursor:
        cursor.cursor.execute("SELECT generate_series(1, 4)")
        cursor.fetchmany(2)
        cursor.cursor.fetchall()


def by_pipeline():
    """In a pipeline, where the answer comes later."""
    with connection.connection.pipeline(), raw() as cursor:
        ask(cursor)


def by_factory():
    """With the factory of cursors that the connection was given."""
    factory = connection.connection.cursor_factory
    connection.connection.cursor_factory = psycopg.Cursor
    try:
        by_driver_cursor()
    finally:
        connection.connection.cursor_factory = factory


WAYS = [
    by_driver_cursor,
    by_inner_cursor,
    by_execute_of_connection,
    by_iteration,
    by_single_rows,
    by_row_factory,
    by_another_class,
    by_own_class,
    by_stream,
    by_driver_and_django,
    by_pipeline,
    by_factory,
]


@pytest.mark.parametrize("way", WAYS)
def test_raw_query_is_recorded_once(recorder, counted, way):
    """Identity, rows, call site and the server's count are right, whoever sends and fetches."""
    with recorder:
        way()
    statement = recorder.record({}).statements[0]
    where = way if way in (by_execute_of_connection, by_stream) else None
    assert (counts(recorder), recorder.sent("default"), counted()) == ({SERIES: (1, 4)}, 1, 1)
    assert statement.sites[0].site.file == FILE
    assert where is None or statement.sites[0].site.function == where.__name__


def test_server_side_cursor_of_the_driver(recorder, counted):
    """A named cursor is its SELECT; portions are counted by the driver's own size of them."""
    with recorder, transaction.atomic():
        with connection.connection.cursor(name="mine") as cursor:
            cursor.itersize = 3
            cursor.execute("SELECT generate_series(1, 7)")
            seen = len(list(cursor))
        with connection.connection.cursor(name="other") as cursor:
            cursor.execute("SELECT generate_series(1, 7)")
            cursor.fetchmany(5)
    assert (seen, counts(recorder), control(recorder)["FETCH"]) == (7, {SERIES: (2, 12)}, 4)
    assert (recorder.sent("default"), counted()) == (0, 0)


def test_copy_of_the_driver(recorder):
    """COPY by the driver's cursor is a statement, with its columns."""
    with recorder, transaction.atomic():
        with raw() as cursor:
            into = "COPY django_content_type (app_label, model) FROM STDIN"
            with cursor.copy(into) as copy:
                copy.write_row(("raw", "one"))
            with cursor.copy("COPY django_content_type (id) TO STDOUT") as copy:
                list(copy.rows())
        transaction.set_rollback(True)
    assert counts(recorder) == {
        "COPY django_content_type (…) FROM STDIN": (1, 0),
        "COPY django_content_type (…) TO STDOUT": (1, 0),
    }


@pytest.mark.parametrize("sized", [True, False])
def test_executemany_with_returned_rows(recorder, counted, sized):
    """Each set of parameters is an execution, and the rows of all results are counted."""
    sets = [("raw", "a"), ("raw", "b"), ("raw", "c")]
    insert = "INSERT INTO django_content_type (app_label, model) VALUES (%s, %s) RETURNING id"
    with transaction.atomic():
        with recorder, raw() as cursor:
            cursor.executemany(insert, sets if sized else iter(sets), returning=True)
            found = [cursor.fetchall()]
            while cursor.nextset():
                found.append(cursor.fetchall())
        transaction.set_rollback(True)
    identity = "INSERT INTO django_content_type (…) VALUES (…) RETURNING …"
    assert (len(found), counts(recorder)) == (3, {identity: (3, 3)})
    assert (recorder.sent("default"), counted()) == (3, 3)


def test_statements_of_one_text_are_counted_each(recorder, counted):
    """A text of several statements is each of them, and the rows are those of the right one."""
    with recorder, raw() as cursor:
        cursor.execute(
            "SELECT generate_series(1, 3); SET work_mem = '4MB'; SELECT 1, 2;"
            " SELECT generate_series(5, 6)"
        )
        first = len(cursor.fetchall())
        while cursor.nextset():
            if cursor.description:
                last = len(cursor.fetchall())
    assert (first, last, counts(recorder)) == (
        3,
        2,
        {SERIES: (2, 5), "SELECT ?, ?": (1, 1), "SET work_mem = ?": (1, 0)},
    )
    assert (recorder.sent("default"), counted()) == (3, 3)


def test_transaction_control_in_a_text(recorder):
    """What steers the transaction is apart, also within a text."""
    with recorder, raw() as cursor:
        cursor.execute("BEGIN; SELECT 1; COMMIT")
    assert (counts(recorder), control(recorder)) == (
        {"SELECT ?": (1, 0)},
        {"BEGIN": 1, "COMMIT": 1},
    )


@pytest.mark.parametrize("sql", ["SELECT 1/0", "SELECT 1; SELECT 1/0", "SELEC 1"])
def test_raw_statement_that_fails(recorder, counted, sql):
    """It is recorded, the error is the driver's own, and nothing seems to have escaped."""
    with recorder, raw() as cursor, pytest.raises(psycopg.Error):
        cursor.execute(sql)
    assert recorder.sent("default") == counted()
    assert recorder.record({}).statements != ()


def test_set_of_parameters_that_fails(recorder, counted):
    """Of an executemany that fails half way, no execution seems to have escaped."""
    with recorder, raw() as cursor, pytest.raises(psycopg.Error):
        cursor.executemany("SELECT 1 / %s", [(1,), (2,), (0,), (3,)])
    assert recorder.sent("default") >= counted()


def test_queries_while_parameters_are_made(recorder):
    """What another cursor sends while executemany takes its parameters is no part of it."""
    other = connection.copy(alias="other")

    def parameters():
        with other.cursor() as cursor:
            for number in range(2):
                cursor.execute("SELECT %s + 1", [number])
                yield cursor.fetchone()

    with recorder, connection.cursor() as cursor:
        cursor.executemany("SELECT %s::int", parameters())
    other.close()
    found = {(s.alias, s.identity): (s.count, s.rows) for s in recorder.record({}).statements}
    assert found == {
        ("default", "SELECT ?::int"): (2, 0),
        ("other", "SELECT ? + ?"): (2, 2),
    }


def test_what_the_driver_and_perfgate_ask_for_themselves(recorder):
    """Type look-ups and our own query of the catalog are nobody's work."""
    with recorder:
        types.TypeInfo.fetch(connection.connection, "int4")
        table_columns(connection)
    assert recorder.record({}).statements == ()


def test_health_check_of_django(recorder, counted):
    """A check whether the connection lives is no work, and has not escaped either."""
    with recorder:
        connection.is_usable()
    assert recorder.record({}).statements == ()
    assert (recorder.sent("default"), counted()) == (1, 1)


def test_connection_of_the_application_escapes(recorder, counted, world):
    """What the application sends by a connection that it opened itself is not recorded."""
    connect = {"host": world.host, "port": world.port, "user": world.user, "dbname": "postgres"}
    with recorder, psycopg.connect(**connect, password=world.password) as own:
        own.execute("SELECT 1")
    assert (counts(recorder), recorder.sent("default"), counted()) == ({}, 0, 1)


def test_driver_connection_keeps_what_it_has(recorder):
    """Inside of the block the driver's classes, factories and attributes are what they were."""
    before = (connection.connection.cursor_factory, connection.connection.server_cursor_factory)
    with recorder:
        inside = (connection.connection.cursor_factory, connection.connection.server_cursor_factory)
        with raw() as cursor:
            assert type(cursor) is before[0]
            assert isinstance(cursor, psycopg.Cursor)
            with pytest.raises(AttributeError):
                cursor.nothing  # noqa: B018 - it is the access that raises
    assert inside == before


def test_cursor_survives_the_recorder(recorder):
    """A cursor made inside works on after it, and is not recorded any more."""
    with recorder:
        cursor = raw()
    rows_after = len(ask(cursor))
    assert (rows_after, counts(recorder)) == (4, {})


def test_connection_that_nobody_knows_of(recorder):
    """A subclass of Django's that shadows the connection is recorded all the same."""

    class Shadowing(DatabaseWrapper):
        connection = None

    other = Shadowing(connection.settings_dict, alias="shadow")
    with recorder:
        with other.cursor() as cursor:
            ask(cursor)
        other.close()
    assert counts(recorder) == {SERIES: (1, 4)}


def test_call_of_a_function_by_the_driver(recorder):
    """By callproc the SELECT is sent that is recorded."""
    with recorder, raw() as cursor:
        cursor.callproc("int4pl", [1, 2])
        cursor.fetchall()
    assert counts(recorder) == {"SELECT … FROM int4pl(?, ?)": (1, 1)}


def test_error_of_django_stays_one(recorder):
    """By Django's cursor an error is Django's, as ever."""
    with recorder, connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT 1/0")


def test_memory_does_not_grow_with_the_number_of_statements(recorder):
    """Four thousand statements more keep nothing more, though their texts are all different."""

    def send(numbers):
        with connection.cursor() as cursor:
            for number in numbers:
                cursor.execute(f"SELECT {number} WHERE 1 = {number}")
                cursor.fetchall()

    with recorder:
        send(range(2_000))  # fills the caches, whose size is bounded
        gc.collect()
        objects = len(gc.get_objects())
        tracemalloc.start()
        send(range(2_000, 6_000))
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        more = len(gc.get_objects()) - objects
    # The cache of identities exchanges its thousand entries for others, which are traced.
    assert (counts(recorder), kept < 3_000_000, more < 1_000) == (
        {"SELECT ? WHERE ? = ?": (6_000, 1)},
        True,
        True,
    )


def test_ten_megabytes_of_sql_are_not_kept(recorder):
    """A statement of ten megabytes leaves a few kilobytes behind, however often it is sent."""

    def send(number):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {number}, '" + "x" * 10_000_000 + "'")

    tracemalloc.start()
    with recorder:
        for number in range(3):
            send(number)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (counts(recorder), kept < 1_000_000) == ({"SELECT ?, ?": (3, 0)}, True)


def test_queries_of_content_types_stay_one_each(recorder, counted):
    """What Django's ORM sends is counted once, though it passes the driver's cursor."""
    with recorder:
        ContentType.objects.count()
        list(ContentType.objects.all())
    assert (sum(n for n, _ in counts(recorder).values()), counted()) == (2, 2)
