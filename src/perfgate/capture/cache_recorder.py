"""Record what a block of code asks of its caches, of every alias and in every thread."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING

from perfgate.analyse.key_group import key_group
from perfgate.capture.caches import CALLS
from perfgate.capture.patch import Listening
from perfgate.errors import CaptureError
from perfgate.model import CacheFact, Site, SiteCount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.capture.cache_calls import Outcomes
    from perfgate.capture.callsite import CallSites, RawSite


class CacheRecorder(Listening):
    """Records while it is entered; recorders nest.

    Calls are added up as they come: a block that asks a million times for the same keys from the
    same lines keeps as much as one that asks once.

    Args:
        sites: finds call sites.
    """

    listens_to = CALLS

    def __init__(self, sites: CallSites) -> None:
        self._sites = sites
        self._counts: Counter[tuple[str, str, str, str, RawSite | None]] = Counter()
        self._round_trips: Counter[tuple[str, RawSite | None]] = Counter()
        # Adding up is no single step; a finaliser that asks a cache may come in between.
        self._lock = threading.RLock()
        self._error: Exception | None = None

    def called(self, alias: str, round_trips: int, done: Sequence[tuple[str, Outcomes]]) -> None:
        """Take note of a call, in a frame below the one that made it."""
        site = self._sites.find(sys._getframe(1))  # noqa: SLF001 - see callsite
        with self._lock:
            if round_trips:
                self._round_trips[alias, site] += round_trips
            for operation, outcomes in done:
                for key, outcome in outcomes:
                    self._counts[alias, key_group(key), operation, outcome, site] += 1

    def call_failed(self, error: Exception) -> None:
        """Take note that something could not be recorded; :meth:`facts` will say so."""
        self._error = self._error or error

    def facts(self) -> tuple[CacheFact, ...]:
        """Sum up what was recorded so far, sorted by alias, key group, operation and outcome.

        Raises:
            CaptureError: something in the block could not be recorded.
        """
        if self._error is not None:
            raise CaptureError(
                f"A cache call could not be recorded: {self._error!r}.",
                remedy="Report it with the traceback; until then, leave the call out of the block.",
                slug="recorder-failed",
            ) from self._error
        with self._lock:
            counts = self._counts.copy()
        totals: Counter[tuple[str, str, str, str]] = Counter()
        sites: dict[tuple[str, str, str, str], list[SiteCount]] = {}
        for (alias, group, operation, outcome, site), count in counts.items():
            what = (alias, group, operation, outcome)
            totals[what] += count
            sites.setdefault(what, []).extend(_counted(site, count))
        return tuple(
            CacheFact(
                alias=alias,
                key_group=group,
                operation=operation,
                outcome=outcome,
                count=totals[alias, group, operation, outcome],
                sites=tuple(sorted(sites[alias, group, operation, outcome])),
            )
            for alias, group, operation, outcome in sorted(totals)
        )

    def round_trips(self) -> dict[str, int]:
        """How often each alias was called so far: a many-operation is one round trip."""
        with self._lock:
            counts = self._round_trips.copy()
        aliases = sorted({alias for alias, _ in counts})
        return {
            alias: sum(count for (other, _), count in counts.items() if other == alias)
            for alias in aliases
        }

    def round_trip_sites(self) -> dict[str, tuple[SiteCount, ...]]:
        """From where each alias was called so far."""
        with self._lock:
            counts = self._round_trips.copy()
        sites: dict[str, list[SiteCount]] = {}
        for (alias, site), count in counts.items():
            sites.setdefault(alias, []).extend(_counted(site, count))
        return {alias: tuple(sorted(sites[alias])) for alias in sorted(sites)}


def _counted(site: RawSite | None, count: int) -> list[SiteCount]:
    return [] if site is None else [SiteCount(site=Site(*site), count=count)]
