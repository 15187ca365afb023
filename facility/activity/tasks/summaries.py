"""How much of what was planned was done, site by site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from facility.activity.models import TaskSchedule
from facility.activity.tasks.statuses import OPEN_STATUSES, Status
from facility.activity.tasks.tags import summary_tags
from facility.core.cache_manager import cached
from facility.core.days import bounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: How long a period that is over is kept, and one that is not; seconds.
TTL_CLOSED_S = 900
TTL_OPEN_S = 300

#: More sites than any client has: a bound, not a page.
MOST_SITES = 1_000


def _period_ttl_s(*, end: date, today: date, **_: object) -> int:
    return TTL_CLOSED_S if end < today else TTL_OPEN_S


@cached(prefix="task", ttl_s=_period_ttl_s, tags=summary_tags)
def summary(
    client_id: int,
    start: date,
    end: date,
    today: date,  # noqa: ARG001 - decides how long the answer is kept
    site_ids: Sequence[int] | None = None,
) -> list[dict[str, Any]]:
    """Counts of each site of a client from day to day, of some sites or of all. One query.

    Each row has ``site_id``, ``site_name`` and the numbers ``completed``, ``partial``, ``missed``
    and ``open``. A site where nothing was planned is left out.
    """
    begin, stop = bounds(start, end)
    planned = TaskSchedule.objects.filter(
        client=client_id,
        enable=True,
        site__enable=True,
        scheduledon__gte=begin,
        scheduledon__lt=stop,
    )
    if site_ids is not None:
        planned = planned.filter(site__in=site_ids)
    counted = (
        planned.values("site_id", site_name=F("site__buname"))
        .annotate(
            completed=Count("id", filter=Q(status=Status.COMPLETED)),
            partial=Count("id", filter=Q(status=Status.PARTIAL)),
            missed=Count("id", filter=Q(status=Status.AUTOCLOSED)),
            open=Count("id", filter=Q(status__in=OPEN_STATUSES)),
        )
        .order_by("site_name", "site_id")
    )
    return [dict(row) for row in counted[:MOST_SITES]]
