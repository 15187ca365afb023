"""Days of stays: which one a check-in belongs to, and where the check-ins of some days lie.

A stay belongs to the day its shift began on, in UTC like all times of day here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value

from facility.core.days import DAY, bounds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from facility.onboarding.models import Shift

#: Who checks in this long before a shift begins comes for that shift.
EARLY = timedelta(hours=2)

#: Who checks in no longer than this after the shift began is not late.
GRACE = timedelta(minutes=5)

#: A report of days that are over hardly changes any more; one that holds today does all the time.
CLOSED_TTL_S, TODAY_TTL_S = 900, 300

#: When a stay's shift began. The check-in is compared as it is: taking its date, in whatever time
#: zone, would put it out of reach of every index, and night shifts on two days.
BEGIN = ExpressionWrapper(F("datefor") + F("shift__starttime"), output_field=DateTimeField())

#: Stays whose check-in came too late; without a shift there is nothing to be late for.
LATE = Q(checkin_time__gt=BEGIN + Value(GRACE))


def shift_at(shifts: Collection[Shift], moment: datetime) -> tuple[Shift | None, date]:
    """The shift that a check-in is for and the day it began on; None between shifts.

    Of two that would do it is the later one: who comes early relieves who is still there.
    """
    today = moment.astimezone(UTC).date()
    begins = (
        (datetime.combine(day, shift.starttime, UTC), shift)
        for day in (today - DAY, today, today + DAY)
        for shift in shifts
    )
    fitting = [
        (begin, shift)
        for begin, shift in begins
        if begin - EARLY <= moment < begin + timedelta(minutes=shift.duration)
    ]
    if not fitting:
        return None, today
    begin, shift = max(fitting, key=lambda each: (each[0], each[1].pk))
    return shift, begin.date()


def near(first: date, last: date) -> Q:
    """Where the check-ins of stays of these days can lie.

    This, and not ``datefor``, is what the index of a person's check-ins can look up.
    """
    begin, end = bounds(first - DAY, last + DAY)
    return Q(checkin_time__gte=begin, checkin_time__lt=end)


def is_near(moment: datetime, day: date) -> bool:
    """Whether a stay of this day can begin at the moment."""
    return abs(moment.astimezone(UTC).date() - day) <= DAY


def days_of(start: date, end: date) -> Iterator[date]:
    """Every day from ``start`` to ``end``, both included."""
    return (start + number * DAY for number in range((end - start).days + 1))


def report_ttl_s(last: date, today: date) -> int:
    """Lifetime of a cached report whose last day this is; seconds."""
    return TODAY_TTL_S if last >= today else CLOSED_TTL_S
