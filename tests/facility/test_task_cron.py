"""When recurring work is due, and what days and months are."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facility.activity.tasks.cron import occurrences
from facility.core.clock import AS_OF

MINUTE = timedelta(minutes=1)


def due(cron, start=AS_OF, hours=24):
    """The moments as texts ``dd hh:mm``."""
    found = occurrences(cron, start, start + timedelta(hours=hours))
    return [f"{moment:%d %H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("30 9 * * *", ["30 09:30"]),
        ("0 6,14,22 * * *", ["30 06:00", "30 14:00", "30 22:00"]),
        ("0 */12 * * *", ["30 00:00", "30 12:00"]),
        ("15-17 8 * * *", ["30 08:15", "30 08:16", "30 08:17"]),
        ("0 9 30 * *", ["30 09:00"]),
        ("0 9 * * TUE", ["30 09:00"]),  # 30 June 2026 is a Tuesday
        ("0 9 * * 2", ["30 09:00"]),
        ("0 9 * 6 *", ["30 09:00"]),
        ("0 9 * 7 *", []),
        ("0 9 1 * TUE", ["30 09:00"]),  # where both are given, either will do
        ("0 9 31 * *", []),
    ],
)
def test_fields(cron, expected):
    """Lists, steps, ranges, names, and the day by month or by week."""
    assert due(cron) == expected


@pytest.mark.parametrize("cron", ["", "* * * *", "0 0 * * * *", "61 * * * *", "0 0 * * XYZ", "a b"])
def test_unreadable(cron):
    """What is not five fields of cron is refused, and the message holds it."""
    with pytest.raises(ValueError, match=r"cron .*(fields|cannot be read)"):
        list(occurrences(cron, AS_OF, AS_OF + MINUTE))


def test_range_is_half_open():
    """The start belongs to the range, the end to the next one."""
    assert due("0 0 * * *") == ["30 00:00"]
    assert due("0 0 * * *", AS_OF + timedelta(microseconds=1), 23) == []


def test_other_offsets_mean_the_same_moments():
    """Cron is in UTC, wherever the one who asks is."""
    elsewhere = AS_OF.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert due("0 6 * * *", elsewhere) == due("0 6 * * *")


@given(
    start=st.integers(0, 500_000).map(lambda minutes: AS_OF - minutes * MINUTE),
    minutes=st.integers(0, 5_000),
    cut=st.integers(0, 5_000),
)
def test_two_ranges_hold_what_the_whole_holds(start, minutes, cut):
    """Wherever a range is cut, nothing is lost and nothing comes twice."""
    end, middle = start + minutes * MINUTE, start + min(cut, minutes) * MINUTE
    cron = "*/25 3-20 * * 1-5"
    parts = [*occurrences(cron, start, middle), *occurrences(cron, middle, end)]

    assert parts == list(occurrences(cron, start, end))
