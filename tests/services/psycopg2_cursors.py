"""The ways to send past Django by psycopg2."""

from __future__ import annotations

import contextlib
import io

from django.db import connection, transaction
from psycopg2 import Error, extensions, extras

UPDATE = "UPDATE django_content_type SET app_label = %s WHERE id = %s"
SETS = [("a", -number) for number in range(1, 8)]


def raw_cursor():
    """By the driver's own connection, which still gives what looks like the driver's cursor."""
    with connection.connection.cursor() as cursor:
        ask(cursor)
        assert (type(cursor).__name__, hasattr(cursor, "__dict__")) == ("cursor", False)


def inner_cursor():
    """By the cursor inside of Django's."""
    with connection.cursor() as cursor:
        ask(cursor.cursor)


def dict_cursor():
    """By a class that was asked for."""
    with connection.connection.cursor(cursor_factory=extras.RealDictCursor) as cursor:
        assert ask(cursor)[0] == {"generate_series": 1}


def tuple_cursor():
    """By a class whose rows are made in a generator."""
    with connection.connection.cursor(cursor_factory=extras.NamedTupleCursor) as cursor:
        cursor.execute("SELECT generate_series(1, 4)")
        assert [row.generate_series for row in cursor] == [1, 2, 3, 4]


def own_class():
    """By a class that is new."""

    class Own(extensions.cursor):
        pass

    with connection.connection.cursor(cursor_factory=Own) as cursor:
        ask(cursor)


def iteration():
    """Row by row."""
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT generate_series(1, 4)")
        next(cursor)
        list(cursor)


def single_rows():
    """By the methods that fetch less than all."""
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT generate_series(1, 4)")
        cursor.fetchone()
        cursor.fetchmany(9)
        cursor.fetchone()


def named_cursor():
    """By a cursor on the server."""
    with transaction.atomic():
        cursor = connection.connection.cursor(name="mine")
        cursor.itersize = 3
        cursor.execute("SELECT generate_series(1, 4)")
        list(cursor)


def raw_executemany():
    """For each of many sets of parameters."""
    with connection.connection.cursor() as cursor:
        cursor.executemany(UPDATE, iter(SETS))


def execute_batch():
    """By several statements in one text."""
    with connection.connection.cursor() as cursor:
        extras.execute_batch(cursor, UPDATE, SETS, page_size=3)


def execute_batch_by_django():
    """By several statements in one text, through Django's cursor."""
    with connection.cursor() as cursor:
        extras.execute_batch(cursor, UPDATE, SETS, page_size=3)


def execute_values():
    """By many rows in one statement."""
    with connection.cursor() as cursor:
        template = "SELECT * FROM (VALUES %s) v (a, b)"
        extras.execute_values(cursor, template, SETS, page_size=3, fetch=True)


def failing():
    """By a statement that fails."""
    with connection.connection.cursor() as cursor, contextlib.suppress(Error):
        cursor.execute("SELECT 1 / 0")


def raw_callproc():
    """By a call of a function."""
    with connection.connection.cursor() as cursor:
        cursor.callproc("int4pl", [1, 2])
        cursor.fetchall()


def raw_copy():
    """By COPY of every kind."""
    with connection.connection.cursor() as cursor:
        copy(cursor, "copy")
        columns = ("id", "model")
        cursor.copy_to(io.StringIO(), "django_content_type", columns=columns)


def health_check():
    """By Django, to see whether the connection lives."""
    connection.is_usable()


def type_look_up():
    """By the driver, to learn about a type."""
    extras.HstoreAdapter.get_oids(connection.connection)


def ask(cursor):
    """Send a query that gives four rows, and fetch them."""
    cursor.execute("SELECT generate_series(1, 4)")
    return cursor.fetchall()


def copy(cursor, section):
    """Copy out by one of psycopg2's methods."""
    if section == "copy":
        cursor.copy_expert("COPY django_content_type (id) TO STDOUT", io.StringIO())
    else:
        cursor.copy_to(io.StringIO(), "django_content_type")


ALL = [
    raw_cursor,
    inner_cursor,
    dict_cursor,
    tuple_cursor,
    own_class,
    iteration,
    single_rows,
    named_cursor,
    raw_executemany,
    execute_batch,
    execute_batch_by_django,
    execute_values,
    failing,
    raw_callproc,
    raw_copy,
    health_check,
    type_look_up,
]
