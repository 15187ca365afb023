"""Record the statements that a block of code sends, on every connection and in every thread.

While the block runs, an execution costs one small object and the walk to its call site. What they
amount to is worked out afterwards, in :meth:`StatementRecorder.record`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

from perfgate.capture.callsite import CallSites
from perfgate.capture.cursors import add_listener, remove_listener
from perfgate.capture.events import Event, identity_of
from perfgate.capture.tally import summarise
from perfgate.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path
    from types import TracebackType

    from perfgate.capture.callsite import RawSite
    from perfgate.model import Record


class StatementRecorder:
    """Records while it is entered; recorders nest, and each sees all that runs inside of it.

    It sees what passes Django's cursors, of every alias and thread. What passes the driver's own
    cursors it does not see, nor a cursor of Django's that was made before anybody recorded: that
    :meth:`sent` is less than what the server counted tells of both.

    Args:
        root: folder of the application, by which call sites are found and named.
        skip: files and folders in it that are never a call site (POSIX paths relative to it).

    Attributes:
        sites: finds the call sites; other recorders of the same block may share it.
    """

    def __init__(self, *, root: Path, skip: Collection[str] = ()) -> None:
        self.sites = CallSites(root, skip)
        self._events: list[tuple[Event, RawSite | None]] = []
        self._error: Exception | None = None

    def __enter__(self) -> Self:
        add_listener(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        remove_listener(self)

    def heard(self, event: Event) -> None:
        """Take note of an execution that is about to happen, in the frame that asks for it."""
        self._events.append((event, self.sites.find(sys._getframe(1))))  # noqa: SLF001 - see callsite

    def failed(self, error: Exception) -> None:
        """Take note that something could not be recorded; :meth:`record` will say so."""
        self._error = self._error or error

    def clear(self) -> None:
        """Forget what was recorded so far, and what failed."""
        self._events = []
        self._error = None

    @property
    def aliases(self) -> tuple[str, ...]:
        """The database aliases that were used so far, sorted."""
        return tuple(sorted({event.alias for event, _ in self._events}))

    def sent(self, alias: str) -> int:
        """Count the executions that the server's ``pg_stat_statements`` should have, too, so far.

        One for each statement of a text and each set of parameters. Left out, as it leaves them
        out with ``track = top`` and ``track_utility = off``: transaction control and other
        utility commands, server-side cursors, and what failed.
        """
        return sum(
            event.times * identity_of(event.sql).planned
            for event, _ in self._events
            if event.alias == alias and not event.failed and not event.by_cursor
        )

    def record(self, tables: Mapping[str, tuple[str, ...]]) -> Record:
        """Sum up what was recorded so far.

        Args:
            tables: the catalog, as :func:`perfgate.capture.schema.table_columns` gives it; the
                record gets the tables that the statements name.

        Raises:
            CaptureError: something in the block could not be recorded.
        """
        if self._error is not None:
            what = f"A statement could not be recorded: {self._error!r}."
            remedy = (
                "Report it with the traceback; until then, leave the statement out of the block."
            )
            raise CaptureError(what, remedy=remedy, slug="recorder-failed") from self._error
        return summarise(self._events, tables)
