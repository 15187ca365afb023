"""The baseline as the comparison wants it, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.analyse.ids import name_of, nodeid_of
from perfgate.model import Measurement

if TYPE_CHECKING:
    from perfgate.analyse.stability import FactKey
    from perfgate.model import Record


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What a measurement is held against.

    ``record`` is the committed record: its sites have no lines (line 0), its statements no
    examples, and its ``tables`` give the columns that the tables had when it was written.
    ``reason`` says why its numbers were last loosened; empty where they never were. ``django`` is
    the minor version of Django that it was recorded under; empty where that is not known.
    ``unstable`` are facts that differed from themselves, as those of a run may: ``record`` then
    holds the larger number, and only what exceeds it is certain.
    """

    record: Record
    dataset: str = ""
    reason: str = ""
    django: str = ""
    unstable: frozenset[FactKey] = frozenset()

    def as_measurement(self, measurement_id: str) -> Measurement:
        """Return it as if it had been measured so; its call sites have no lines."""
        return Measurement(
            nodeid=nodeid_of(measurement_id),
            name=name_of(measurement_id),
            record=self.record,
            dataset=self.dataset,
            django=self.django,
        )
