"""Shifts and stays of small tenants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from facility.attendance.models import Attendance
from facility.onboarding.models import Shift

#: A day well before the clock's: a day of a closed month.
MAY = date(2026, 5, 12)


def at(hour, minute=0, second=0, day=MAY):
    """A moment of a day, in UTC."""
    return datetime.combine(day, time(), UTC) + timedelta(
        hours=hour, minutes=minute, seconds=second
    )


def make_shift(tenant, name="Morning", begins=6, site=None):
    """A shift of eight hours at the tenant's site."""
    return Shift.objects.create(
        client=tenant.client,
        site=site or tenant.site,
        name=name,
        starttime=time(begins),
        endtime=time((begins + 8) % 24),
        duration=480,
        nightshift=begins + 8 >= 24,
    )


def make_stay(tenant, checkin, checkout=None, *, datefor=MAY, **fields):
    """A stay of the tenant's guard at the tenant's site, unless ``fields`` say otherwise."""
    given = {"people": tenant.guard, "site": tenant.site, **fields}
    return Attendance.objects.create(
        client=tenant.client,
        datefor=datefor,
        checkin_time=checkin,
        checkout_time=checkout,
        eventtype=tenant.codes["SELF"],
        **given,
    )


def entry(tenant, checkin, checkout=None, **fields):
    """A punch as the guard's device sends it."""
    return {
        "people_id": tenant.guard.id,
        "site_id": tenant.site.id,
        "checkin_time": checkin.isoformat(),
        "checkout_time": checkout.isoformat() if checkout else None,
        **fields,
    }
