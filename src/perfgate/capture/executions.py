"""Those who are told of executions, and how they are told."""

from __future__ import annotations

from typing import Any, Protocol

from perfgate.capture.events import Event, sql_text
from perfgate.capture.patch import Patch


class Listener(Protocol):
    """One who is told of executions."""

    def heard(self, event: Event) -> None:
        """Take note of an execution that is about to happen, in the frame that asks for it."""

    def failed(self, error: Exception) -> None:
        """Take note that something could not be recorded."""


class Executions(Patch[Listener]):
    """The patch of all cursors."""

    def begun(  # noqa: PLR0913 - each is one fact of the execution
        self,
        alias: str,
        query: Any,
        connection: Any,
        *,
        times: int = 1,
        by_cursor: bool = False,
        unlisted: bool = False,
    ) -> Event | None:
        """Tell every listener of an execution, whatever the query is; None if that failed.

        Args:
            alias: of the database.
            query: what the code gave as SQL.
            connection: the driver's, by which its own objects quote names.
            times: how many sets of parameters there are.
            by_cursor: a cursor on the server is declared.
            unlisted: no work of the application, but the server counts it.
        """
        try:
            text = sql_text(query, connection)
            event = Event(alias, text, times, by_cursor=by_cursor, unlisted=unlisted)
            for listener in self.listeners:
                listener.heard(event)
        except Exception as error:  # noqa: BLE001 - the user's code must not fail by our fault
            self.tell_failure(error)
            return None
        return event

    def tell_failure(self, error: Exception) -> None:
        """Tell every listener that something could not be recorded."""
        for listener in self.listeners:
            listener.failed(error)
