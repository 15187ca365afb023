"""Tells whether a test wrote, and warms what would make its first statements depend on order."""

from __future__ import annotations

import contextlib


def wrote() -> bool:
    """Whether the running test may have written to a PostgreSQL database.

    In a test's transaction PostgreSQL itself says so: it assigns a transaction id at the first
    write, and keeps it when a savepoint is rolled back. A test that commits, or one whose
    connection cannot be asked any more, is taken to have written.
    """
    from django.db import Error, connections

    for connection in connections.all(initialized_only=True):
        if connection.vendor != "postgresql":
            continue
        if not connection.in_atomic_block or not connection.is_usable():
            return True
        try:
            # The driver's own cursor: a recorder or a wrapper of the test must not see this.
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
                [(assigned,)] = cursor.fetchall()
        except Error:
            return True
        if assigned:
            return True
    return False


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
