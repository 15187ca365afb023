"""Tells whether a test wrote, and warms what would make its first statements depend on order."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from perfgate.services.threads import Redirected, used_elsewhere

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

#: A transaction holds a lock on its own id and on that of each of its open savepoints. It is given
#: an id at its first write, a savepoint too, and whoever is around it before.
_IDS = """
SELECT count(*) FROM pg_catalog.pg_locks
WHERE locktype = 'transactionid' AND pid = pg_backend_pid() AND mode = 'ExclusiveLock'
"""


def wrote() -> bool:
    """Whether the running test, or the class that it belongs to, may have written to PostgreSQL.

    In a transaction PostgreSQL itself says so: it assigns a transaction id at the first write,
    and keeps it when a savepoint is rolled back. What commits is taken to have written, and so is
    a connection that cannot be asked any more, or that another thread has made for itself.
    """
    ids = transaction_ids()
    return ids is None or any(ids.values()) or used_elsewhere()


def transaction_ids() -> dict[str, int] | None:
    """How many transaction ids the open transaction of each alias has; None where none tells."""
    from django.db import Error, connections

    found = {}
    for connection in connections.all(initialized_only=True):
        # Django replaces ``connect`` of what the test may not use by something that refuses.
        if connection.vendor != "postgresql" or hasattr(connection.connect, "wrapped"):
            continue
        if not connection.in_atomic_block or not connection.is_usable():
            return None
        try:
            found[connection.alias] = _ids_of(connection)
        except Error:
            return None
    return found


def _ids_of(connection: BaseDatabaseWrapper) -> int:
    # The driver's own cursor: a recorder or a wrapper of the test must not see this.
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(_IDS)
        [(ids,)] = cursor.fetchall()
    return int(ids)


def connected() -> bool:
    """Whether a clone is open already, as a fixture of wide scope leaves it that has used it."""
    from django.db import connections

    return any(
        each.connection is not None and isinstance(each.settings_dict, Redirected)
        for each in connections.all(initialized_only=True)
    )


def prime() -> None:
    """Fill the process-wide caches of content types, which the first user would pay for."""
    from django.apps import apps

    if apps.is_installed("django.contrib.contenttypes"):
        from django.contrib.contenttypes.models import ContentType
        from django.test.testcases import (  # type: ignore[attr-defined]  # the stubs lack it
            DatabaseOperationForbidden,
        )

        # Ids of another database may be cached: a flush gives content types new ones.
        ContentType.objects.clear_cache()
        # The test's own django_db marker may name other databases than that of content types.
        with contextlib.suppress(DatabaseOperationForbidden):
            ContentType.objects.get_for_models(*apps.get_models())
