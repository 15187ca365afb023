"""When people work: the hours of shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from facility.onboarding.models import Shift

if TYPE_CHECKING:
    from datetime import datetime, time

_MINUTES_OF_DAY = 24 * 60


@transaction.atomic
def edit_shift(
    client_id: int, shift_id: int, starttime: time, endtime: time, *, now: datetime
) -> Shift:
    """Give a shift other hours; one that ends no later than it begins is a night shift.

    Who was late on any day follows from it, so all reports of the client are read anew. Two
    statements.

    Raises:
        Shift.DoesNotExist: the client has no such shift.
    """
    shift = Shift.objects.select_for_update().get(id=shift_id, client=client_id)
    minutes = (_minute(endtime) - _minute(starttime)) % _MINUTES_OF_DAY
    shift.starttime, shift.endtime = starttime, endtime
    shift.duration = minutes or _MINUTES_OF_DAY
    shift.nightshift = endtime <= starttime
    shift.modifiedon = now
    shift.save(update_fields=["starttime", "endtime", "duration", "nightshift", "modifiedon"])
    return shift


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
