"""Django's cursors on another database than PostgreSQL, whose drivers are not known here.

The cursor that Django has made gets a class derived from its own. What it did before, it does
still: ``CaptureQueriesContext`` and wrappers of other tools keep working inside of it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from perfgate.capture.driver_sql import call_text, many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.utils import CursorWrapper

    from perfgate.capture.events import Event
    from perfgate.capture.executions import Executions


def made_to_record(cursor: CursorWrapper, executions: Executions) -> CursorWrapper:
    """Let a cursor tell of what it sends and fetches."""
    try:
        cursor_class: Any = type(cursor)
        cursor.__class__ = _recording_class(cursor_class)
        cursor._perfgate_executions = executions  # type: ignore[attr-defined]  # noqa: SLF001
    except Exception as error:  # noqa: BLE001 - a strange cursor must still work, unrecorded
        executions.tell_failure(error)
    return cursor


@cache
def _recording_class(cursor_class: Any) -> Any:
    return type(cursor_class.__name__, (_Recording, cursor_class), {})


class _Recording:
    """What is put before the class of a cursor."""

    cursor: Any
    db: Any
    _perfgate_executions: Executions
    _perfgate_event: Event | None = None

    def _perfgate_begun(self, query: Any, times: int = 1) -> Event | None:
        executions = self._perfgate_executions
        self._perfgate_event = (
            executions.begun(self.db.alias, query, self.db.connection, times=times)
            if executions.listeners
            else None
        )
        return self._perfgate_event

    def _perfgate_send(self, event: Event | None, send: Callable[..., Any], *args: Any) -> Any:
        try:
            return send(*args)
        except BaseException:
            if event is not None:
                event.fail()
            raise

    def execute(self, sql: Any, params: Any = None) -> Any:
        event = self._perfgate_begun(sql)
        return self._perfgate_send(event, super().execute, sql, params)  # type: ignore[misc]

    def executemany(self, sql: Any, param_list: Any) -> Any:
        args: tuple[Any, ...] = (sql, param_list)
        times, counted = many(args, {})
        event = self._perfgate_begun(sql, times)
        if event is not None:
            args, _ = counted(event)
        return self._perfgate_send(event, super().executemany, *args)  # type: ignore[misc]

    def callproc(self, procname: Any, params: Any = None, kparams: Any = None) -> Any:
        event = self._perfgate_begun(call_text(procname, params))
        return self._perfgate_send(event, super().callproc, procname, params, kparams)  # type: ignore[misc]

    def __iter__(self) -> Iterator[Any]:
        event = self._perfgate_event
        for row in super().__iter__():  # type: ignore[misc]
            if event is not None:
                event.fetched(1)
            yield row

    def fetchone(self) -> Any:
        with self.db.wrap_database_errors:
            row = self.cursor.fetchone()
        if row is not None and self._perfgate_event is not None:
            self._perfgate_event.fetched(1)
        return row

    def fetchmany(self, *args: Any, **kwargs: Any) -> Any:
        return self._perfgate_rows(self.cursor.fetchmany, *args, **kwargs)

    def fetchall(self) -> Any:
        return self._perfgate_rows(self.cursor.fetchall)

    def _perfgate_rows(self, fetch: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with self.db.wrap_database_errors:
            rows = fetch(*args, **kwargs)
        if self._perfgate_event is not None:
            self._perfgate_event.fetched(len(rows))
        return rows
