"""Record the statements that a block of code sends, on every connection and in every thread.

Executions are added up as they come, so that a block may send a hundred thousand of them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from perfgate.capture.callsite import CallSites
from perfgate.capture.cursors import CURSORS
from perfgate.capture.patch import Listening
from perfgate.capture.tally import Tally
from perfgate.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from perfgate.capture.events import Event
    from perfgate.model import Record


class StatementRecorder(Listening):
    """Records while it is entered; recorders nest, and each sees all that runs inside of it.

    It sees what passes Django's cursors and the drivers' own, of every alias and thread, wherever
    the connection is one of Django's. It does not see a connection that the application opened
    itself, nor what the driver sends without a cursor, nor with psycopg2 a cursor that was made
    before anybody recorded: that :meth:`sent` is less than what the server counted tells of them.

    Args:
        root: folder of the application, by which call sites are found and named.
        skip: files and folders in it that are never a call site (POSIX paths relative to it).

    Attributes:
        sites: finds the call sites; other recorders of the same block may share it.
    """

    listens_to = CURSORS

    def __init__(self, *, root: Path, skip: Collection[str] = ()) -> None:
        self.sites = CallSites(root, skip)
        self._tally = Tally()
        self._error: Exception | None = None

    def heard(self, event: Event) -> None:
        """Take note of an execution that is about to happen, in the frame that asks for it."""
        site = None if event.unlisted else self.sites.find(sys._getframe(1))  # noqa: SLF001 - see callsite
        event.shares = (*event.shares, self._tally.begin(event, site))

    def failed(self, error: Exception) -> None:
        """Take note that something could not be recorded; :meth:`record` will say so."""
        self._error = self._error or error

    def clear(self) -> None:
        """Forget what was recorded so far, and what failed."""
        self._tally = Tally()
        self._error = None

    @property
    def aliases(self) -> tuple[str, ...]:
        """The database aliases that were used so far, sorted."""
        return self._tally.aliases

    def sent(self, alias: str) -> int:
        """Count the executions that the server's ``pg_stat_statements`` may have, too, so far.

        One for each statement of a text and each set of parameters. Left out, as it leaves them
        out with ``track = top`` and ``track_utility = off``: transaction control and other
        utility commands, server-side cursors, and what failed. Of several that were sent
        together and failed, all but one are counted: how many came to their end cannot be told.
        """
        return self._tally.sent[alias]

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
        return self._tally.record(tables)
