"""Send statements of every kind by psycopg2, and print as JSON what the recorder saw of them."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

sys.modules["psycopg"] = None  # type: ignore[assignment] # as if it were not installed

CALLS = (
    "SELECT sum(calls) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid"
    " WHERE d.datname = current_database() AND query NOT LIKE 'SELECT pg_stat%'"
)


def main(home):
    """Run every section against a server of its own."""
    import django
    from django.conf import settings

    from perfgate.services.acquire import ServicesRequest, acquire

    with acquire(ServicesRequest(mode="auto", home=home, need_cache=False)) as services:
        entry = {
            "ENGINE": "django.db.backends.postgresql",
            **services.postgres.django_settings("postgres"),
        }
        settings.configure(
            DATABASES={"default": entry}, INSTALLED_APPS=["django.contrib.contenttypes"]
        )
        django.setup()
        seen = sections()
    sys.stdout.write(json.dumps(seen))


def sections():
    """Give what was seen by section."""
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.backends.postgresql.base import Database
    from psycopg2 import sql
    from psycopg2_cursors import ALL, copy

    from perfgate.capture.schema import table_columns

    call_command("migrate", verbosity=0)
    types = ContentType.objects
    types.all().delete()
    types.bulk_create(ContentType(app_label="x", model=str(n)) for n in range(10))
    seen = {"driver": Database.__name__}

    with recorded(seen, "queryset"):
        list(types.all())
    with recorded(seen, "iterator"):
        list(types.iterator(chunk_size=4))
    with recorded(seen, "bulk_create"):
        types.bulk_create(ContentType(app_label="y", model=str(n)) for n in range(3))
    with recorded(seen, "executemany"), connection.cursor() as cursor:
        update = "UPDATE django_content_type SET app_label = %s WHERE id = %s"
        cursor.executemany(update, iter([("a", 0), ("b", 0)]))
    with recorded(seen, "composed"), connection.cursor() as cursor:
        table = sql.Identifier("django_content_type")
        cursor.execute(sql.SQL("SELECT id FROM {} LIMIT {}").format(table, sql.Literal(2)))
        cursor.fetchall()
    for section in ("copy", "copy_to"):
        with recorded(seen, section):
            for debug in (True, False):
                connection.force_debug_cursor = debug
                with connection.cursor() as cursor:
                    copy(cursor, section)
    with recorded(seen, "callproc"), connection.cursor() as cursor:
        cursor.callproc("lower", ["X"])
        cursor.fetchall()
    for way in ALL:
        with recorded(seen, way.__name__):
            way()
    seen["kept"] = kept(connection)
    seen["transactions"] = transactions(transaction)
    seen["columns"] = table_columns(connection)["django_content_type"]
    seen["sent"] = sent(connection, types)
    connection.close()
    return seen


def kept(connection):
    """Tell whether the connection has its own factory of cursors, and a cursor that lives on."""
    before = connection.connection.cursor_factory
    with recorder() as statements:
        cursor = connection.connection.cursor()
    cursor.execute("SELECT 1")
    same = connection.connection.cursor_factory is before
    return [same, cursor.fetchone()[0], len(statements.record({}).statements)]


def recorder():
    """Make a recorder."""
    from perfgate.capture.statements import StatementRecorder

    return StatementRecorder(root=Path(__file__).parent)


@contextlib.contextmanager
def recorded(seen, section):
    """Record a section: count and rows by identity."""
    with recorder() as statements:
        yield
    record = statements.record({})
    seen[section] = {s.identity: (s.count, s.rows) for s in record.statements}
    if fetched := record.transactions.get("default", {}).get("FETCH"):
        seen[section]["FETCH"] = fetched


def transactions(transaction):
    """Give what was seen of transaction control."""
    with recorder() as statements, transaction.atomic(), transaction.atomic():
        pass
    return statements.record({}).transactions["default"]


def sent(connection, types):
    """Give what the recorder and what the server counted."""
    from psycopg2_cursors import ALL, copy, type_look_up

    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        cursor.execute("SELECT pg_stat_statements_reset() IS NULL")
    with recorder() as statements:
        types.count()
        list(types.iterator(chunk_size=2))
        with connection.cursor() as cursor:
            cursor.executemany("SELECT %s::int", [(1,), (2,), (3,)])
            cursor.execute("SELECT 1; BEGIN; COMMIT")
            copy(cursor, "copy")
        for way in set(ALL) - {type_look_up}:
            way()
    with connection.cursor() as cursor:
        cursor.execute(CALLS)
        return [statements.sent("default"), int(cursor.fetchone()[0])]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
