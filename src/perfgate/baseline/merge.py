"""Putting measurements into the content of a baseline file without touching what stays."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from perfgate.analyse.ids import key_of
from perfgate.baseline.convert import named_tables, tables_of, to_entry
from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from perfgate.baseline.schema import BaselineCacheFact, BaselineFile, BaselineStatement, Entry
    from perfgate.model import Measurement


@dataclass(frozen=True, slots=True)
class Change:
    """A measurement to write down, and why its numbers may be looser than they were.

    ``taken_over`` is the id of the baseline that becomes the measurement's own, as its test was
    renamed; empty where it was not.
    """

    measurement: Measurement
    reason: str | None = None
    taken_over: str = ""


def updated(
    file: BaselineFile,
    changes: Iterable[Change],
    taken_over: Mapping[str, Entry] = MappingProxyType({}),
) -> BaselineFile:
    """Return the file with the measurements in it; their order does not matter.

    Args:
        file: what was there.
        changes: the measurements.
        taken_over: the entries that become theirs, by the ids that they have now.

    Raises:
        BaselineError: a measurement is named twice.
    """
    tables, measurements = dict(file.tables), dict(file.measurements)
    seen: set[str] = set()
    for change in sorted(changes, key=lambda each: each.measurement.id):
        key = key_of(change.measurement.id)
        if key in seen:
            raise BaselineError(
                f"{change.measurement.id} was measured twice in this run",
                remedy='give each measurement of a test its own name: perf.named("…")',
            )
        seen.add(key)
        entry = to_entry(change.measurement, reason=change.reason or "")
        tables.update(tables_of(entry, change.measurement.record.tables))
        old = measurements.get(key, taken_over.get(change.taken_over))
        measurements[key] = _settled(old, entry)
    return _tidied(file, tables, measurements)


def without(file: BaselineFile, keys: Collection[str]) -> BaselineFile:
    """Return the file without the entries of these keys."""
    kept = {key: entry for key, entry in file.measurements.items() if key not in keys}
    return _tidied(file, file.tables, kept)


def _settled(old: Entry | None, new: Entry) -> Entry:
    """Return what to keep of an entry and its successor.

    Where the exact facts agree, the old stays as it is, call sites and all: a diff then shows
    the facts that differ and nothing else. The last reason stays until another is given.
    """
    if old is None:
        return new
    merged = msgspec.structs.replace(
        new,
        reason=new.reason or old.reason,
        statements={
            alias: _settled_statements(old.statements.get(alias, {}), identities)
            for alias, identities in new.statements.items()
        },
        cache={
            alias: {
                group: _settled_cache(old.cache.get(alias, {}).get(group, {}), facts)
                for group, facts in groups.items()
            }
            for alias, groups in new.cache.items()
        },
    )
    return old if merged == msgspec.structs.replace(old, reason=merged.reason) else merged


def _settled_statements(
    old: Mapping[str, BaselineStatement], new: Mapping[str, BaselineStatement]
) -> dict[str, BaselineStatement]:
    return {
        identity: old[identity]
        if identity in old and _exact(old[identity]) == _exact(statement)
        else statement
        for identity, statement in new.items()
    }


def _settled_cache(
    old: Mapping[str, BaselineCacheFact], new: Mapping[str, BaselineCacheFact]
) -> dict[str, BaselineCacheFact]:
    return {
        what: old[what] if what in old and old[what].count == fact.count else fact
        for what, fact in new.items()
    }


def _exact(statement: BaselineStatement) -> tuple[object, ...]:
    return statement.count, statement.rows, statement.columns


def _tidied(
    file: BaselineFile, tables: dict[str, str], measurements: dict[str, Entry]
) -> BaselineFile:
    named = set().union(*(named_tables(entry) for entry in measurements.values()))
    return msgspec.structs.replace(
        file,
        tables={table: names for table, names in tables.items() if table in named},
        measurements=measurements,
    )
