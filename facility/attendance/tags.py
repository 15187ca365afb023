"""Tags of cached attendance reports.

Months are those of the days that stays belong to, so a stay that a device reports a month late
makes the reports of its own month unreadable and no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from facility.core.days import months

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


def stay_tags(client_id: int, site_id: int, people_id: int, datefor: date) -> tuple[str, ...]:
    """What a change of one stay bumps: the month of its client and site, and its person."""
    month = f"{datefor:%Y%m}"
    return (
        f"att:client:{client_id}:{month}",
        f"att:site:{site_id}:{month}",
        person_tag(people_id),
    )


def person_tag(people_id: int) -> str:
    """What a change of a person or of any of the person's stays bumps."""
    return f"att:person:{people_id}"


def setup_tag(client_id: int) -> str:
    """What a change of a shift or of a site's name bumps: all reports of the client."""
    return f"att:setup:{client_id}"


def people_tag(client_id: int) -> str:
    """What a change of people bumps: the reports that tell who belongs to a site."""
    return f"att:people:{client_id}"


def client_period_tags(
    client_id: int, start: date, end: date, site_ids: Collection[int] | None
) -> list[str]:
    """What a report over many sites of a client hangs on; a few sites stand for themselves.

    Moving a site from client to client bumps the tag of the business tree.
    """
    places = (
        [f"att:client:{client_id}"]
        if site_ids is None
        else [f"att:site:{site_id}" for site_id in site_ids]
    )
    touched = months(start, end)
    return [
        setup_tag(client_id),
        f"bt:client:{client_id}",
        *(f"{place}:{month}" for place in places for month in touched),
    ]


def site_period_tags(client_id: int, site_id: int, start: date, end: date) -> list[str]:
    """What a report about the days of one site hangs on."""
    return client_period_tags(client_id, start, end, [site_id])


def person_tags(client_id: int, people_id: int) -> list[str]:
    """What a report about one person hangs on, whatever its days."""
    return [setup_tag(client_id), person_tag(people_id)]


def presence_tags(client_id: int, day: date) -> list[str]:
    """What the list of who came to a site and who did not hangs on.

    Whoever stood in elsewhere did come, so the stays of the whole client matter.
    """
    return [people_tag(client_id), *client_period_tags(client_id, day, day, None)]
