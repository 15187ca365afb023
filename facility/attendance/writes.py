"""What is done to single stays: punching in and out, and a supervisor's correction.

A check-out that never comes stays NULL; nothing here or anywhere makes one up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Q

from facility.attendance.days import is_near, shift_at
from facility.attendance.entries import why_impossible
from facility.attendance.models import Attendance
from facility.attendance.punches import open_stays
from facility.attendance.tags import stay_tags
from facility.core.cache_tags import bump
from facility.onboarding.models import Bt, Shift, TypeAssist
from facility.peoples.models import People

if TYPE_CHECKING:
    from datetime import date, datetime

#: The coded list of kinds of punches, and the kind that people make themselves.
EVENT_LIST, SELF = "EVENTTYPE", "SELF"


class PunchError(ValueError):
    """A punch or a correction that cannot be true."""


class Correction(NamedTuple):
    """All of a stay that a supervisor may set right, as it shall be."""

    site_id: int
    datefor: date
    checkin_time: datetime
    checkout_time: datetime | None


@transaction.atomic
def punch_in(
    client_id: int, people_id: int, site_id: int, *, now: datetime, deviceid: str = ""
) -> Attendance:
    """Begin a stay, of the shift that the moment belongs to. Six statements.

    The person's row is locked, so that two punches at once do not both find nobody in.

    Raises:
        People.DoesNotExist: the client has no such person.
        Bt.DoesNotExist: the client has no such site.
        PunchError: the person is in already.
    """
    person = (
        People.objects.select_for_update(no_key=True)
        .only("id")
        .get(id=people_id, client=client_id, enable=True)
    )
    site = Bt.objects.only("id").get(id=site_id, client=client_id, enable=True)
    if open_stays(client_id, now).filter(people=people_id).exists():
        raise PunchError(f"person {people_id} is in already")
    shift, day = shift_at(_shifts(site), now)
    stay = Attendance(
        client_id=client_id,
        people=person,
        site=site,
        shift=shift,
        datefor=day,
        checkin_time=now,
        eventtype=self_event(client_id),
        deviceid=deviceid,
        createdon=now,
        modifiedon=now,
    )
    stay.save(force_insert=True)
    return stay


@transaction.atomic
def punch_out(client_id: int, people_id: int, *, now: datetime) -> Attendance:
    """End the stay that the person is in; it keeps the day that it began on. Two statements.

    Raises:
        Attendance.DoesNotExist: the client has no such person, or the person is not in.
    """
    mine = open_stays(client_id, now).filter(people=people_id)
    stay = mine.select_for_update().latest("checkin_time", "id")
    stay.checkout_time = now
    stay.modifiedon = now
    stay.save(update_fields=["checkout_time", "modifiedon"])
    return stay


@transaction.atomic
def correct_stay(
    client_id: int, stay_id: int, correction: Correction, *, now: datetime, by: int
) -> Attendance:
    """Set a stay right, be it at another site or of another day. Five statements.

    The reports that it leaves are invalidated here, those that it enters when it is saved.

    Raises:
        Attendance.DoesNotExist: the client has no such stay.
        People.DoesNotExist: the client has no such person as ``by``.
        Bt.DoesNotExist: the client has no such site.
        PunchError: the stay cannot have been like that.
    """
    error = why_impossible(correction.checkin_time, correction.checkout_time, now)
    if error is None and not is_near(correction.checkin_time, correction.datefor):
        error = "the check-in is more than a day away from the day"
    if error is not None:
        raise PunchError(error)
    stay = Attendance.objects.select_for_update().get(id=stay_id, client=client_id, enable=True)
    bump(stay_tags(client_id, stay.site_id, stay.people_id, stay.datefor))
    verifier = People.objects.only("id").get(id=by, client=client_id, enable=True)
    stay.site = Bt.objects.only("id").get(id=correction.site_id, client=client_id)
    shift, day = shift_at(_shifts(stay.site), correction.checkin_time)
    # Of a shift that began on another day the stay was not a part.
    stay.shift = shift if day == correction.datefor else None
    stay.datefor = correction.datefor
    stay.checkin_time = correction.checkin_time
    stay.checkout_time = correction.checkout_time
    stay.verifiedby = stay.modifiedby = verifier
    stay.modifiedon = now
    stay.save(
        update_fields=[
            *("site", "shift", "datefor", "checkin_time", "checkout_time"),
            *("verifiedby", "modifiedby", "modifiedon"),
        ]
    )
    return stay


def self_event(client_id: int) -> TypeAssist:
    """The row of the kind SELF: the client's own where it has one, else the shared one."""
    found = TypeAssist.objects.filter(
        Q(client=client_id) | Q(client=None), tacode=SELF, tatype__tacode=EVENT_LIST
    )
    # In PostgreSQL NULL, which marks the shared one, sorts last.
    return found.earliest("client_id")


def _shifts(site: Bt) -> list[Shift]:
    return list(Shift.objects.filter(site=site, enable=True).only("starttime", "duration"))
