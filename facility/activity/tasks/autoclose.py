"""The sweep that closes what nobody did in time, and raises tickets where a task asks for it.

An occurrence is closed once its ``expireson`` lies before ``now``. What expired is read afresh
each time, never from the cache, and locked, so that two sweeps at once never raise two tickets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from facility.activity.models import TaskSchedule
from facility.activity.tasks.missed import raise_tickets
from facility.activity.tasks.statuses import OPEN_STATUSES, Status
from facility.activity.tasks.tags import schedule_tags
from facility.core.cache_tags import bump

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def auto_close(now: datetime, client_id: int | None = None) -> int:
    """Close every expired occurrence, of one client or of all; returns how many.

    One query and one UPDATE; and where tickets are raised, a query, an INSERT and an UPDATE for
    each batch of them.
    """
    # Status and completion are what the index of the open ones is made for. What has expired was
    # scheduled before: that bounds the scan.
    expired = (
        TaskSchedule.objects.filter(
            enable=True,
            completedon=None,
            scheduledon__lt=now,
            status__in=OPEN_STATUSES,
            expireson__lt=now,
        )
        .select_related("task")
        .only(
            "client",
            "site",
            "assignedto",
            "assignedtogroup",
            "scheduledon",
            "ticket",
            "task__name",
            "task__asset",
            "task__raiseticket",
        )
        .order_by("id")
        .select_for_update(skip_locked=True, of=("self",))
    )
    if client_id is not None:
        expired = expired.filter(client=client_id)
    closing = list(expired)
    TaskSchedule.objects.filter(id__in=[schedule.id for schedule in closing]).update(
        status=Status.AUTOCLOSED, modifiedon=now, modifiedby=None
    )
    raise_tickets(closing, now)
    bump(tag for schedule in closing for tag in schedule_tags(schedule))
    return len(closing)
