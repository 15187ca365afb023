"""Add executions up as they come: what is kept grows with the work's kinds, not with its amount."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfgate.model import Record, Site, SiteCount, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfgate.analyse.identity import Identity
    from perfgate.capture.callsite import RawSite
    from perfgate.capture.events import Event, Share

#: Under this verb the portions of server-side cursors stand beside transaction control.
_PORTION = "FETCH"


@dataclass(slots=True)
class _Kind:
    """What was seen of one identity on one alias."""

    relation: str
    example: str
    count: int = 0
    rows: int = 0
    columns: dict[str, set[str]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    sites: Counter[RawSite] = field(default_factory=Counter)

    def ran(self, identity: Identity, site: RawSite | None, times: int) -> None:
        self.count += times
        self.tables.update(identity.tables)
        for table, columns in identity.columns.items():
            self.columns.setdefault(table, set()).update(columns)
        if site is not None:
            self.sites[site] += times


class Tally:
    """The sums of one recorder: a million equal statements keep as much as one."""

    def __init__(self) -> None:
        # Threads add to the same sums. One thread may come here twice, as a finaliser may send
        # something while it is here.
        self.lock = threading.RLock()
        self.kinds: dict[tuple[str, str], _Kind] = {}
        self.control: dict[str, Counter[str]] = {}
        self.sent: Counter[str] = Counter()

    @property
    def aliases(self) -> tuple[str, ...]:
        """The database aliases that were used, sorted."""
        with self.lock:
            return tuple(sorted({*self.control, *(alias for alias, _ in self.kinds)}))

    def begin(self, event: Event, site: RawSite | None) -> Share:
        """Add an execution and its call site; give where to add what becomes of it."""
        share = _Share(self, event, site)
        share.ran(event.times)
        return share

    def record(self, tables: Mapping[str, tuple[str, ...]]) -> Record:
        """Make the record.

        Args:
            tables: all columns of every table now; ``*`` in a statement becomes the table's.
        """
        with self.lock:
            named = {table for kind in self.kinds.values() for table in kind.tables}
            return Record(
                statements=tuple(
                    _statement(alias, text, self.kinds[alias, text], tables)
                    for alias, text in sorted(self.kinds)
                ),
                transactions={
                    alias: dict(sorted(self.control[alias].items()))
                    for alias in sorted(self.control)
                },
                tables={
                    table: tuple(sorted(tables[table])) for table in sorted(named & tables.keys())
                },
            )


class _Share:
    """Where a tally adds up one execution; see :class:`perfgate.capture.events.Share`."""

    __slots__ = ("_event", "_site", "_tally")

    def __init__(self, tally: Tally, event: Event, site: RawSite | None) -> None:
        self._tally = tally
        self._event = event
        self._site = site

    def ran(self, times: int) -> None:
        event, tally = self._event, self._tally
        if not times:
            return
        with tally.lock:
            tally.sent[event.alias] += times * event.planned
            if event.unlisted:
                return
            for part in event.parts:
                identity = part.identity
                if identity.transaction_control:
                    self._control(identity.transaction_control, times * part.times)
                else:
                    key = (event.alias, identity.text)
                    kind = tally.kinds.get(key)
                    if kind is None:
                        kind = tally.kinds[key] = _Kind(identity.relation, event.example)
                    kind.ran(identity, self._site, times * part.times)

    def fetched(self, number: int, rows: int) -> None:
        event, tally = self._event, self._tally
        if event.unlisted:
            return
        with tally.lock:
            kind = tally.kinds.get((event.alias, event.parts[number].identity.text))
            if kind is not None:
                kind.rows += rows

    def portion(self) -> None:
        with self._tally.lock:
            self._control(_PORTION, 1)

    def failed(self) -> None:
        # The server counts what it finished: of several, those before the one that failed.
        with self._tally.lock:
            self._tally.sent[self._event.alias] -= bool(self._event.planned * self._event.times)

    def _control(self, verb: str, times: int) -> None:
        self._tally.control.setdefault(self._event.alias, Counter())[verb] += times


def _statement(
    alias: str, text: str, kind: _Kind, tables: Mapping[str, tuple[str, ...]]
) -> Statement:
    sites = [SiteCount(site=Site(*site), count=count) for site, count in kind.sites.items()]
    return Statement(
        alias=alias,
        identity=text,
        count=kind.count,
        rows=kind.rows,
        columns={
            table: _spelled_out(kind.columns[table], tables.get(table))
            for table in sorted(kind.columns)
        },
        relation=kind.relation,
        sites=tuple(sorted(sites)),
        example=kind.example,
    )


def _spelled_out(columns: set[str], known: tuple[str, ...] | None) -> tuple[str, ...]:
    """Sort the columns; ``*`` becomes all columns of the table where they are known."""
    if "*" in columns and known is not None:
        columns = (columns - {"*"}) | set(known)
    return tuple(sorted(columns))
