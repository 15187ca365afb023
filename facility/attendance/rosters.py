"""Who works where and when: the hours of shifts, and the people of sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from facility.onboarding.models import Bt, Shift
from facility.peoples.models import People

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


@transaction.atomic
def transfer_person(client_id: int, people_id: int, site_id: int, *, now: datetime) -> People:
    """Let a person belong to another site of the client; the stays so far remain where they were.

    Three statements.

    Raises:
        People.DoesNotExist: the client has no such person.
        Bt.DoesNotExist: the client has no such site.
    """
    person = People.objects.select_for_update().only("client").get(id=people_id, client=client_id)
    person.bu = Bt.objects.only("id").get(id=site_id, client=client_id, enable=True)
    person.modifiedon = now
    person.save(update_fields=["bu", "modifiedon"])
    return person


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
