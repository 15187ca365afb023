"""Who is in now: stays without a check-out. Not cached: it is read to be acted on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from facility.attendance.models import Attendance
from facility.core.cursors import cut

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from facility.core.cursors import After

#: Rows of a page.
PAGE_SIZE = 50

#: A stay begun longer ago is not open any more: its check-out was forgotten, and stays missing.
OPEN_WITHIN = timedelta(hours=16)

Page = dict[str, Any]


def open_stays(client_id: int, now: datetime) -> QuerySet[Attendance]:
    """The stays of a client that have not ended yet."""
    return Attendance.objects.filter(
        client=client_id,
        enable=True,
        checkout_time=None,
        checkin_time__gt=now - OPEN_WITHIN,
        checkin_time__lte=now,
    )


def open_punches(client_id: int, now: datetime, after: After | None = None) -> Page:
    """``{"punches": [...], "next": After or None}`` of a client, the last to come first.

    One query over ``idx_attendance_open``, which holds nothing but such stays.
    """
    stays = (
        open_stays(client_id, now)
        .select_related("people", "site", "shift")
        .only("datefor", "checkin_time", "people__peoplename", "site__buname", "shift__name")
        .order_by("-checkin_time", "-id")
    )
    if after is not None:
        # The second condition alone bounds the index scan; an OR of the two would not.
        checkin, stay_id = after
        stays = stays.filter(
            Q(checkin_time__lt=checkin) | Q(id__lt=stay_id), checkin_time__lte=checkin
        )
    rows = list(stays[: PAGE_SIZE + 1])
    shown, following = cut(rows, PAGE_SIZE, lambda stay: (stay.checkin_time, stay.id))
    return {"punches": [_row(stay) for stay in shown], "next": following}


def _row(stay: Attendance) -> dict[str, Any]:
    return {
        "id": stay.id,
        "people_id": stay.people_id,
        "person": stay.people.peoplename,
        "site": stay.site.buname,
        "shift": stay.shift.name if stay.shift else None,
        "datefor": stay.datefor,
        "checkin_time": stay.checkin_time,
    }
