"""Cursors that tell every active recorder what they send and fetch.

On PostgreSQL it is the driver's cursor that tells, whoever sends by it; on another database it is
Django's. Whatever goes wrong while it is noted is told to the recorders: the application never
sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.base import base
from django.db.backends.base.base import BaseDatabaseWrapper

from perfgate.capture.django_cursors import made_to_record
from perfgate.capture.driver_connections import DriverConnections, MeetingAttribute
from perfgate.capture.driver_cursors import DriverCursors
from perfgate.capture.executions import Executions

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

# Neither is public, so neither has a type; tests hold that every supported Django has both.
_WRAPPER: Any = BaseDatabaseWrapper
_BASE: Any = base


class _Cursors(Executions):
    """The patch of Django's connections and of the drivers' cursors."""

    def __init__(self) -> None:
        super().__init__()
        self._known = DriverConnections(self._cover)
        self._drivers = DriverCursors(self, self._known)

    def put_in(self) -> None:
        """Wrap the one method that all cursors of Django come out of, and what lies below it."""
        prepare = _WRAPPER._prepare_cursor  # noqa: SLF001 - the one place that every cursor passes
        transaction = _BASE.debug_transaction

        def prepare_cursor(self_: BaseDatabaseWrapper, cursor: Any) -> CursorWrapper:
            made: CursorWrapper = prepare(self_, cursor)
            if not self.listeners or self._recorded_by_driver(cursor, self_.alias):
                return made
            return made_to_record(made, self)

        def debug_transaction(connection: Any, sql: str) -> Any:
            # BEGIN, COMMIT and ROLLBACK go out by the driver's own methods, past every cursor.
            if self.listeners:
                self.begun(connection.alias, sql, None)
            return transaction(connection, sql)

        self.replace(_WRAPPER, "_prepare_cursor", prepare_cursor)
        self.replace(_BASE, "debug_transaction", debug_transaction)
        self.replace(_WRAPPER, "connection", MeetingAttribute(self._known))
        self._known.meet_open_ones()

    def take_out(self) -> None:
        """Put back what was there before."""
        super().take_out()
        self._drivers.forget()
        self._known.forget()

    def _cover(self) -> None:
        try:
            self._drivers.cover_loaded()
        except Exception as error:  # noqa: BLE001 - the user's code must not fail by our fault
            self.tell_failure(error)

    def _recorded_by_driver(self, cursor: Any, alias: str) -> bool:
        """Make sure that a driver's cursor is recorded where it can be; tell whether it is."""
        try:
            if not self._drivers.covers(type(cursor)):
                self._drivers.cover_loaded()
            if not self._drivers.covers(type(cursor)):
                return False
            self._known.met(cursor.connection, alias)
        except Exception as error:  # noqa: BLE001 - the user's code must not fail by our fault
            self.tell_failure(error)
        return True


#: The cursors of this process; recorders listen to them.
CURSORS = _Cursors()
