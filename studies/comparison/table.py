"""The tables of ``before_after.py``: figures, their ratios, and nothing rounded in our favour.

Pure functions. A figure of the twin is rounded down and one of the application up; a gain is
rounded down and a price up. What was not measured is a dash.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

NOT_MEASURED = "-"
#: A gain that no number is large enough for.
TO_NOTHING = "to 0"
#: From here on a decimal says nothing.
_WHOLE_FROM = 100


class Way(StrEnum):
    """How a query is asked, in the words of the table."""

    NAIVE = "naive, default indexes"
    SAME_INDEXES = "optimised, default indexes"
    OPTIMISED = "optimised, all indexes"
    WARM = "the same, from the cache"


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one run took: as PostgreSQL counted it, and on the clock."""

    statements: int
    rows: int
    buffers: int
    ms: float


FACTS = ("statements", "rows", "buffers", "ms")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a query.

    ``faster`` has, for each way but the naive one, how many times less time it took; else the
    ratio of the two ``ms`` stands for it. ``remark`` stands beside the naive one.
    """

    area: str
    name: str
    costs: Mapping[Way, Cost]
    faster: Mapping[Way, float] = field(default_factory=dict)
    remark: str = ""


class Sheet(NamedTuple):
    """A table as text: its titles, its rows, and which of the columns hold numbers."""

    titles: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: range


def gain_text(before: float, after: float) -> str:
    """How many times less it became, rounded down."""
    if not after:
        return TO_NOTHING if before else "1.0"
    return shortened(before / after, math.floor)


def lower_ratio(before: Sequence[float], after: Sequence[float]) -> float:
    """Of times round by round: the median of the ratios, or the ratio of the medians if lower.

    A load on the machine meets all ways of a round alike, and both medians are in the table.
    """
    return min(_ratios(before, after))


def higher_ratio(with_: Sequence[float], without: Sequence[float]) -> float:
    """The same of a price: whichever of the two is higher."""
    return max(_ratios(with_, without))


def price_text(without: float, with_: float) -> str:
    """How many times more it became, rounded up."""
    return shortened(with_ / without, math.ceil) if without else NOT_MEASURED


def query_sheet(results: Iterable[Result]) -> Sheet:
    """Three rows for each query, and a fourth where the cache answers it."""
    titles = ("area", "query", "asked", *FACTS, *(f"{fact} ÷" for fact in FACTS), "remark")
    rows: list[tuple[str, ...]] = []
    for result in results:
        for way in Way:
            if way is Way.WARM and way not in result.costs:
                continue
            place = (result.area, result.name) if way is Way.NAIVE else ("", "")
            rows.append((*place, way, *_figures(result, way), *_gains(result, way)))
    return Sheet(titles, rows, range(3, len(titles) - 1))


def text_lines(sheet: Sheet) -> list[str]:
    """The table for a terminal."""
    table = [sheet.titles, *sheet.rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(_aligned(row, widths, sheet.numbers)).rstrip() for row in table]


def markdown_lines(sheet: Sheet) -> list[str]:
    """The table for a page."""
    rule = ["--:" if column in sheet.numbers else "---" for column in range(len(sheet.titles))]
    return [f"| {' | '.join(row)} |" for row in (sheet.titles, rule, *sheet.rows)]


def _aligned(row: Sequence[str], widths: Sequence[int], numbers: range) -> Iterable[str]:
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.rjust(width) if column in numbers else cell.ljust(width)


def _figures(result: Result, way: Way) -> tuple[str, ...]:
    cost = result.costs.get(way)
    if cost is None:
        return (NOT_MEASURED,) * len(FACTS)
    round_ms = math.floor if way is Way.NAIVE else math.ceil
    counts = (f"{count:,}" for count in (cost.statements, cost.rows, cost.buffers))
    return (*counts, shortened(cost.ms, round_ms))


def _gains(result: Result, way: Way) -> tuple[str, ...]:
    """The ratios of a row, and in words where there is no gain."""
    before, after = result.costs.get(Way.NAIVE), result.costs.get(way)
    if way is Way.NAIVE or before is None or after is None:
        return (NOT_MEASURED,) * len(FACTS) + (result.remark if way is Way.NAIVE else "",)
    pairs = {fact: (getattr(before, fact), getattr(after, fact)) for fact in FACTS}
    if way in result.faster:
        pairs["ms"] = (result.faster[way], 1.0)
    even = [fact for fact, (one, other) in pairs.items() if one <= other]
    remark = f"twin as good or better: {', '.join(even)}" if even else ""
    return (*(gain_text(one, other) for one, other in pairs.values()), remark)


def _ratios(ones: Sequence[float], others: Sequence[float]) -> tuple[float, float]:
    by_round = statistics.median(one / other for one, other in zip(ones, others, strict=True))
    return by_round, statistics.median(ones) / statistics.median(others)


def shortened(number: float, rounded: Callable[[float], int]) -> str:
    """Two digits below 1, one from there, none from 100; ``rounded`` is floor or ceil."""
    if number >= _WHOLE_FROM:
        return f"{rounded(number):,}"
    digits = 1 if number >= 1 else 2
    return f"{rounded(number * 10**digits) / 10**digits:.{digits}f}"
