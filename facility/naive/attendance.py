"""Attendance as it is written before anybody measures it.

Rows are fetched one by one, the database is asked for the date of a check-in, which no index
knows, and pages go by OFFSET. What takes the date of a check-in never sees a stay without one:
there, and only there, these answers are smaller than the real ones.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from facility.attendance.days import GRACE, days_of
from facility.attendance.grid import month_of
from facility.attendance.models import Attendance
from facility.attendance.punches import OPEN_WITHIN, PAGE_SIZE
from facility.core.days import DAY
from facility.onboarding.models import Bt
from facility.peoples.models import People

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date


def site_period_summary(
    client_id: int, start: date, end: date, site_ids: Collection[int] | None = None
) -> list[dict[str, Any]]:
    """The sites of a client: a query for each person, and two for each stay."""
    stays: defaultdict[tuple[str, int], list[Attendance]] = defaultdict(list)
    for person in People.objects.filter(client=client_id):
        for stay in _stays_between(start, end, client=client_id, people=person):
            if stay.site.client_id == client_id and (site_ids is None or stay.site_id in site_ids):
                stays[stay.site.buname, stay.site_id].append(stay)
    return [
        {"site_id": site_id, "site": name, **_measured(found)}
        for (name, site_id), found in sorted(stays.items())
    ]


def site_days(client_id: int, site_id: int, start: date, end: date) -> dict[str, Any]:
    """The days of a site: a query for each day, and one for each stay.

    Raises:
        Bt.DoesNotExist: the client has no such site.
    """
    site = Bt.objects.get(id=site_id, client=client_id)
    return {
        "site": site.buname,
        "days": [
            {
                "day": day,
                **_measured(list(_stays_between(day, day, client=client_id, site=site))),
            }
            for day in days_of(start, end)
        ],
    }


def person_month(client_id: int, people_id: int, year: int, month: int) -> dict[str, Any]:
    """The month of a person: a query for each day, and two for each stay.

    Raises:
        People.DoesNotExist: the client has no such person.
    """
    person = People.objects.get(id=people_id, client=client_id)
    return {
        "person": person.peoplename,
        "site": person.bu.buname,
        "days": [
            {
                "day": day,
                "stays": [
                    {
                        "id": stay.id,
                        "checkin_time": stay.checkin_time,
                        "checkout_time": stay.checkout_time,
                        "site": stay.site.buname,
                        "shift": stay.shift.name if stay.shift else None,
                        "late": _is_late(stay),
                    }
                    for stay in _stays_between(day, day, client=client_id, people=person)
                ],
            }
            for day in days_of(*month_of(year, month))
        ],
    }


def open_punches(client_id: int, now: datetime, page: int = 0) -> list[dict[str, Any]]:
    """A page of who is in, numbered from 0: OFFSET, and three queries for each stay."""
    stays = Attendance.objects.filter(
        client=client_id,
        enable=True,
        checkout_time=None,
        checkin_time__gt=now - OPEN_WITHIN,
        checkin_time__lte=now,
    ).order_by("-checkin_time", "-id")
    return [
        {
            "id": stay.id,
            "people_id": stay.people_id,
            "person": stay.people.peoplename,
            "site": stay.site.buname,
            "shift": stay.shift.name if stay.shift else None,
            "datefor": stay.datefor,
            "checkin_time": stay.checkin_time,
        }
        for stay in stays[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    ]


def late_and_absent(client_id: int, site_id: int, day: date) -> dict[str, Any]:
    """A day at a site: two queries for each stay there, and one for each person who belongs there.

    Raises:
        Bt.DoesNotExist: the client has no such site.
    """
    site = Bt.objects.get(id=site_id, client=client_id)
    late = [
        {
            "id": stay.id,
            "people_id": stay.people_id,
            "person": stay.people.peoplename,
            "shift": stay.shift.name if stay.shift else None,
            "checkin_time": stay.checkin_time,
        }
        for stay in _stays_between(day, day, client=client_id, site=site)
        if _is_late(stay)
    ]
    people = People.objects.filter(client=client_id, bu=site, enable=True)
    absent = [
        {"people_id": person.id, "person": person.peoplename}
        for person in people.order_by("peoplename", "id")
        if not any(_stays_between(day, day, client=client_id, people=person))
    ]
    return {
        "site": site.buname,
        "late": sorted(late, key=lambda row: (row["person"], row["id"])),
        "absent": absent,
    }


def _stays_between(start: date, end: date, **where: object) -> Iterator[Attendance]:
    """The stays of these days. A night's may begin on the day after, so a day more is fetched."""
    stays = Attendance.objects.filter(
        enable=True, checkin_time__date__range=(start - DAY, end + DAY), **where
    )
    for stay in stays.order_by("checkin_time", "id"):
        if start <= stay.datefor <= end:
            yield stay


def _is_late(stay: Attendance) -> bool:
    if stay.shift is None or stay.checkin_time is None:
        return False
    begin = datetime.combine(stay.datefor, stay.shift.starttime, UTC)
    return stay.checkin_time > begin + GRACE


def _measured(stays: list[Attendance]) -> dict[str, int]:
    worked = [
        stay.checkout_time - stay.checkin_time
        for stay in stays
        if stay.checkout_time and stay.checkin_time
    ]
    return {
        "stays": len(stays),
        "people": len({stay.people_id for stay in stays}),
        "missing": sum(stay.checkout_time is None for stay in stays),
        "late": sum(_is_late(stay) for stay in stays),
        "minutes": int(sum(time.total_seconds() for time in worked)) // 60,
    }
