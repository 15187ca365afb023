"""The moments at which recurring work is due, by the five fields of cron, in UTC."""

from __future__ import annotations

from datetime import UTC, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from cronsim import CronSim, CronSimError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

FIELDS = 5


def occurrences(cron: str, start: datetime, until: datetime) -> Iterator[datetime]:
    """Every moment of ``cron`` from ``start`` on and before ``until``.

    Raises:
        ValueError: ``cron`` cannot be read.
    """
    if len(cron.split()) != FIELDS:
        raise ValueError(f"cron {cron!r} has not {FIELDS} fields")
    # What follows strictly after the moment just before the start may be the start itself.
    just_before = start.astimezone(UTC) - timedelta(microseconds=1)
    try:
        moments = CronSim(cron, just_before)
    except CronSimError as error:
        raise ValueError(f"cron {cron!r} cannot be read: {error}") from error
    return takewhile(lambda moment: moment < until, moments)
