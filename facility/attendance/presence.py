"""Who came late to a site on a day, and who of its people did not come at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject

from facility.attendance.days import LATE, near, report_ttl_s
from facility.attendance.models import Attendance
from facility.attendance.tags import presence_tags
from facility.core.cache_manager import cached
from facility.onboarding.models import Bt
from facility.peoples.models import People

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def _tags(client_id: int, day: date, **_: object) -> Iterable[str]:
    return presence_tags(client_id, day)


def _ttl_s(day: date, today: date, **_: object) -> int:
    return report_ttl_s(day, today)


@cached(prefix="rpt", ttl_s=_ttl_s, tags=_tags)
def late_and_absent(
    client_id: int,
    site_id: int,
    day: date,
    today: date,  # noqa: ARG001  # decides on the lifetime
) -> dict[str, Any]:
    """``{"site": name, "late": [...], "absent": [...]}`` of a site, by name.

    Absent are the people enabled at the site who checked in for that day nowhere: who stood in
    elsewhere came. Two queries: the site with the absent, and the late.

    Raises:
        Bt.DoesNotExist: the client has no such site.
    """
    came = Attendance.objects.filter(
        near(day, day), client=client_id, people=OuterRef("id"), enable=True, datefor=day
    )
    absent = (
        People.objects.filter(~Exists(came), client=client_id, bu=site_id, enable=True)
        .order_by("peoplename", "id")
        .values(person=JSONObject(people_id="id", person="peoplename"))
    )
    site = (
        Bt.objects.only("buname")
        .annotate(absent=ArraySubquery(absent))
        .get(id=site_id, client=client_id)
    )
    late = (
        Attendance.objects.filter(LATE, client=client_id, site=site_id, enable=True, datefor=day)
        .select_related("people", "shift")
        .only("checkin_time", "people__peoplename", "shift__name")
        .order_by("people__peoplename", "id")
    )
    return {
        "site": site.buname,
        "late": [
            {
                "id": stay.id,
                "people_id": stay.people_id,
                "person": stay.people.peoplename,
                "shift": stay.shift.name if stay.shift else None,
                "checkin_time": stay.checkin_time,
            }
            for stay in late
        ],
        "absent": site.absent,
    }
