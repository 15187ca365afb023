"""Punches as a device or a supervisor states them: read, and refused where they cannot be true."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import BadRequest

from facility.core.http import IDS, integer, moment, moment_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: Nobody stays longer than this.
LONGEST = timedelta(hours=24)

#: What a device kept longer than this, its clock has made up.
OLDEST = timedelta(days=62)

#: As long as the column.
DEVICE_ID_LENGTH = 50


class Punch(NamedTuple):
    """A stay as a device saw it; without a check-out it had not ended yet."""

    people_id: int
    site_id: int
    checkin_time: datetime
    checkout_time: datetime | None
    deviceid: str


class Refused(NamedTuple):
    """An entry that was not taken: where it stands in the batch, and why not."""

    entry: int
    error: str


def punches_of(
    batch: Sequence[object], now: datetime
) -> tuple[list[tuple[int, Punch]], list[Refused]]:
    """The entries that can be read, with their places in the batch, and the others."""
    punches: list[tuple[int, Punch]] = []
    refused: list[Refused] = []
    for place, entry in enumerate(batch):
        try:
            punches.append((place, _punch(entry, now)))
        except BadRequest as error:
            refused.append(Refused(place, str(error)))
    return punches, refused


def device(body: dict[str, Any]) -> str:
    """The device's own name, "" where it gives none.

    Raises:
        BadRequest: it is not a text, or not one that the database can hold.
    """
    text = body.get("deviceid", "")
    if not isinstance(text, str) or len(text) > DEVICE_ID_LENGTH or not text.isprintable():
        raise BadRequest(f"deviceid is {text!r}, not a text of {DEVICE_ID_LENGTH} characters")
    return text


def why_impossible(checkin: datetime, checkout: datetime | None, now: datetime) -> str | None:
    """What is wrong with the times of a stay; None where nothing is."""
    if max(checkin, checkout or checkin) > now:
        return "the stay lies in the future"
    if checkout is not None and not checkin <= checkout <= checkin + LONGEST:
        return "the check-out is not within a day after the check-in"
    return None


def _id(entry: dict[str, Any], name: str) -> int:
    found = integer(entry, name)
    if found not in IDS:
        raise BadRequest(f"{name} is {found}, which is nobody's id")
    return found


def _punch(entry: object, now: datetime) -> Punch:
    if not isinstance(entry, dict):
        raise BadRequest(f"the entry is a JSON {type(entry).__name__}, not an object")
    punch = Punch(
        _id(entry, "people_id"),
        _id(entry, "site_id"),
        moment(entry, "checkin_time"),
        moment_or_none(entry, "checkout_time"),
        device(entry),
    )
    error = why_impossible(punch.checkin_time, punch.checkout_time, now)
    if error is None and punch.checkin_time < now - OLDEST:
        error = f"the check-in is more than {OLDEST.days} days old"
    if error is not None:
        raise BadRequest(error)
    return punch
