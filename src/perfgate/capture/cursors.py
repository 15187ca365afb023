"""Cursors that tell every active recorder what they send and fetch.

Every cursor of Django comes out of ``BaseDatabaseWrapper._prepare_cursor``, in any thread, of a
connection old or new, plain or logging, also those for ``.iterator()``. While somebody records,
the cursor made there gets a class derived from its own. What it did before, it does still:
``CaptureQueriesContext`` and wrappers of other tools keep working inside of it.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from django.db.backends.base import base
from django.db.backends.base.base import BaseDatabaseWrapper

from perfgate.capture.events import Event, sql_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.backends.utils import CursorWrapper


# Neither is public, so neither has a type; tests hold that every supported Django has both.
_WRAPPER: Any = BaseDatabaseWrapper
_BASE: Any = base


class Listener(Protocol):
    """One who is told of executions."""

    def heard(self, event: Event) -> None:
        """Take note of an execution that is about to happen, in the frame that asks for it."""

    def failed(self, error: Exception) -> None:
        """Take note that something could not be recorded."""


class _Patch:
    """The one patch of the process and those who listen: it goes in with the first of them.

    Global by its nature, as the methods of a class are: a recorder that only its own thread could
    see would miss the queries of the threads that the recorded code starts.
    """

    def __init__(self) -> None:
        self.listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()
        self._taken_out: list[tuple[Any, str, Any, Any]] = []

    def add(self, listener: Listener) -> None:
        with self._lock:
            if not self.listeners:
                self._put_in()
            self.listeners = (*self.listeners, listener)

    def remove(self, listener: Listener) -> None:
        with self._lock:
            self.listeners = tuple(one for one in self.listeners if one is not listener)
            if not self.listeners:
                self._take_out()

    def _put_in(self) -> None:
        prepare = _WRAPPER._prepare_cursor  # noqa: SLF001 - the one place that every cursor passes
        transaction = _BASE.debug_transaction

        def prepare_cursor(self: BaseDatabaseWrapper, cursor: Any) -> CursorWrapper:
            return _made_to_record(prepare(self, cursor))

        def debug_transaction(connection: Any, sql: str) -> Any:
            # BEGIN, COMMIT and ROLLBACK go out by the driver's own methods, past every cursor.
            tell(Event(connection.alias, sql))
            return transaction(connection, sql)

        self._taken_out = [
            (_WRAPPER, "_prepare_cursor", prepare_cursor, prepare),
            (_BASE, "debug_transaction", debug_transaction, transaction),
        ]
        for owner, name, ours, _ in self._taken_out:
            setattr(owner, name, ours)

    def _take_out(self) -> None:
        for owner, name, ours, theirs in self._taken_out:
            # Where another tool has put its own patch on top, ours stays below it, doing nothing.
            if getattr(owner, name) is ours:
                setattr(owner, name, theirs)


_patch = _Patch()
add_listener = _patch.add
remove_listener = _patch.remove


def tell(event: Event) -> None:
    """Tell every listener of an execution; never raises."""
    try:
        for listener in _patch.listeners:
            listener.heard(event)
    except Exception as error:  # noqa: BLE001 - the user's code must not fail by our fault
        tell_failure(error)


def tell_failure(error: Exception) -> None:
    """Tell every listener that something could not be recorded."""
    for listener in _patch.listeners:
        listener.failed(error)


def _made_to_record(cursor: CursorWrapper) -> CursorWrapper:
    if not _patch.listeners:
        return cursor
    try:
        cursor_class: Any = type(cursor)
        cursor.__class__ = _recording_class(cursor_class)
    except Exception as error:  # noqa: BLE001 - a strange cursor must still work, unrecorded
        tell_failure(error)
    return cursor


@cache
def _recording_class(cursor_class: Any) -> Any:
    methods = {
        name: _driver_method(cursor_class, name)
        for name in _DRIVER_METHODS
        if hasattr(cursor_class, name)
    }
    return type(cursor_class.__name__, (_Recording, cursor_class), methods)


def _driver_method(cursor_class: Any, name: str) -> Callable[..., Any]:
    """Wrap a method of the driver that Django's logging cursor has for its own."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        inner = getattr(cursor_class, name).__get__(self)
        return self._perfgate_driver_method(name, inner)(*args, **kwargs)

    return method


class _Counted:
    """Counts the sets of parameters that are taken from an iterator, which has no length."""

    def __init__(self, parameters: Iterable[Any], event: Event) -> None:
        self._parameters = iter(parameters)
        self._event = event

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        parameters = next(self._parameters)
        self._event.times += 1
        return parameters


class _Recording:
    """What is put before the class of a cursor."""

    cursor: Any
    db: Any
    _perfgate_event: Event | None = None

    def _perfgate_note(self, query: Any, times: int = 1) -> Event | None:
        """Tell of an execution; never raises, whatever the query is."""
        if not _patch.listeners:
            return None
        try:
            event = Event(self.db.alias, sql_text(query, self.db.connection), times)
            # Of both drivers' cursors only those on the server have a name.
            event.by_cursor = bool(getattr(self.cursor, "name", None))
            self._perfgate_event = event
            tell(event)
        except Exception as error:  # noqa: BLE001 - the user's code must not fail by our fault
            tell_failure(error)
            return None
        return event

    def _perfgate_send(self, event: Event | None, send: Callable[..., Any], *args: Any) -> Any:
        try:
            return send(*args)
        except BaseException:
            if event is not None:
                event.failed = True
            raise

    def execute(self, sql: Any, params: Any = None) -> Any:
        event = self._perfgate_note(sql)
        try:
            return super().execute(sql, params)  # type: ignore[misc]
        except BaseException:
            if event is not None:
                event.failed = True
            raise

    def executemany(self, sql: Any, param_list: Any) -> Any:
        sized = hasattr(param_list, "__len__")
        event = self._perfgate_note(sql, len(param_list) if sized else 0)
        if event is not None and not sized:
            param_list = _Counted(param_list, event)
        return self._perfgate_send(event, super().executemany, sql, param_list)  # type: ignore[misc]

    def callproc(self, procname: Any, params: Any = None, kparams: Any = None) -> Any:
        event = self._perfgate_note(f'SELECT * FROM "{procname}"(%s)')  # noqa: S608 - never sent
        return self._perfgate_send(event, super().callproc, procname, params, kparams)  # type: ignore[misc]

    def __iter__(self) -> Iterator[Any]:
        event = self._perfgate_event
        for row in super().__iter__():  # type: ignore[misc]
            if event is not None:
                event.rows += 1
            yield row

    def fetchone(self) -> Any:
        with self.db.wrap_database_errors:
            row = self.cursor.fetchone()
        if row is not None and self._perfgate_event is not None:
            self._perfgate_event.rows += 1
        return row

    def fetchmany(self, *args: Any, **kwargs: Any) -> Any:
        with self.db.wrap_database_errors:
            rows = self.cursor.fetchmany(*args, **kwargs)
        if self._perfgate_event is not None:
            self._perfgate_event.rows += len(rows)
        return rows

    def fetchall(self) -> Any:
        with self.db.wrap_database_errors:
            rows = self.cursor.fetchall()
        if self._perfgate_event is not None:
            self._perfgate_event.rows += len(rows)
        return rows

    def __getattr__(self, name: str) -> Any:
        attribute = super().__getattr__(name)  # type: ignore[misc]
        if name in _DRIVER_METHODS:
            return self._perfgate_driver_method(name, attribute)
        return attribute

    def _perfgate_driver_method(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a method that only the driver's cursor has."""

        def send(*args: Any, **kwargs: Any) -> Any:
            event = self._perfgate_note(_DRIVER_METHODS[name](*args, **kwargs))
            sent = self._perfgate_send(event, lambda: method(*args, **kwargs))
            return _counted_rows(sent, event) if name == "stream" and event else sent

        return send


def _counted_rows(rows: Iterable[Any], event: Event) -> Iterator[Any]:
    for row in rows:
        event.rows += 1
        yield row


def _first(statement: Any = "", *_args: Any, **kwargs: Any) -> Any:
    return statement or kwargs.get("sql", kwargs.get("query", ""))


def _copy_from(_file: Any, table: str, *_args: Any, **_kwargs: Any) -> str:
    return f'COPY "{table}" FROM STDIN'


def _copy_to(_file: Any, table: str, *_args: Any, **_kwargs: Any) -> str:
    return f'COPY "{table}" TO STDOUT'


#: psycopg's copy() and stream(), psycopg2's copy_*(): how the SQL follows from the arguments.
_DRIVER_METHODS: dict[str, Callable[..., Any]] = {
    "copy": _first,
    "stream": _first,
    "copy_expert": _first,
    "copy_from": _copy_from,
    "copy_to": _copy_to,
}
