"""The drivers' own cursors, which tell what they send and fetch while somebody records.

Every cursor of Django's on PostgreSQL sends through one of these, and so does what goes past
Django: ``connection.connection.cursor()``, ``cursor.cursor``, ``execute_values``. What psycopg 3
has in Python is wrapped where it is defined. What psycopg2 has in C cannot be: each class derived
from it gets methods of ours in front. A call within a call of the same cursor is a part of it.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from perfgate.capture.callers import Caller, caller_of
from perfgate.capture.driver_sql import SQL_OF, many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from perfgate.capture.driver_connections import DriverConnections
    from perfgate.capture.events import Event
    from perfgate.capture.executions import Executions

#: What a call fetched, by the method.
_FETCHED: dict[str, Callable[[Any], int]] = {
    "fetchone": lambda row: 0 if row is None else 1,
    "fetchmany": len,
    "fetchall": len,
}
_METHODS = (*SQL_OF, *_FETCHED, "__next__", "__iter__")


class _State:
    """What is known of a cursor: its last execution, and whether it is under way."""

    __slots__ = ("busy", "event", "iterated")

    def __init__(self) -> None:
        self.busy = False
        self.event: Event | None = None
        self.iterated = 0


class DriverCursors:
    """Wraps the methods of the drivers' cursors.

    Args:
        executions: the patch that this is a part of.
        known: tells the alias of a cursor's connection.
    """

    def __init__(self, executions: Executions, known: DriverConnections) -> None:
        self._executions = executions
        self._known = known
        self._covered: set[type] = set()
        self._states: WeakKeyDictionary[Any, _State] = WeakKeyDictionary()

    def cover_loaded(self) -> None:
        """Wrap what the drivers that are loaded have now."""
        psycopg: Any = sys.modules.get("psycopg")
        if psycopg is not None:
            for owner in (psycopg.Cursor, psycopg.ServerCursor):
                self._cover(owner, [name for name in _METHODS if name in vars(owner)])
        extensions: Any = sys.modules.get("psycopg2.extensions")
        if extensions is not None:
            for owner in set(extensions.cursor.__subclasses__()) - self._covered:
                self._cover(owner, [name for name in _METHODS if hasattr(owner, name)])

    def covers(self, cursor_class: type) -> bool:
        """Tell whether what such cursors send is recorded here."""
        return not self._covered.isdisjoint(cursor_class.__mro__)

    def forget(self) -> None:
        """Know of no class any more; what they had before is put back by the patch."""
        self._covered.clear()

    def _cover(self, owner: type, names: Sequence[str]) -> None:
        with self._executions.lock:
            if owner in self._covered:
                return
            self._covered.add(owner)
            for name in names:
                if name == "__iter__" and "__next__" in names:
                    continue  # it gives the cursor itself
                method = vars(owner).get(name) or _inherited(owner, name)
                self._executions.replace(owner, name, self._wrapped(name, method))

    def _wrapped(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        if name in _FETCHED:
            return self._fetching(method, _FETCHED[name])
        if name == "__next__":
            return self._stepping(method)
        if name == "__iter__":
            return self._iterating(method)
        if name == "copy":
            return self._copying(method)
        if name == "stream":
            return self._streaming(method)
        return self._sending(name, method)

    def _sending(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def send(cursor: Any, *args: Any, **kwargs: Any) -> Any:
            state = self._begun(name, cursor, args, kwargs)
            if state is None or (event := state.event) is None:
                return method(cursor, *args, **kwargs)
            if name == "executemany":
                args, kwargs = many(args, kwargs)[1](event)
            state.busy = True
            try:
                return method(cursor, *args, **kwargs)
            except BaseException:
                event.fail()
                raise
            finally:
                state.busy = False

        return send

    def _copying(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        @contextlib.contextmanager
        def copy(cursor: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            self._begun("copy", cursor, args, kwargs)
            with method(cursor, *args, **kwargs) as copying:
                yield copying

        return copy

    def _streaming(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def stream(cursor: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            state = self._begun("stream", cursor, args, kwargs)
            event = None if state is None else state.event
            try:
                for row in method(cursor, *args, **kwargs):
                    if event is not None:
                        event.fetched(1)
                    yield row
            except Exception:
                if event is not None:
                    event.fail()
                raise

        return stream

    def _fetching(
        self, method: Callable[..., Any], number: Callable[[Any], int]
    ) -> Callable[..., Any]:
        @functools.wraps(method)
        def fetch(cursor: Any, *args: Any, **kwargs: Any) -> Any:
            state = self._state(cursor)
            if state is None:
                return method(cursor, *args, **kwargs)
            state.busy = True
            try:
                result = method(cursor, *args, **kwargs)
            finally:
                state.busy = False
            self._add(cursor, state, number(result), portion=True)
            return result

        return fetch

    def _stepping(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def step(cursor: Any) -> Any:
            state = self._state(cursor)
            if state is None:
                return method(cursor)
            portion = not state.iterated % max(1, getattr(cursor, "itersize", 1))
            self._add(cursor, state, 0, portion=portion)
            state.busy = True
            try:
                row = method(cursor)
            finally:
                state.busy = False
            state.iterated += 1
            self._add(cursor, state, 1, portion=False)
            return row

        return step

    def _iterating(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap an ``__iter__`` that is a generator, as psycopg's was before 3.3."""

        @functools.wraps(method)
        def rows(cursor: Any) -> Iterator[Any]:
            step = self._stepping(lambda _: next(given))
            given = iter(method(cursor))
            with contextlib.suppress(StopIteration):
                while True:
                    yield step(cursor)

        return rows

    def _begun(
        self, name: str, cursor: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> _State | None:
        """Tell of an execution, two frames below the one that asks for it.

        None is given where there is nobody to be told, or nothing to tell: a call within a call of
        the same cursor, a connection of the application's own.
        """
        executions = self._executions
        if not executions.listeners:
            return None
        try:
            caller = caller_of(sys._getframe(2))  # noqa: SLF001 - see callsite
            connection = cursor.connection
            alias = self._known.alias_of(connection)
            if caller is Caller.UNSEEN or alias is None:
                return None
            state = self._states.setdefault(cursor, _State())
            if state.busy:
                return None
            times = many(args, kwargs)[0] if name == "executemany" else 1
            query = SQL_OF[name](*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the user's code must not fail by our fault
            executions.tell_failure(error)
            return None
        state.iterated = 0
        state.event = executions.begun(
            alias,
            query,
            connection,
            times=times,
            # Of both drivers' cursors only those on the server have a name.
            by_cursor=bool(getattr(cursor, "name", None)),
            unlisted=caller is Caller.UNLISTED,
        )
        return state

    def _state(self, cursor: Any) -> _State | None:
        """Give the state of a cursor that sent something, unless a call of it is under way."""
        state = self._states.get(cursor) if self._executions.listeners else None
        return None if state is None or state.busy or state.event is None else state

    def _add(self, cursor: Any, state: _State, rows: int, *, portion: bool) -> None:
        event = state.event
        if event is None:
            return
        if portion and event.by_cursor:
            event.portion()
        # psycopg 3 knows which of several results it stands at, psycopg2 has but the last.
        event.fetched(rows, getattr(cursor, "_iresult", -1))


def _inherited(owner: type, name: str) -> Callable[..., Any]:
    """A method that calls the one of the same name that comes behind a class's own."""

    def method(cursor: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(super(owner, cursor), name)(*args, **kwargs)

    method.__name__ = name
    method.__qualname__ = f"{owner.__qualname__}.{name}"
    return method
