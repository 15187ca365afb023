"""Punches sent late: stored once, on their own day, whatever else is in the batch."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from stays import MAY, at, entry, make_shift, make_stay
from tenants import TODAY

from facility.attendance.models import Attendance
from facility.attendance.summaries import site_period_summary
from facility.attendance.sync import sync_offline
from facility.core.clock import AS_OF


def counts(done):
    """How many were created, updated, left unchanged and refused."""
    return (done["created"], done["updated"], done["unchanged"], len(done["refused"]))


def test_sent_twice_is_stored_once(tenant):
    """A device that does not know whether it was heard sends again."""
    batch = [entry(tenant, at(6), at(14), deviceid="d1"), entry(tenant, at(22))]
    first = sync_offline(tenant.id, batch, now=AS_OF)
    second = sync_offline(tenant.id, batch, now=AS_OF)

    assert [counts(first), counts(second)] == [(2, 0, 0, 0), (0, 0, 2, 0)]
    assert Attendance.objects.count() == 2
    stay = Attendance.objects.earliest("checkin_time")
    assert (stay.client_id, stay.deviceid, stay.createdon) == (tenant.id, "d1", AS_OF)


def test_twice_in_a_batch_is_stored_once(tenant):
    """The second adds the check-out that the first did not know."""
    batch = [entry(tenant, at(6)), entry(tenant, at(6), at(14)), entry(tenant, at(6), at(13))]

    assert counts(sync_offline(tenant.id, batch, now=AS_OF)) == (1, 0, 2, 0)
    assert Attendance.objects.get().checkout_time == at(14)


def test_night_shift_is_of_the_day_it_began(tenant):
    """A punch after midnight is backdated to the day of its shift."""
    night = make_shift(tenant, "Night", 22)
    sync_offline(tenant.id, [entry(tenant, at(24, 5), at(30))], now=AS_OF)
    stay = Attendance.objects.get()

    assert (stay.datefor, stay.shift) == (MAY, night)


def test_check_out_is_added_to_a_known_stay(tenant):
    """What is missing is filled in; what is there, perhaps by a supervisor, is kept."""
    open_one = make_stay(tenant, at(6))
    ended = make_stay(tenant, at(16), at(20))
    done = sync_offline(
        tenant.id, [entry(tenant, at(6), at(14)), entry(tenant, at(16), at(19))], now=AS_OF
    )
    open_one.refresh_from_db()
    ended.refresh_from_db()

    assert counts(done) == (0, 1, 1, 0)
    assert (open_one.checkout_time, open_one.modifiedon) == (at(14), AS_OF)
    assert ended.checkout_time == at(20)


def test_deleted_stay_does_not_come_back(tenant):
    """What was deleted stays deleted, however often the device sends it."""
    make_stay(tenant, at(6), enable=False)
    done = sync_offline(tenant.id, [entry(tenant, at(6), at(14))], now=AS_OF)

    assert counts(done) == (0, 0, 1, 0)
    assert not Attendance.objects.filter(enable=True).exists()


def test_same_check_in_at_another_site_is_another_stay(tenant):
    """Person, site, day and check-in together make a punch what it is."""
    east = tenant.make_site("east")
    make_stay(tenant, at(6))

    done = sync_offline(tenant.id, [entry(tenant, at(6), site_id=east.id)], now=AS_OF)
    assert counts(done) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda _: "x", "JSON str, not an object"),
        (lambda good: {**good, "people_id": "1"}, "people_id is '1'"),
        (lambda good: {**good, "people_id": 10**30}, "which is nobody's id"),
        (lambda good: {**good, "site_id": 0}, "which is nobody's id"),
        (lambda good: {**good, "people_id": 999_999_999}, "has no person 999999999"),
        (lambda good: {**good, "site_id": 999_999_999}, "has no site 999999999"),
        (lambda good: {**good, "checkin_time": None}, "checkin_time is None"),
        (lambda good: {**good, "checkin_time": "2026-05-12T06:00:00"}, "with an offset"),
        (lambda good: {**good, "checkin_time": "0001-01-01T00:00:00+14:00"}, "not a moment"),
        (lambda good: {**good, "checkin_time": "soon"}, "'soon', not a moment"),
        (lambda good: {**good, "checkout_time": 7}, "checkout_time is 7"),
        (lambda good: {**good, "checkout_time": at(5).isoformat()}, "within a day"),
        (lambda good: {**good, "checkin_time": "2026-07-01T00:00:00+00:00"}, "in the future"),
        (lambda good: {**good, "checkin_time": "2026-04-01T00:00:00Z"}, "within a day"),
        (
            lambda good: {
                **good,
                "checkin_time": "2026-04-01T00:00:00Z",
                "checkout_time": None,
            },
            "more than 62 days old",
        ),
        (lambda good: {**good, "deviceid": "\x00"}, "deviceid is"),
        (lambda good: {**good, "deviceid": "\ud800"}, "deviceid is"),
        (lambda good: {**good, "deviceid": "x" * 51}, "deviceid is"),
        (lambda good: {**good, "deviceid": None}, "deviceid is None"),
    ],
)
def test_bad_entry_is_reported_and_loses_nothing(tenant, change, error):
    """The entries around it are stored."""
    good = entry(tenant, at(6), at(14))
    batch = [entry(tenant, at(22)), change(good), entry(tenant, at(46))]
    done = sync_offline(tenant.id, batch, now=AS_OF)

    assert counts(done) == (2, 0, 0, 1)
    [refused] = done["refused"]
    assert refused["entry"] == 1
    assert error in refused["error"]


def test_refused_entries_are_told_in_their_order(tenant):
    """Whatever they were refused for."""
    batch = [entry(tenant, at(6), people_id=1 << 40), {}, entry(tenant, at(6), site_id=1 << 40)]
    done = sync_offline(tenant.id, batch, now=AS_OF)

    assert [refused["entry"] for refused in done["refused"]] == [0, 1, 2]


def test_strangers_are_refused(tenant, other):
    """A device of one client writes nothing about another's people or sites."""
    batch = [
        entry(tenant, at(6), people_id=other.guard.id),
        entry(tenant, at(6), site_id=other.site.id),
    ]

    assert counts(sync_offline(tenant.id, batch, now=AS_OF)) == (0, 0, 0, 2)
    assert not Attendance.objects.exists()


def test_empty_batch(tenant):
    """Nothing sent is nothing done."""
    assert counts(sync_offline(tenant.id, [], now=AS_OF)) == (0, 0, 0, 0)


def test_statements_do_not_grow_with_the_batch(tenant, django_assert_num_queries):
    """Five queries, an insert and an update; and a savepoint, opened and released."""
    for hours in (100, 101):
        make_stay(tenant, at(hours), datefor=MAY + timedelta(days=4))
    batch = [entry(tenant, at(hours)) for hours in range(20)]
    batch += [entry(tenant, at(hours), at(hours + 1)) for hours in (100, 101)]
    with django_assert_num_queries(5 + 2 + 2):
        done = sync_offline(tenant.id, batch, now=AS_OF)

    assert counts(done) == (20, 2, 0, 0)


def test_backdated_punch_makes_last_months_report_new(tenant, django_assert_num_queries):
    """Its own month is read anew; the month in which it was sent is not."""

    def stays(start, end):
        return sum(row["stays"] for row in site_period_summary(tenant.id, start, end, TODAY))

    may = (date(2026, 5, 1), date(2026, 5, 31))
    june = (date(2026, 6, 1), TODAY)
    assert (stays(*may), stays(*june)) == (0, 0)
    sync_offline(tenant.id, [entry(tenant, at(6), at(14))], now=AS_OF)

    with django_assert_num_queries(1):
        assert (stays(*may), stays(*june)) == (1, 0)
