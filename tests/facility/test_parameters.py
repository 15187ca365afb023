"""What addresses and bodies may say, and what is refused with 400 before any query."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import BadRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from tenants import TODAY

from facility.core import cursors, http, parameters
from facility.core.clock import AS_OF
from facility.core.days import DAY


def asked(**query):
    """A request with this query."""
    return RequestFactory().get("/", query)


def test_days_and_months_have_their_defaults():
    """What is missing or blank is what the caller says."""
    june, half = asked(start="2026-06-03", end=""), asked(end="2026-05-20")

    assert parameters.day(june, "start", TODAY) == date(2026, 6, 3)
    assert parameters.day(june, "end", TODAY) == TODAY
    assert parameters.day_or_none(june, "end") is None
    assert parameters.period(june, TODAY - DAY, TODAY) == (date(2026, 6, 3), TODAY)
    assert parameters.month_so_far(half, TODAY) == (date(2026, 5, 1), date(2026, 5, 20))
    assert parameters.month(asked(), TODAY) == (2026, 6)
    assert parameters.month(asked(month="2025-12"), TODAY) == (2025, 12)


def test_stretch_is_half_open():
    """Whole days where they are given, the usual time up to now where not."""
    week = 7 * DAY

    assert parameters.stretch(asked(), AS_OF, week) == (AS_OF - week, AS_OF)
    assert parameters.stretch(asked(end="2026-06-29"), AS_OF, DAY) == (AS_OF - 2 * DAY, AS_OF - DAY)


def test_ids_are_sorted_and_stand_once():
    """None where none is named, which stands for all."""
    assert parameters.identifiers(asked(site=["3", "1", "03"]), "site") == (1, 3)
    assert parameters.identifiers(asked(), "site") is None
    assert parameters.identifier(asked(site=""), "site") is None
    assert parameters.identifier(asked(site=str(2**63 - 1)), "site") == 2**63 - 1


@pytest.mark.parametrize(
    "number", ["0", "-1", "+1", "1.0", "1_0", " 1", "²", "x", str(2**63), "9" * 5000]
)
def test_what_is_no_id_is_refused(number):
    """However long it is, and in whatever digits."""
    with pytest.raises(BadRequest, match="not a whole number"):
        parameters.identifier(asked(site=number), "site")
    with pytest.raises(BadRequest, match="not a whole number"):
        parameters.identifiers(asked(site=["1", number]), "site")
    with pytest.raises(BadRequest, match="not a whole number"):
        parameters.page(asked(page=number))


@pytest.mark.parametrize("day", ["1999-12-31", "2100-01-01", "2026-02-29", "today", "2026-06"])
def test_what_is_no_day_is_refused(day):
    """Days that there are not, and those of years that nobody means."""
    with pytest.raises(BadRequest, match="not a day"):
        parameters.day(asked(day=day), "day", TODAY)
    with pytest.raises(BadRequest, match="not a day"):
        http.day_of(day, "day")


def test_period_is_at_most_a_year():
    """A year is, a day more is not, nor is one that ends before it begins."""
    assert parameters.period(asked(start="2025-06-30"), TODAY, TODAY)[0] == date(2025, 6, 30)
    for start in ("2025-06-29", "2026-07-01"):
        with pytest.raises(BadRequest, match="not a period"):
            parameters.period(asked(start=start), TODAY, TODAY)


@pytest.mark.parametrize(
    "value", [None, 7, "", "x", "2026-06-30", "2026-06-30T06:00", "1999-01-01Z"]
)
def test_what_is_no_moment_is_refused(value):
    """Without an offset from UTC it is any of two dozen moments."""
    with pytest.raises(BadRequest, match="not a moment with an offset"):
        http.moment({"at": value}, "at")


def test_moment_has_a_latest():
    """The latest itself is not too late."""
    body = {"at": AS_OF.isoformat()}

    assert http.moment(body, "at", AS_OF) == AS_OF
    with pytest.raises(BadRequest, match="later than"):
        http.moment(body, "at", AS_OF - timedelta(seconds=1))


@pytest.mark.parametrize("value", [None, 0, 1, "true", []])
def test_flag_is_true_or_false(value):
    """Nothing else, null included; missing it is the default, if there is one."""
    for body in ({"on": value}, {}):
        with pytest.raises(BadRequest, match="not true or false"):
            http.flag(body, "on")
    with pytest.raises(BadRequest, match="not true or false"):
        http.flag({"on": value}, "on", default=False)

    assert http.flag({}, "on", default=False) is False
    assert http.flag({"on": True}, "on", default=False) is True


@given(rows=st.lists(st.integers(), max_size=4))
def test_page_is_cut_and_leads_on(rows):
    """No more than the size is shown; the next begins after the last row if there is another."""
    shown, following = cursors.cut(rows, 3, lambda row: (AS_OF, row))

    assert shown == rows[:3]
    assert following == ((AS_OF, rows[2]) if len(rows) > 3 else None)


@given(code=st.text().filter(lambda code: "\0" not in code), row_id=st.integers(0))
def test_key_stands_in_addresses_as_text(code, row_id):
    """Whatever a code has in it; a key that PostgreSQL cannot compare with is refused."""
    assert cursors.code_from_text(cursors.to_text((code, row_id))) == (code, row_id)
    assert cursors.from_text(cursors.to_text((AS_OF, row_id))) == (AS_OF, row_id)
    with pytest.raises(BadRequest):
        cursors.code_from_text(f"{code}\0_{row_id}")
    with pytest.raises(BadRequest, match="no offset"):
        cursors.from_text(f"{datetime(2026, 6, 30).isoformat()}_{row_id}")  # noqa: DTZ001
