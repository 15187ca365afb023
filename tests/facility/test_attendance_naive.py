"""The naive twins give the same answers, from many more queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stays import MAY, at, make_shift, make_stay
from tenants import TODAY

from facility.attendance import grid, presence, punches, summaries
from facility.core.clock import AS_OF
from facility.naive import attendance as naive

LAST = MAY + timedelta(days=3)


@pytest.fixture
def busy(tenant):
    """Days and nights at two sites, with all that goes wrong."""
    east = tenant.make_site("east")
    for site in (tenant.site, east):
        morning = make_shift(tenant, "Morning", 6, site=site)
        night = make_shift(tenant, "Night", 22, site=site)
        for number in range(3):
            day = MAY + timedelta(days=number)
            make_stay(
                tenant,
                at(6, number * 5, day=day),
                at(14, day=day),
                datefor=day,
                site=site,
                shift=morning,
            )
            make_stay(
                tenant,
                at(23 + number, day=day),
                at(30, day=day),
                datefor=day,
                site=site,
                shift=night,
                people=tenant.admin,
            )
        make_stay(tenant, at(6), None, site=site)
        make_stay(tenant, at(6), at(14), site=site, shift=morning)
        make_stay(tenant, at(7), enable=False, site=site)
        make_stay(tenant, AS_OF - timedelta(hours=2), datefor=TODAY, site=site, shift=night)
    tenant.make_person("never came")
    return tenant


def queries(function, *args):
    """The answer and the number of queries that it took."""
    with CaptureQueriesContext(connection) as captured:
        answer = function(*args)
    return answer, len(captured)


PAIRS = {
    "summary": lambda busy: (
        (naive.site_period_summary, busy.id, MAY, LAST),
        (summaries.site_period_summary, busy.id, MAY, LAST, TODAY),
    ),
    "some sites": lambda busy: (
        (naive.site_period_summary, busy.id, MAY, LAST, (busy.site.id,)),
        (summaries.site_period_summary, busy.id, MAY, LAST, TODAY, (busy.site.id,)),
    ),
    "days": lambda busy: (
        (naive.site_days, busy.id, busy.site.id, MAY, LAST),
        (summaries.site_days, busy.id, busy.site.id, MAY, LAST, TODAY),
    ),
    "month": lambda busy: (
        (naive.person_month, busy.id, busy.admin.id, 2026, 5),
        (grid.person_month, busy.id, busy.admin.id, 2026, 5, TODAY),
    ),
    "late": lambda busy: (
        (naive.late_and_absent, busy.id, busy.site.id, MAY + timedelta(days=1)),
        (presence.late_and_absent, busy.id, busy.site.id, MAY + timedelta(days=1), TODAY),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_same_answer_from_fewer_queries(busy, name):
    """Late, double, open-ended and nightly stays included."""
    slow, fast = PAIRS[name](busy)
    slow_answer, slow_queries = queries(*slow)
    fast_answer, fast_queries = queries(*fast)

    assert slow_answer == fast_answer
    assert fast_queries <= 2 < slow_queries


def test_same_pages_of_who_is_in(busy, monkeypatch):
    """By OFFSET or by key, the pages are the same."""
    monkeypatch.setattr(naive, "PAGE_SIZE", 1)
    monkeypatch.setattr(punches, "PAGE_SIZE", 1)
    first = punches.open_punches(busy.id, AS_OF)
    second = punches.open_punches(busy.id, AS_OF, first["next"])

    assert naive.open_punches(busy.id, AS_OF, 0) == first["punches"]
    assert naive.open_punches(busy.id, AS_OF, 1) == second["punches"]


def test_naive_loses_a_stay_without_a_check_in(tenant):
    """What takes the date of a check-in cannot see what has none; the real report does."""
    make_stay(tenant, None, at(14))

    assert naive.site_period_summary(tenant.id, MAY, MAY) == []
    assert summaries.site_period_summary(tenant.id, MAY, MAY, TODAY)[0]["stays"] == 1
