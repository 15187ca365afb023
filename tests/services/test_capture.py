"""The recorder against a real PostgreSQL: everything that Django can send."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base import base
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Value
from django.template import Context, Engine
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext

from perfgate.capture.schema import table_columns
from perfgate.capture.statements import StatementRecorder
from perfgate.errors import CaptureError
from perfgate.services.world import database_settings, redirected

psycopg = pytest.importorskip("psycopg", reason="psycopg2 is tested by test_capture_drivers.py")
sql = pytest.importorskip("psycopg.sql")

ROOT = Path(__file__).resolve().parent
FILE = Path(__file__).name
COPY = "COPY django_content_type (id) TO STDOUT"
LIST = "SELECT … FROM django_content_type"


@pytest.fixture(scope="module")
def world(own_postgres, django_db_blocker):
    """Django's default alias on that server, with content types in it."""
    ours = database_settings(connections.settings["default"], own_postgres, "postgres")
    with django_db_blocker.unblock(), redirected({"default": ours}):
        call_command("migrate", "contenttypes", verbosity=0)
        ContentType.objects.bulk_create(
            ContentType(app_label="x", model=f"m{n}") for n in range(10)
        )
        yield
        connection.close()


@pytest.fixture
def recorder(world):  # noqa: ARG001 - the connection it records
    """A recorder, not yet entered."""
    return StatementRecorder(root=ROOT)


def counts(recorder):
    """What was recorded: count and rows by identity."""
    return {s.identity: (s.count, s.rows) for s in recorder.record({}).statements}


def control(recorder):
    """Transaction control and portions of the default alias, by verb."""
    return recorder.record({}).transactions.get("default", {})


def sites(recorder):
    """The functions and files that statements were sent from, with counts."""
    return {
        (site.site.file, site.site.function): site.count
        for statement in recorder.record({}).statements
        for site in statement.sites
    }


def number():
    """How many content types there are."""
    return ContentType.objects.count()


def test_query_is_recorded_with_rows_and_site(recorder):
    """One queryset is one statement, its rows counted, sent from the line that evaluated it."""
    total = number()
    with recorder:
        list(ContentType.objects.all())
    statement = recorder.record({}).statements[0]
    assert (statement.identity, statement.count, statement.rows, str(statement.sites[0].site)) == (
        LIST,
        1,
        total,
        f"{FILE}:{test_query_is_recorded_with_rows_and_site.__code__.co_firstlineno + 4}",
    )


def test_nothing_is_recorded_outside(recorder):
    """Before and after the block nothing is seen, even by a cursor made inside."""
    number()
    with recorder:
        cursor = connection.cursor()
    cursor.execute("SELECT 1")
    assert recorder.record({}).statements == ()


def test_everything_is_put_back(recorder):
    """After the last of nested recorders, Django's own methods are in place, whatever is raised."""

    def fail():
        with recorder, StatementRecorder(root=ROOT):
            number()
            raise ZeroDivisionError

    owners = (BaseDatabaseWrapper, base, psycopg.Cursor, psycopg.ServerCursor)
    before = [dict(vars(owner)) for owner in owners]
    with pytest.raises(ZeroDivisionError):
        fail()
    assert [dict(vars(owner)) for owner in owners] == before


def test_recorders_nest(recorder):
    """The inner one sees what runs inside of it, the outer one all."""
    inner = StatementRecorder(root=ROOT)
    with recorder:
        number()
        with inner:
            number()
        number()
    seen = [sum(count for count, _ in counts(one).values()) for one in (inner, recorder)]
    assert seen == [1, 3]


def test_recorders_may_end_out_of_order(recorder):
    """One that was entered first may leave first."""
    other = StatementRecorder(root=ROOT)
    recorder.__enter__()
    other.__enter__()
    recorder.__exit__(None, None, None)
    number()
    other.__exit__(None, None, None)
    assert [len(counts(one)) for one in (recorder, other)] == [0, 1]


def test_another_patch_on_top_survives(recorder, monkeypatch):
    """A tool that patched the same method after us keeps its patch when we leave."""
    monkeypatch.setattr(BaseDatabaseWrapper, "_prepare_cursor", BaseDatabaseWrapper._prepare_cursor)
    with recorder:
        ours = BaseDatabaseWrapper._prepare_cursor

        def theirs(self, cursor):
            return ours(self, cursor)

        BaseDatabaseWrapper._prepare_cursor = theirs
    number()
    assert (BaseDatabaseWrapper._prepare_cursor, counts(recorder)) == (theirs, {})


def test_clear_forgets(recorder):
    """After clear() the record starts anew, as for the second pass."""
    with recorder:
        number()
        recorder.clear()
        list(ContentType.objects.all()[:3])
    assert counts(recorder) == {f"{LIST} LIMIT ?": (1, 3)}


def test_server_side_cursor(recorder):
    """iterator() is the plain SELECT; its portions are counted apart, the last one is empty."""
    total = number()
    with recorder, transaction.atomic():
        fetched = len(list(ContentType.objects.iterator(chunk_size=3)))
    assert (fetched, counts(recorder), control(recorder)["FETCH"]) == (
        total,
        {LIST: (1, total)},
        total // 3 + 1 + (total % 3 > 0),
    )


def test_abandoned_iterator(recorder):
    """Of an iterator that is left half way, the portions that were fetched count."""
    with recorder, transaction.atomic():
        rows = ContentType.objects.iterator(chunk_size=3)
        for _ in range(4):
            next(rows)
        rows.close()
    assert (counts(recorder), control(recorder)["FETCH"]) == ({LIST: (1, 6)}, 2)


def test_connection_closed_in_the_block(recorder):
    """A connection that is closed and opened anew is recorded, but not what opening it sends."""
    with recorder:
        number()
        connection.close()
        number()
    assert (list(counts(recorder).values()), recorder.sent("default")) == ([(2, 2)], 2)


def test_iterator_outside_of_a_transaction(recorder):
    """A cursor WITH HOLD is recorded like any other."""
    total = number()
    with recorder:
        list(ContentType.objects.iterator(chunk_size=2))
    assert counts(recorder) == {LIST: (1, total)}


def test_exists_and_first_fetch_one_row(recorder):
    """Rows are those fetched, not those that match."""
    with recorder:
        ContentType.objects.exists()
    assert [rows for _, rows in counts(recorder).values()] == [1]


@pytest.mark.parametrize("parameters", [[("a", 1), ("b", 2)], iter([("a", 1), ("b", 2)])])
def test_executemany_counts_each_set_of_parameters(recorder, parameters):
    """A list and an iterator alike are as many executions as they hold sets."""
    with recorder, connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE django_content_type SET app_label = %s WHERE id = -%s", parameters
        )
    assert counts(recorder) == {"UPDATE django_content_type SET … WHERE id = - ?": (2, 0)}


def test_returned_rows_are_fetched_rows(recorder):
    """The rows of RETURNING count as fetched; bulk inserts are one identity."""
    with transaction.atomic():
        with recorder:
            ContentType.objects.bulk_create(
                ContentType(app_label="y", model=str(n)) for n in range(5)
            )
        transaction.set_rollback(True)
    expected = "INSERT INTO django_content_type (…) VALUES (…) RETURNING …"
    assert counts(recorder) == {expected: (1, 5)}


def test_fetching_of_every_kind(recorder):
    """fetchone, fetchmany, fetchall and iteration all count rows."""
    with recorder, connection.cursor() as cursor:
        cursor.execute("SELECT generate_series(1, 10)")
        cursor.fetchone()
        cursor.fetchmany(2)
        cursor.fetchall()
        cursor.execute("SELECT generate_series(1, 5)")
        list(cursor)
    assert sum(rows for _, rows in counts(recorder).values()) == 15


def test_transaction_control_is_apart(recorder):
    """BEGIN, SAVEPOINT, RELEASE, ROLLBACK TO and COMMIT are counted by verb."""
    with recorder, transaction.atomic():
        with transaction.atomic():
            number()
        with transaction.atomic():
            transaction.set_rollback(True)
    assert recorder.record({}).transactions == {
        "default": {"BEGIN": 1, "COMMIT": 1, "RELEASE": 2, "ROLLBACK TO": 1, "SAVEPOINT": 2}
    }


def test_threads_are_recorded(recorder):
    """A thread's connection is its own, and what it sends is seen."""

    def work():
        try:
            number()
        finally:
            connection.close()

    with recorder, ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(work) for _ in range(4)]:
            future.result()
    assert [count for count, _ in counts(recorder).values()] == [4]


def test_thread_site_is_the_function_it_runs(recorder):
    """The call site in a thread is found as anywhere."""

    def work():
        number()
        connection.close()

    with recorder:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert sites(recorder) == {(FILE, "number"): 1}


def test_captures_of_django_keep_working(recorder):
    """Inside of us, CaptureQueriesContext sees what it always saw, and so do we."""
    with recorder, CaptureQueriesContext(connection) as captured:
        number()
        with connection.cursor() as cursor:
            cursor.executemany("SELECT %s", [(1,), (2,)])
    texts = [query["sql"] for query in captured]
    assert (texts[1], [c for c, _ in counts(recorder).values()]) == ("2 times: SELECT %s", [2, 1])


def test_recording_within_a_capture_of_django(recorder):
    """Outside of us, it sees the same; the numbers agree."""
    with CaptureQueriesContext(connection) as captured, recorder:
        number()
    assert (len(captured), recorder.sent("default")) == (1, 1)


def test_execute_wrappers_keep_working(recorder):
    """A wrapper that answers for the database still does."""
    seen = []

    def wrapper(execute, query, params, many, context):
        seen.append(query)
        return execute(query, params, many, context)

    with recorder, connection.execute_wrapper(wrapper):
        number()
    assert (len(seen), recorder.sent("default")) == (1, 1)


def test_what_a_wrapper_keeps_back_is_not_recorded(recorder):
    """A wrapper that refuses to send sends nothing."""

    def refuse(*_):
        raise ZeroDivisionError

    with recorder, connection.execute_wrapper(refuse), pytest.raises(ZeroDivisionError):
        number()
    assert counts(recorder) == {}


def test_assertion_of_django_keeps_counting(recorder):
    """Inside of a block, assertNumQueries counts what it always did."""
    case = TransactionTestCase()
    with recorder, case.assertNumQueries(2):
        number()
        number()
    assert recorder.sent("default") == 2


def test_objects_of_psycopg_are_rendered(recorder):
    """Composed SQL has the identity of its text, names quoted by the connection."""
    query = sql.SQL("SELECT {} FROM {} LIMIT {}").format(
        sql.Identifier("id"), sql.Identifier("django_content_type"), sql.Literal(2)
    )
    with recorder, connection.cursor() as cursor:
        cursor.execute(query)
        cursor.fetchall()
    assert counts(recorder) == {f"{LIST} LIMIT ?": (1, 2)}


def test_bytes_are_read(recorder):
    """SQL given as bytes is SQL."""
    with recorder, connection.cursor() as cursor:
        cursor.execute(b"SELECT id FROM django_content_type")
    assert list(counts(recorder)) == [LIST]


def test_copy_is_recorded(recorder):
    """COPY out and in are statements, by the plain and by the logging cursor."""
    with recorder:
        for _ in range(2):
            connection.force_debug_cursor = not connection.force_debug_cursor
            with connection.cursor() as cursor, cursor.copy(COPY) as copy:
                list(copy.rows())
    assert counts(recorder) == {"COPY django_content_type (…) TO STDOUT": (2, 0)}


def test_stream_is_recorded(recorder):
    """The stream() of psycopg is a statement, and counts its rows."""
    with recorder, connection.cursor() as cursor:
        list(cursor.stream("SELECT generate_series(1, 4)"))
    assert list(counts(recorder).values()) == [(1, 4)]


def test_callproc_is_recorded(recorder):
    """A called function is the SELECT that Django makes of it."""
    with recorder, connection.cursor() as cursor:
        cursor.callproc("lower", ["X"])
        cursor.fetchall()
    assert counts(recorder) == {"SELECT … FROM lower(?)": (1, 1)}


def test_failed_statement_is_recorded_and_not_expected_of_the_server(recorder):
    """A statement that fails is work, but the server's statistics leave it out."""
    with recorder, pytest.raises(DatabaseError), transaction.atomic():
        ContentType.objects.create(id=ContentType.objects.first().pk)
    verbs = sorted(identity.split()[0] for identity in counts(recorder))
    assert (verbs, recorder.sent("default")) == (["INSERT", "SELECT"], 1)


def test_what_cannot_be_rendered_is_reported_at_the_end(recorder):
    """A query that we cannot read runs all the same; the record refuses to be complete."""

    class Odd(sql.SQL):
        def __init__(self, text):
            super().__init__(text)
            self.reads = 0

        def as_string(self, context=None):
            self.reads += 1
            if self.reads == 1:
                raise RuntimeError("odd")
            return super().as_string(context)

        def as_bytes(self, context=None):  # noqa: ARG002 - psycopg's signature
            return b"SELECT 7"

    with recorder, connection.cursor() as cursor:
        cursor.execute(Odd("SELECT 7"))
        row = cursor.fetchone()
    with pytest.raises(CaptureError, match="odd"):
        recorder.record({})
    assert row == (7,)


def test_aliases_are_apart(recorder):
    """Each alias has its own statements, and sent() counts one alias."""
    other = connection.copy(alias="other")
    with recorder:
        number()
        with other.cursor() as cursor:
            cursor.execute("SELECT 1")
    other.close()
    assert (recorder.aliases, recorder.sent("other")) == (("default", "other"), 1)


def test_site_in_a_template_is_its_line(recorder, tmp_path):
    """A query that a template sends is put down to the template's file and line."""
    (tmp_path / "list.html").write_text("<ul>\n{% for type in types %}\n{{ type.pk }}{% endfor %}")
    engine = Engine(dirs=[tmp_path])
    recorder = StatementRecorder(root=tmp_path)
    with recorder:
        engine.get_template("list.html").render(Context({"types": ContentType.objects.all()}))
    assert str(recorder.record({}).statements[0].sites[0].site) == "list.html:2"


def test_site_in_an_included_template_is_the_included_line(recorder, tmp_path):
    """The innermost template wins."""
    (tmp_path / "page.html").write_text("{% if 1 %}\n{% include 'part.html' %}{% endif %}")
    (tmp_path / "part.html").write_text("\n\n{{ types.count }}")
    recorder = StatementRecorder(root=tmp_path)
    with recorder:
        template = Engine(dirs=[tmp_path]).get_template("page.html")
        template.render(Context({"types": ContentType.objects.all()}))
    assert str(recorder.record({}).statements[0].sites[0].site) == "part.html:3"


def test_application_line_below_a_template_wins(recorder, tmp_path):
    """A method of the application that a template calls is the call site."""
    (tmp_path / "page.html").write_text("{{ number }}")
    with recorder:
        template = Engine(dirs=[tmp_path]).get_template("page.html")
        template.render(Context({"number": number}))
    assert sites(recorder) == {(FILE, "number"): 1}


def test_template_outside_of_the_root_is_passed_over(recorder, tmp_path):
    """A template of a package is nobody's to mend: the line that renders it is."""
    (tmp_path / "page.html").write_text("{{ types.count }}")
    with recorder:
        template = Engine(dirs=[tmp_path]).get_template("page.html")
        template.render(Context({"types": ContentType.objects.all()}))
    assert sites(recorder) == {(FILE, "test_template_outside_of_the_root_is_passed_over"): 1}


def test_template_without_a_file_is_passed_over(recorder):
    """A template made of a string has no line to show."""
    with recorder:
        Engine().from_string("{{ t.count }}").render(Context({"t": ContentType.objects.all()}))
    assert sites(recorder) == {(FILE, "test_template_without_a_file_is_passed_over"): 1}


def test_update_is_one_identity_whatever_it_sets(recorder):
    """Values, expressions and bulk updates are one statement of the table."""
    some = list(ContentType.objects.all()[:2])
    with recorder:
        ContentType.objects.filter(pk__in=[-1]).update(model=Value("x"))
        ContentType.objects.filter(pk__in=[-1, -2]).update(model=F("app_label"), app_label="x")
        ContentType.objects.bulk_update(some, ["model"])
    updates = {i: n for i, (n, _) in counts(recorder).items() if i.startswith("UPDATE")}
    assert updates == {"UPDATE django_content_type SET … WHERE django_content_type.id IN (…)": 3}


def test_table_columns_are_sorted_and_unseen(recorder):
    """The catalog has every table's columns, sorted, and the query for it is not recorded."""
    with recorder:
        columns = table_columns(connection)
    assert (columns["django_content_type"], recorder.aliases) == (("app_label", "id", "model"), ())


def test_sent_is_what_the_server_counted(recorder):
    """The server's own statistics agree with sent(), statement for statement."""
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
                cursor.execute("SELECT count(*) FROM pg_stat_statements")
        except psycopg.Error as error:
            pytest.skip(f"pg_stat_statements is not loaded by this server: {error}")
        cursor.execute("SELECT pg_stat_statements_reset() IS NULL")
    with recorder:
        number()
        with transaction.atomic():
            list(ContentType.objects.iterator(chunk_size=2))
        with connection.cursor() as cursor:
            cursor.executemany("SELECT %s::int", [(1,), (2,), (3,)])
            with cursor.copy(COPY) as copy:
                list(copy.rows())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d"
            " ON d.oid = s.dbid WHERE d.datname = current_database()"
            " AND query NOT LIKE 'SELECT pg_stat%%'"
        )
        (counted,) = cursor.fetchone()
    assert (recorder.sent("default"), counted) == (4, 4)


def test_other_databases_are_recorded_by_djangos_cursors(recorder):
    """A driver that is not known here sends and fetches through Django's cursor."""
    sqlite = pytest.importorskip("django.db.backends.sqlite3.base")
    entry = {**connection.settings_dict, "NAME": ":memory:", "OPTIONS": {}}
    lite = sqlite.DatabaseWrapper(entry, alias="lite")
    with recorder, lite.cursor() as cursor:
        cursor.execute("CREATE TABLE t (a int)")
        cursor.executemany("INSERT INTO t VALUES (%s)", iter([(n,) for n in range(9)]))
        cursor.execute("SELECT a FROM t")
        cursor.fetchone()
        cursor.fetchmany(2)
        cursor.fetchall()
        cursor.execute("SELECT a FROM t LIMIT %s", [4])
        list(cursor)
        with pytest.raises(DatabaseError):
            cursor.execute("SELECT gone")
    BaseDatabaseWrapper.close(lite)  # a database in memory is kept open by its own
    assert counts(recorder) == {
        "CREATE TABLE T(a int)": (1, 0),
        "INSERT INTO t VALUES (…)": (9, 0),
        "SELECT … FROM t": (1, 9),
        "SELECT … FROM t LIMIT ?": (1, 4),
        "SELECT …": (1, 0),  # it failed, and was sent
    }
