"""Attendance reports: no stay is lost, every stay is on its day, and one query does it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stays import MAY, at, make_shift, make_stay
from tenants import TODAY

from facility.attendance import punches
from facility.attendance.grid import person_month
from facility.attendance.presence import late_and_absent
from facility.attendance.punches import OPEN_WITHIN, open_punches
from facility.attendance.summaries import site_days, site_period_summary
from facility.core.clock import AS_OF
from facility.onboarding.models import Bt
from facility.peoples.models import People


def may(tenant, site_ids=None):
    """The summary of May, by site."""
    rows = site_period_summary(tenant.id, date(2026, 5, 1), date(2026, 5, 31), TODAY, site_ids)
    return {row["site"]: row for row in rows}


def one_day(tenant, day=MAY):
    """The day's row of the tenant's site."""
    return site_days(tenant.id, tenant.site.id, day, day, TODAY)["days"][0]


def test_night_shift_counts_on_the_day_it_began(tenant):
    """A stay that crosses midnight is whole, and all of it belongs to the first day."""
    night = make_shift(tenant, "Night", 22)
    make_stay(tenant, at(22), at(30), shift=night)

    assert one_day(tenant)["minutes"] == 480
    assert one_day(tenant, MAY + timedelta(days=1))["stays"] == 0


def test_night_shift_on_the_last_of_the_month_stays_in_the_month(tenant):
    """Its check-out lies in June, as may its check-in; the stay is May's."""
    last = date(2026, 5, 31)
    make_stay(tenant, at(24, 20, day=last), at(30, day=last), datefor=last)

    assert may(tenant)["acme site"]["minutes"] == 340


def test_missing_checkout_is_counted_and_not_dropped(tenant):
    """A stay without an end is a stay, of no time."""
    make_stay(tenant, at(6), at(14))
    make_stay(tenant, at(6), None, people=tenant.admin)
    row = may(tenant)["acme site"]

    assert [row["stays"], row["people"], row["missing"], row["minutes"]] == [2, 2, 1, 480]


def test_missing_checkin_is_not_dropped(tenant):
    """Nor is one without a beginning."""
    make_stay(tenant, None, at(14))
    month = person_month(tenant.id, tenant.guard.id, 2026, 5, TODAY)

    assert may(tenant)["acme site"]["stays"] == 1
    assert len(month["days"][MAY.day - 1]["stays"]) == 1


def test_duplicates_are_stays_of_one_person(tenant):
    """Whoever punches twice is there once."""
    for _ in range(2):
        make_stay(tenant, at(6), at(14))
    row = may(tenant)["acme site"]

    assert [row["stays"], row["people"]] == [2, 1]


@pytest.mark.parametrize(("second", "late"), [(0, 0), (1, 1)])
def test_late_by_a_second(tenant, second, late):
    """The end of the grace is still in time, the second after it is not."""
    make_stay(tenant, at(6, 5, second), shift=make_shift(tenant))

    assert may(tenant)["acme site"]["late"] == late


def test_night_shift_is_late_after_midnight(tenant):
    """Lateness counts from the day the shift began on, not from the day of the check-in."""
    make_stay(tenant, at(24, 30), at(30), shift=make_shift(tenant, "Night", 22))

    assert one_day(tenant)["late"] == 1


def test_without_a_shift_nobody_is_late(tenant):
    """There is nothing to be late for."""
    make_stay(tenant, at(13))

    assert may(tenant)["acme site"]["late"] == 0


def test_disabled_stay_counts_nowhere(tenant):
    """What was deleted is out of every report."""
    make_stay(tenant, at(6), enable=False)

    assert may(tenant) == {}
    assert one_day(tenant)["stays"] == 0
    month = person_month(tenant.id, tenant.guard.id, 2026, 5, TODAY)
    assert not any(day["stays"] for day in month["days"])
    assert open_punches(tenant.id, at(7))["punches"] == []


def test_summary_of_many_sites_is_one_query(tenant, django_assert_num_queries):
    """Names, shifts and all measures come with it; cached, there is none."""
    for name in ("east", "north", "west"):
        site = tenant.make_site(name)
        make_stay(tenant, at(6), at(14), site=site, shift=make_shift(tenant, site=site))
    with django_assert_num_queries(1):
        cold = may(tenant)
    with django_assert_num_queries(0):
        warm = may(tenant)

    assert cold == warm
    assert list(cold) == ["east", "north", "west"]


def test_summary_of_some_sites(tenant):
    """Only the sites asked for are there."""
    east = tenant.make_site("east")
    make_stay(tenant, at(6), site=east)
    make_stay(tenant, at(6))

    assert list(may(tenant, (east.id,))) == ["east"]


def test_summary_never_takes_the_date_of_a_check_in(tenant):
    """The time columns are compared as they are: a cast would defeat every index."""
    with CaptureQueriesContext(connection) as captured:
        may(tenant)
        one_day(tenant)
        late_and_absent(tenant.id, tenant.site.id, MAY, TODAY)
        person_month(tenant.id, tenant.guard.id, 2026, 5, TODAY)
    sent = " ".join(query["sql"] for query in captured.captured_queries)

    assert "datefor" in sent
    assert not re.search(r"check(in|out)_time\"?\)*\s*(::|at time zone)", sent, re.IGNORECASE)
    assert not re.search(r"\b(cast|date|date_trunc|extract)\s*\(", sent, re.IGNORECASE)


def test_days_of_a_site_are_all_there(tenant, django_assert_num_queries):
    """A day on which nobody came is a day of zeros; the site and its days are two queries."""
    make_stay(tenant, at(6), at(14))
    with django_assert_num_queries(2):
        report = site_days(tenant.id, tenant.site.id, MAY, MAY + timedelta(days=2), TODAY)

    assert report["site"] == "acme site"
    assert [day["stays"] for day in report["days"]] == [1, 0, 0]


def test_month_of_a_person(tenant, django_assert_num_queries):
    """Each day with its stays in order; two queries for any number of sites and shifts."""
    for number, name in enumerate(("east", "west")):
        site = tenant.make_site(name)
        shift = make_shift(tenant, f"{name} shift", 6 + number, site=site)
        make_stay(tenant, at(6 + 2 * number), at(14), site=site, shift=shift)
    with django_assert_num_queries(2):
        month = person_month(tenant.id, tenant.guard.id, 2026, 5, TODAY)
    stays = month["days"][MAY.day - 1]["stays"]

    assert len(month["days"]) == 31
    assert [month["person"], month["site"]] == ["acme guard", "acme site"]
    assert [(stay["site"], stay["shift"], stay["late"]) for stay in stays] == [
        ("east", "east shift", False),
        ("west", "west shift", True),
    ]


def test_month_ends_where_its_days_end(tenant):
    """A night shift of the last day is in, that of the day before the first is not."""
    for day in (date(2026, 4, 30), date(2026, 5, 31)):
        make_stay(tenant, at(24, 10, day=day), at(30, day=day), datefor=day)
    month = person_month(tenant.id, tenant.guard.id, 2026, 5, TODAY)

    assert [day["day"].day for day in month["days"] if day["stays"]] == [31]


def test_open_punches_are_pages_of_one_query(tenant, monkeypatch, django_assert_num_queries):
    """The last to come first, each once, and names come with the stay."""
    monkeypatch.setattr(punches, "PAGE_SIZE", 3)
    shift = make_shift(tenant)
    made = [
        make_stay(tenant, AS_OF - timedelta(hours=n // 2), datefor=TODAY, shift=shift)
        for n in range(7)
    ]
    expected = sorted(made, key=lambda stay: (stay.checkin_time, stay.id), reverse=True)
    shown, after = [], None
    for _ in range(3):
        with django_assert_num_queries(1):
            page = open_punches(tenant.id, AS_OF, after)
        shown += page["punches"]
        after = page["next"]

    assert after is None
    assert [row["id"] for row in shown] == [stay.id for stay in expected]
    assert {(row["person"], row["site"], row["shift"]) for row in shown} == {
        ("acme guard", "acme site", "Morning")
    }


def test_forgotten_stay_is_not_open(tenant):
    """Neither is one that has ended, nor one that a wrong clock puts ahead."""
    make_stay(tenant, AS_OF - OPEN_WITHIN, datefor=TODAY)
    make_stay(tenant, AS_OF - timedelta(hours=3), AS_OF, datefor=TODAY)
    make_stay(tenant, AS_OF + timedelta(seconds=1), datefor=TODAY)

    assert open_punches(tenant.id, AS_OF) == {"punches": [], "next": None}


def test_late_and_absent(tenant, django_assert_num_queries):
    """Who came late, and who is missing; the disabled are not missed, nor who stood in."""
    shift = make_shift(tenant)
    late = make_stay(tenant, at(7), shift=shift)
    make_stay(tenant, at(6), shift=shift, people=tenant.make_person("in time"))
    make_stay(tenant, at(6), people=tenant.make_person("elsewhere"), site=tenant.make_site("east"))
    tenant.make_person("gone", enable=False)
    with django_assert_num_queries(2):
        report = late_and_absent(tenant.id, tenant.site.id, MAY, TODAY)

    assert report == {
        "site": "acme site",
        "late": [
            {
                "id": late.id,
                "people_id": tenant.guard.id,
                "person": "acme guard",
                "shift": "Morning",
                "checkin_time": at(7),
            }
        ],
        "absent": [{"people_id": tenant.admin.id, "person": "acme admin"}],
    }


def test_came_yesterday_is_absent_today(tenant):
    """A night shift that ends on a day is no presence on that day."""
    make_stay(tenant, at(22), at(30))
    report = late_and_absent(tenant.id, tenant.site.id, MAY + timedelta(days=1), TODAY)

    assert [row["person"] for row in report["absent"]] == ["acme admin", "acme guard"]


def test_what_is_not_there_is_not_reported(tenant, other):
    """Another client's site or person does not exist for this one."""
    with pytest.raises(Bt.DoesNotExist):
        site_days(tenant.id, other.site.id, MAY, MAY, TODAY)
    with pytest.raises(Bt.DoesNotExist):
        late_and_absent(tenant.id, other.site.id, MAY, TODAY)
    with pytest.raises(People.DoesNotExist):
        person_month(tenant.id, other.guard.id, 2026, 5, TODAY)


@pytest.mark.parametrize(
    ("end", "ttl_s"), [(date(2026, 6, 29), 900), (TODAY, 300), (date(2026, 7, 1), 300)]
)
def test_lifetime_hangs_on_whether_the_period_is_over(tenant, end, ttl_s):
    """What holds today is kept for five minutes, what is over for a quarter of an hour."""
    site_period_summary(tenant.id, date(2026, 6, 1), end, TODAY)
    [lifetime] = [cache.ttl(key) for key in cache.keys("rpt:*")]

    assert ttl_s * 0.89 <= lifetime <= ttl_s * 1.11
