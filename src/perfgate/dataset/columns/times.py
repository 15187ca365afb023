"""Moments that follow the rhythm of days, weeks and seasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from perfgate.dataset import bits as random_bits
from perfgate.dataset.columns.column import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.dataset.bits import Floats, Integers
    from perfgate.dataset.generate import Block

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOURS = 24
_SECONDS_OF_HOUR = 3600


def days_before(as_of: datetime, days: int) -> Integers:
    """The ``days`` days that end before ``as_of``, as days since 1970."""
    last = (as_of - _EPOCH) // timedelta(days=1)
    return np.arange(last - days, last, dtype=np.int64)


def weekdays(days: Integers) -> Integers:
    """0 for Monday to 6 for Sunday; 1 January 1970 was a Thursday."""
    return (days + 3) % 7


def season(days: Integers, amplitude: float) -> Floats:
    """A wave over the year around 1, highest in late June."""
    year = 2 * np.pi * ((days % 365.25) / 365.25 - 0.22)
    return random_bits.rounded(1 + amplitude * np.sin(year))


class Timeline(Column):
    """Moments in the order of the rows over the days before ``as_of``, dense where much happens.

    The rows are spread evenly over the accumulated intensity of all hours, and each is moved at
    random within its share: the sequence rises with the row number, as a table's does that was
    filled as things happened.

    Args:
        days: how many days before ``as_of`` it begins, or the recipe's parameter that says so.
        weekdays: how much happens on Monday to Sunday, against each other.
        hours: how much happens in hour 0 to 23.
        season: amplitude of the wave over the year.
        shock: sigma of the day's own factor.
    """

    def __init__(
        self,
        days: int | str,
        *,
        weekdays: Sequence[float] = (1,) * 7,
        hours: Sequence[float] = (1,) * _HOURS,
        season: float = 0.0,
        shock: float = 0.0,
    ) -> None:
        super().__init__()
        self.days = days
        self.weekdays = tuple(weekdays)
        self.hours = tuple(hours)
        self.season = season
        self.shock = shock

    def fill(self, block: Block, stream: str) -> Integers:
        """Microseconds since 1970, whole seconds."""
        history = block.parameter(self.days) if isinstance(self.days, str) else self.days
        days = days_before(block.as_of, history)
        totals = random_bits.cumulative(self._intensity(block, stream, days))
        place = (block.row_numbers() + block.uniform(stream)) / block.total
        point = np.floor(place * totals[-1]).astype(np.int64)
        hour = np.searchsorted(totals, point, side="right")
        before = np.concatenate(([0], totals))[hour]
        second = (point - before) * _SECONDS_OF_HOUR // (totals[hour] - before)
        moments: Integers = days[0] * DAY_US + hour * HOUR_US + second * SECOND_US
        return moments

    def _intensity(self, block: Block, stream: str, days: Integers) -> Floats:
        drawn = random_bits.bits(block.key(f"{stream}/shock"), days.astype(np.uint64))
        shock = random_bits.exp(random_bits.normal(drawn) * self.shock)
        of_day = np.array(self.weekdays)[weekdays(days)] * season(days, self.season) * shock
        return np.outer(of_day, np.array(self.hours)).ravel()
