"""A month of one person, day by day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from facility.attendance.days import LATE, days_of, near, report_ttl_s
from facility.attendance.models import Attendance
from facility.attendance.tags import person_tags
from facility.core.cache_manager import cached
from facility.peoples.models import People

if TYPE_CHECKING:
    from collections.abc import Iterable


def _tags(client_id: int, people_id: int, **_: object) -> Iterable[str]:
    return person_tags(client_id, people_id)


def _ttl_s(year: int, month: int, today: date, **_: object) -> int:
    return report_ttl_s(month_of(year, month)[1], today)


def month_of(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


@cached(prefix="rpt", ttl_s=_ttl_s, tags=_tags)
def person_month(
    client_id: int,
    people_id: int,
    year: int,
    month: int,
    today: date,  # noqa: ARG001  # decides on the lifetime
) -> dict[str, Any]:
    """``{"person": name, "site": name, "days": [{"day": ..., "stays": [...]}, ...]}``.

    All days of the month are there, with every stay of theirs in the order of the check-ins. Two
    queries, however many sites and shifts the person worked at.

    Raises:
        People.DoesNotExist: the client has no such person.
    """
    person = (
        People.objects.select_related("bu")
        .only("peoplename", "bu__buname")
        .get(id=people_id, client=client_id)
    )
    first, last = month_of(year, month)
    stays = (
        Attendance.objects.filter(
            # A stay without a check-in is shown too.
            near(first, last) | Q(checkin_time=None),
            client=client_id,
            people=people_id,
            enable=True,
            datefor__range=(first, last),
        )
        .select_related("site", "shift")
        .only("datefor", "checkin_time", "checkout_time", "site__buname", "shift__name")
        .annotate(late=LATE)
        .order_by("checkin_time", "id")
    )
    days: dict[date, list[dict[str, Any]]] = {day: [] for day in days_of(first, last)}
    for stay in stays:
        days[stay.datefor].append(
            {
                "id": stay.id,
                "checkin_time": stay.checkin_time,
                "checkout_time": stay.checkout_time,
                "site": stay.site.buname,
                "shift": stay.shift.name if stay.shift else None,
                "late": bool(stay.late),
            }
        )
    return {
        "person": person.peoplename,
        "site": person.bu.buname,
        "days": [{"day": day, "stays": found} for day, found in days.items()],
    }
