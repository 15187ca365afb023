"""Punching in and out, and a supervisor's correction: the right day, the right shift, no loss."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stays import MAY, at, make_shift, make_stay
from tenants import TODAY

from facility.attendance.days import is_near, shift_at
from facility.attendance.models import Attendance
from facility.attendance.punches import OPEN_WITHIN
from facility.attendance.rosters import edit_shift
from facility.attendance.writes import (
    Correction,
    PunchError,
    correct_stay,
    punch_in,
    punch_out,
)
from facility.core.clock import AS_OF
from facility.onboarding.models import Bt, Shift
from facility.peoples.models import People
from facility.peoples.writes import transfer_person


@pytest.fixture
def shifts(tenant):
    """The tenant's site works round the clock."""
    names = [("Morning", 6), ("Afternoon", 14), ("Night", 22)]
    return [make_shift(tenant, name, begins) for name, begins in names]


@pytest.mark.parametrize(
    ("moment", "shift", "day"),
    [
        (at(5, 48), "Morning", MAY),
        (at(3, 59), "Night", MAY - timedelta(days=1)),
        (at(4), "Morning", MAY),
        (at(11, 59), "Morning", MAY),
        (at(12), "Afternoon", MAY),
        (at(21, 50), "Night", MAY),
        (at(24, 30), "Night", MAY),
    ],
)
def test_check_in_belongs_to_a_shift_and_its_day(tenant, shifts, moment, shift, day):
    """Two hours early is early for the next shift; the night goes on after midnight."""
    stay = punch_in(tenant.id, tenant.guard.id, tenant.site.id, now=moment)

    assert (stay.shift.name, stay.datefor) == (shift, day)
    assert stay.shift in shifts


def test_between_shifts_there_is_none(tenant):
    """Whoever comes when nobody works has no shift, and the day is that of the check-in."""
    make_shift(tenant)

    assert shift_at(Shift.objects.all(), at(14)) == (None, MAY)
    assert shift_at([], at(14)) == (None, MAY)


def test_shift_after_midnight_begins_tomorrow(tenant):
    """Early for a shift that begins at half past midnight is the day before, and counts for it."""
    shift = make_shift(tenant)
    shift.starttime = time(0, 30)

    assert shift_at([shift], at(23)) == (shift, MAY + timedelta(days=1))


def test_punch_in_is_six_statements(tenant, shifts, django_assert_num_queries):
    """The person, the site, whether in, the shifts, the kind, the insert; and a savepoint."""
    with django_assert_num_queries(6 + 2):
        stay = punch_in(tenant.id, tenant.guard.id, tenant.site.id, now=at(6), deviceid="d1")
    stay.refresh_from_db()

    assert (stay.checkin_time, stay.checkout_time, stay.createdon) == (at(6), None, at(6))
    assert (stay.eventtype, stay.deviceid, len(shifts)) == (tenant.codes["SELF"], "d1", 3)


def test_nobody_is_in_twice(tenant):
    """A second punch of the same stay is refused; after a forgotten check-out it is a new stay."""
    punch_in(tenant.id, tenant.guard.id, tenant.site.id, now=at(6))
    with pytest.raises(PunchError, match="is in already"):
        punch_in(tenant.id, tenant.guard.id, tenant.site.id, now=at(7))
    punch_in(tenant.id, tenant.guard.id, tenant.site.id, now=at(6) + OPEN_WITHIN)

    assert Attendance.objects.filter(checkout_time=None).count() == 2


def test_punches_lock_what_they_read(tenant):
    """The person while punching in, the stay while punching out: two at once are one."""
    with CaptureQueriesContext(connection) as captured:
        punch_in(tenant.id, tenant.guard.id, tenant.site.id, now=at(6))
        punch_out(tenant.id, tenant.guard.id, now=at(14))
    locks = [query["sql"] for query in captured if " FOR " in query["sql"]]

    assert [sql.rpartition(" FOR ")[2] for sql in locks] == ["NO KEY UPDATE", "UPDATE"]
    assert ["peoples_people" in locks[0], "attendance_attendance" in locks[1]] == [True, True]


@pytest.mark.usefixtures("shifts")
def test_check_out_after_midnight_belongs_to_the_day_before(tenant, django_assert_num_queries):
    """The stay keeps its day; two statements and a savepoint end it."""
    punch_in(tenant.id, tenant.guard.id, tenant.site.id, now=at(21, 55))
    with django_assert_num_queries(2 + 2):
        punch_out(tenant.id, tenant.guard.id, now=at(30, 2))
    stay = Attendance.objects.get()

    assert (stay.datefor, stay.checkout_time) == (MAY, at(30, 2))


def test_forgotten_check_out_stays_missing(tenant):
    """The next day's check-out ends the next day's stay and no other."""
    forgotten = make_stay(tenant, at(6))
    punch_in(tenant.id, tenant.guard.id, tenant.site.id, now=at(30))
    punch_out(tenant.id, tenant.guard.id, now=at(38))
    forgotten.refresh_from_db()

    assert forgotten.checkout_time is None
    with pytest.raises(Attendance.DoesNotExist):
        punch_out(tenant.id, tenant.guard.id, now=at(39))


def test_punch_of_strangers(tenant, other):
    """Person and site must be the client's own, and enabled."""
    with pytest.raises(People.DoesNotExist):
        punch_in(tenant.id, other.guard.id, tenant.site.id, now=at(6))
    with pytest.raises(Bt.DoesNotExist):
        punch_in(tenant.id, tenant.guard.id, other.site.id, now=at(6))
    gone = tenant.make_person("gone", enable=False)
    with pytest.raises(People.DoesNotExist):
        punch_in(tenant.id, gone.id, tenant.site.id, now=at(6))
    make_stay(other, at(6))
    with pytest.raises(Attendance.DoesNotExist):
        punch_out(tenant.id, other.guard.id, now=at(7))


def test_correction_moves_a_stay(tenant, django_assert_num_queries):
    """Another site, another day, its shift, and who says so; five statements and a savepoint."""
    stay = make_stay(tenant, at(6))
    east = tenant.make_site("east")
    night = make_shift(tenant, "Night", 22, site=east)
    day = date(2026, 6, 1)
    wanted = Correction(east.id, day, at(22, day=day), at(30, day=day))
    with django_assert_num_queries(5 + 2):
        correct_stay(tenant.id, stay.id, wanted, now=AS_OF, by=tenant.admin.id)
    stay.refresh_from_db()

    assert (stay.site, stay.shift, stay.datefor) == (east, night, day)
    assert (stay.checkin_time, stay.checkout_time) == (at(22, day=day), at(30, day=day))
    assert (stay.verifiedby, stay.modifiedby, stay.modifiedon) == (
        tenant.admin,
        tenant.admin,
        AS_OF,
    )


def test_shift_of_another_day_is_not_the_stays(tenant):
    """A stay that is put on the day before its shift has no shift to be late for."""
    stay = make_stay(tenant, at(6), shift=make_shift(tenant))
    wanted = Correction(tenant.site.id, MAY - timedelta(days=1), at(6), None)

    corrected = correct_stay(tenant.id, stay.id, wanted, now=AS_OF, by=tenant.admin.id)
    assert corrected.shift is None


@pytest.mark.parametrize(
    ("datefor", "checkin", "checkout", "error"),
    [
        (MAY, at(6), at(5), "within a day"),
        (MAY, at(6), at(31), "within a day"),
        (MAY + timedelta(days=2), at(6), None, "more than a day away"),
        (TODAY, AS_OF + timedelta(hours=1), None, "in the future"),
    ],
)
def test_impossible_correction(tenant, datefor, checkin, checkout, error):
    """What cannot have been is refused, and nothing is written."""
    stay = make_stay(tenant, at(6))
    wanted = Correction(tenant.site.id, datefor, checkin, checkout)
    with pytest.raises(PunchError, match=error):
        correct_stay(tenant.id, stay.id, wanted, now=AS_OF, by=tenant.admin.id)
    stay.refresh_from_db()

    assert (stay.datefor, stay.checkin_time, stay.verifiedby) == (MAY, at(6), None)


def test_correction_by_strangers(tenant, other):
    """Stay, supervisor and site must all be the client's own."""
    mine, theirs = make_stay(tenant, at(6)), make_stay(other, at(6))
    right = Correction(tenant.site.id, MAY, at(6), None)
    with pytest.raises(Attendance.DoesNotExist):
        correct_stay(tenant.id, theirs.id, right, now=AS_OF, by=tenant.admin.id)
    with pytest.raises(People.DoesNotExist):
        correct_stay(tenant.id, mine.id, right, now=AS_OF, by=other.admin.id)
    wrong = right._replace(site_id=other.site.id)
    with pytest.raises(Bt.DoesNotExist):
        correct_stay(tenant.id, mine.id, wrong, now=AS_OF, by=tenant.admin.id)


@pytest.mark.parametrize(
    ("begins", "ends", "minutes", "night"),
    [(7, 15, 480, False), (22, 6, 480, True), (6, 6, 1440, True)],
)
def test_shift_gets_other_hours(tenant, begins, ends, minutes, night):
    """Its length follows, and whether it crosses midnight."""
    shift = make_shift(tenant)
    edit_shift(tenant.id, shift.id, time(begins), time(ends), now=AS_OF)
    shift.refresh_from_db()

    assert (shift.duration, shift.nightshift, shift.modifiedon) == (minutes, night, AS_OF)


def test_rosters_of_strangers(tenant, other):
    """Nobody edits another client's shift, or sends people to another client's site."""
    with pytest.raises(Shift.DoesNotExist):
        edit_shift(tenant.id, make_shift(other).id, time(6), time(14), now=AS_OF)
    with pytest.raises(People.DoesNotExist):
        transfer_person(tenant.id, other.guard.id, tenant.site.id, now=AS_OF)
    with pytest.raises(Bt.DoesNotExist):
        transfer_person(tenant.id, tenant.guard.id, other.site.id, now=AS_OF)


def test_transferred_person_belongs_to_the_other_site(tenant):
    """The stays so far remain where they were."""
    stay = make_stay(tenant, at(6))
    east = tenant.make_site("east")
    transfer_person(tenant.id, tenant.guard.id, east.id, now=AS_OF)
    stay.refresh_from_db()
    tenant.guard.refresh_from_db()

    assert (tenant.guard.bu, stay.site) == (east, tenant.site)


@pytest.mark.parametrize(("days", "near"), [(-2, False), (-1, True), (0, True), (1, True)])
def test_check_in_is_near_its_day(days, near):
    """The day itself and those beside it."""
    assert is_near(at(23, 59), MAY - timedelta(days=days)) is near
