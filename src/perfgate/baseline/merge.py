"""Putting measurements into the content of a baseline file without touching what stays."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from perfgate.analyse.ids import key_of
from perfgate.baseline.convert import all_facts, named_tables, tables_of, to_facts
from perfgate.baseline.keeping import narrowed
from perfgate.baseline.variants import served, serving_only, written
from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from perfgate.baseline.schema import BaselineFile, Entry
    from perfgate.model import FactName, Measurement


@dataclass(frozen=True, slots=True)
class Change:
    """A measurement to write down, and why its numbers may be looser than they were.

    ``variant`` says whether facts of another version of Django stay beside those that differ.
    ``kept`` are facts that stay as the file has them, or lacks them; ``only`` the groups of facts
    to write into an entry that is there, empty for all. A judgement says both.
    ``taken_over`` is the id of the baseline that becomes the measurement's own, as its test was
    renamed; empty where it was not.
    """

    measurement: Measurement
    reason: str | None = None
    variant: bool = False
    kept: tuple[FactName, ...] = ()
    only: tuple[str, ...] = ()
    taken_over: str = ""


def updated(
    file: BaselineFile,
    changes: Iterable[Change],
    taken_over: Mapping[str, Entry] = MappingProxyType({}),
) -> BaselineFile:
    """Return the file with the measurements in it; their order does not matter.

    Where the exact facts agree, an entry stays as it is, call sites and all.

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
        measurement = change.measurement
        key = key_of(measurement.id)
        if key in seen:
            raise BaselineError(
                f"{measurement.id} was measured twice in this run.",
                remedy='Give each measurement of a test its own name: perf.named("…")',
                slug="measured-twice",
            )
        seen.add(key)
        old = measurements.get(key, taken_over.get(change.taken_over))
        before = None if old is None else served(old, measurement.django)[1]
        facts = to_facts(measurement, reason=change.reason or "")
        if old is None or not change.only or "statements" in change.only:
            tables.update(tables_of(facts, measurement.record.tables))
        measurements[key] = written(
            old,
            narrowed(before, facts, change.only, change.kept),
            django=measurement.django,
            variant=change.variant,
        )
    return _tidied(file, tables, measurements)


def without(file: BaselineFile, keys: Collection[str]) -> BaselineFile:
    """Return the file without the entries of these keys."""
    kept = {key: entry for key, entry in file.measurements.items() if key not in keys}
    return _tidied(file, file.tables, kept)


def for_djangos(file: BaselineFile, djangos: Collection[str]) -> BaselineFile:
    """Return the file without facts that none of these minor versions of Django needs."""
    kept = {key: serving_only(entry, djangos) for key, entry in file.measurements.items()}
    return _tidied(file, file.tables, kept)


def tidied(file: BaselineFile) -> BaselineFile:
    """Return the file without tables that no measurement names."""
    return _tidied(file, file.tables, file.measurements)


def _tidied(
    file: BaselineFile, tables: dict[str, str], measurements: dict[str, Entry]
) -> BaselineFile:
    named = {
        table
        for entry in measurements.values()
        for facts in all_facts(entry)
        for table in named_tables(facts)
    }
    return msgspec.structs.replace(
        file,
        tables={table: names for table, names in tables.items() if table in named},
        measurements=measurements,
    )
