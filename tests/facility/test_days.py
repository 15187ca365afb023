"""Days and months in UTC, as ranges and as names."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from stays import MAY

from facility.core.clock import AS_OF
from facility.core.days import bounds, months


def test_months_of_a_period():
    """Every month that the period touches, over the turn of a year too."""
    assert months(date(2025, 11, 30), date(2026, 1, 1)) == ["202511", "202512", "202601"]
    assert months(MAY, MAY) == ["202605"]


@given(
    first=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    days=st.integers(0, 800),
)
def test_months_are_those_of_the_days(first, days):
    """A period touches the months that its days lie in."""
    last = first + timedelta(days=days)
    expected = {f"{first + timedelta(days=n):%Y%m}" for n in range(days + 1)}

    assert list(months(first, last)) == sorted(expected)


def test_bounds_are_whole_days():
    """From midnight to midnight in UTC."""
    begin, end = bounds(AS_OF.date(), AS_OF.date())

    assert (begin, end) == (AS_OF, AS_OF + timedelta(days=1))
