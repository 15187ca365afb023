"""Punches that devices kept while they were offline, and send when they are back."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import transaction

from facility.attendance.days import shift_at
from facility.attendance.entries import Refused, punches_of
from facility.attendance.models import Attendance
from facility.attendance.tags import stay_tags
from facility.attendance.writes import self_event
from facility.core.cache_tags import bump
from facility.onboarding.models import Bt, Shift
from facility.peoples.models import People

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from facility.attendance.entries import Punch

    #: What makes two punches the same: person, site, day and check-in.
    Key = tuple[int, int, date, datetime | None]

#: Rows written by one statement.
BATCH_SIZE = 500


@transaction.atomic
def sync_offline(client_id: int, batch: Sequence[object], *, now: datetime) -> dict[str, Any]:
    """Store what a device sends, however late and however often it sends it.

    Returns ``{"created": n, "updated": n, "unchanged": n, "refused": [{"entry": place in the
    batch, "error": why}, ...]}``; an entry that is refused keeps no other from being stored. A
    stay that is known is written only to add the check-out it lacks. Five queries, and one
    statement for each ``BATCH_SIZE`` rows to insert or to update.
    """
    readable, refused = punches_of(batch, now)
    punches, strange = _of_client(client_id, readable)
    shifts = _shifts(punch.site_id for punch in punches)
    known = _known(client_id, punches)
    event = self_event(client_id)
    created: list[Attendance] = []
    updated: list[Attendance] = []
    for punch in punches:
        shift, day = shift_at(shifts[punch.site_id], punch.checkin_time)
        key = (punch.people_id, punch.site_id, day, punch.checkin_time)
        stay = known.get(key)
        if stay is None:
            known[key] = stay = Attendance(
                client_id=client_id,
                people_id=punch.people_id,
                site_id=punch.site_id,
                shift=shift,
                datefor=day,
                checkin_time=punch.checkin_time,
                checkout_time=punch.checkout_time,
                eventtype=event,
                deviceid=punch.deviceid,
                createdon=now,
                modifiedon=now,
            )
            created.append(stay)
        elif stay.enable and stay.checkout_time is None and punch.checkout_time is not None:
            stay.checkout_time, stay.modifiedon = punch.checkout_time, now
            if stay.pk is not None:
                updated.append(stay)
    Attendance.objects.bulk_create(created, batch_size=BATCH_SIZE)
    Attendance.objects.bulk_update(updated, ["checkout_time", "modifiedon"], batch_size=BATCH_SIZE)
    bump(
        tag
        for stay in (*created, *updated)
        for tag in stay_tags(client_id, stay.site_id, stay.people_id, stay.datefor)
    )
    return {
        "created": len(created),
        "updated": len(updated),
        "unchanged": len(punches) - len(created) - len(updated),
        "refused": [each._asdict() for each in sorted([*refused, *strange])],
    }


def _of_client(
    client_id: int, punches: Iterable[tuple[int, Punch]]
) -> tuple[list[Punch], list[Refused]]:
    """Punches of the client's people at the client's sites, and the others.

    The people are locked until the end of the transaction, always in the same order: a batch that
    is sent twice at once is stored once. Who or what is disabled by now was not yet at that time.
    """
    punches = list(punches)
    people = set(
        People.objects.select_for_update(no_key=True)
        .filter(client=client_id, id__in=sorted({punch.people_id for _, punch in punches}))
        .order_by("id")
        .values_list("id", flat=True)
    )
    sites = set(
        Bt.objects.filter(
            client=client_id, id__in=sorted({punch.site_id for _, punch in punches})
        ).values_list("id", flat=True)
    )
    taken: list[Punch] = []
    refused: list[Refused] = []
    for place, punch in punches:
        if punch.people_id not in people:
            refused.append(Refused(place, f"the client has no person {punch.people_id}"))
        elif punch.site_id not in sites:
            refused.append(Refused(place, f"the client has no site {punch.site_id}"))
        else:
            taken.append(punch)
    return taken, refused


def _shifts(site_ids: Iterable[int]) -> defaultdict[int, list[Shift]]:
    """The shifts of the sites, by site."""
    found: defaultdict[int, list[Shift]] = defaultdict(list)
    for shift in Shift.objects.filter(site__in=sorted(set(site_ids)), enable=True).only(
        "site", "starttime", "duration"
    ):
        found[shift.site_id].append(shift)
    return found


def _known(client_id: int, punches: Sequence[Punch]) -> dict[Key, Attendance]:
    """What of these is stored; also what was deleted, lest the device bring it back."""
    stays = (
        Attendance.objects.select_for_update()
        .filter(
            client=client_id,
            people__in=sorted({punch.people_id for punch in punches}),
            checkin_time__in=sorted({punch.checkin_time for punch in punches}),
        )
        .only("people", "site", "datefor", "checkin_time", "checkout_time", "enable")
        .order_by("id")
    )
    return {(stay.people_id, stay.site_id, stay.datefor, stay.checkin_time): stay for stay in stays}
