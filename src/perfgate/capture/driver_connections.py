"""Which alias each of the drivers' connections belongs to, while somebody records."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper


class DriverConnections:
    """The connections that Django holds, of any thread, as they are met.

    Args:
        meet: called when one is met whose cursors may be of a class that is new.
    """

    def __init__(self, meet: Callable[[], None]) -> None:
        self._meet = meet
        self._aliases: WeakKeyDictionary[Any, str] = WeakKeyDictionary()
        self._factories: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def met(self, connection: Any, alias: str) -> None:
        """Take note of a connection; its plain cursors become of a class that can be wrapped."""
        psycopg: Any = sys.modules.get("psycopg")
        extensions: Any = sys.modules.get("psycopg2.extensions")
        of_psycopg2 = extensions is not None and isinstance(connection, extensions.connection)
        if not of_psycopg2 and (psycopg is None or not isinstance(connection, psycopg.Connection)):
            return
        known = self._aliases.get(connection) == alias
        if not known:
            self._aliases[connection] = alias
            if of_psycopg2:
                self._replace_factory(connection, extensions)
        if of_psycopg2 or not known:  # a class of psycopg2's cursors may be new
            self._meet()

    def _replace_factory(self, connection: Any, extensions: Any) -> None:
        factory = connection.cursor_factory
        # A class of connections with a default of its own keeps it.
        unset = factory is None and type(connection) is extensions.connection
        if factory is extensions.cursor or unset:
            connection.cursor_factory = plain_cursor(extensions.cursor)
            self._factories[connection] = factory

    def meet_open_ones(self) -> None:
        """Meet those that are open in this thread now."""
        for wrapper in connections.all(initialized_only=True):
            self.met(vars(wrapper).get("connection"), wrapper.alias)

    def alias_of(self, connection: Any) -> str | None:
        """Give the alias; None where the application opened the connection itself."""
        return self._aliases.get(connection)

    def forget(self) -> None:
        """Give the connections their own cursors back."""
        for connection, factory in list(self._factories.items()):
            connection.cursor_factory = factory
        self._factories.clear()
        self._aliases.clear()


class MeetingAttribute:
    """Django's attribute ``connection``: whoever reads it may make a cursor of the driver's."""

    def __init__(self, known: DriverConnections) -> None:
        self._known = known

    def __get__(self, wrapper: BaseDatabaseWrapper | None, owner: type | None = None) -> Any:
        if wrapper is None:
            return self
        try:
            connection = vars(wrapper)["connection"]
        except KeyError:
            raise AttributeError("connection") from None
        self._known.met(connection, wrapper.alias)
        return connection

    def __set__(self, wrapper: BaseDatabaseWrapper, connection: Any) -> None:
        vars(wrapper)["connection"] = connection

    def __delete__(self, wrapper: BaseDatabaseWrapper) -> None:
        del vars(wrapper)["connection"]


@lru_cache(maxsize=1)
def plain_cursor(cursor_class: Any) -> Any:
    """Derive a class from psycopg2's cursor, which is written in C and lets nothing be replaced."""
    names = {"__slots__": (), "__module__": cursor_class.__module__}
    return type(cursor_class.__name__, (cursor_class,), names)
