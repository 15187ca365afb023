"""The baseline as the comparison wants it, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
