"""Whom the pairs of ``before_after.py`` ask about: looked up once, before anything is measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

#: A page of tickets far down the list, counted from 1.
DEEP_PAGE = 21

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """The client with the most tickets, and what of it the queries are about.

    ``site`` has the most tickets, ``branch`` the most children and ``asset`` the longest log;
    ``person`` needs grants, ``worker`` has the most to do next week.
    """

    now: datetime
    client: int
    branch: int
    site: int
    person: int
    worker: int
    ticket: int
    deep_after: tuple[datetime, int]
    asset: int

    @property
    def today(self) -> date:
        """The day of the application's clock."""
        return self.now.date()

    @property
    def yesterday(self) -> date:
        """The last whole day."""
        return self.today - _DAY

    @property
    def week_ago(self) -> date:
        """A week back."""
        return self.today - 7 * _DAY

    @property
    def month_ago(self) -> date:
        """Thirty days back."""
        return self.today - 30 * _DAY

    @property
    def begin_of_month(self) -> datetime:
        """Thirty days back, to the moment."""
        return self.now - 30 * _DAY

    @property
    def next_week(self) -> date:
        """A week on."""
        return self.today + 7 * _DAY

    @property
    def in_six_hours(self) -> datetime:
        """Six hours on."""
        return self.now + _DAY / 4


def look_up() -> Subjects:
    """Find them in the dataset; of equals the one with the lowest id."""
    from django.db.models import Count

    from facility.activity.models import AssetLog, TaskSchedule
    from facility.core import clock
    from facility.onboarding.models import Bt
    from facility.peoples.models import People
    from facility.y_helpdesk.models import Ticket
    from facility.y_helpdesk.pages import PAGE_SIZE

    def most(rows: QuerySet[Any], column: str) -> int:
        counted = rows.exclude(**{column: None}).values_list(column).annotate(n=Count("id"))
        found: int = counted.order_by("-n", column)[0][0]
        return found

    now = clock.now()
    client = most(Ticket.objects.all(), "client_id")
    tickets = Ticket.objects.filter(client=client, enable=True)
    newest_first = tickets.order_by("-createdon", "-id")
    coming = TaskSchedule.objects.filter(client=client, scheduledon__gte=now)
    guards = People.objects.filter(client=client, isadmin=False, enable=True)
    return Subjects(
        now=now,
        client=client,
        branch=most(Bt.objects.filter(client=client).exclude(parent=client), "parent_id"),
        site=most(tickets, "site_id"),
        person=guards.earliest("id").id,
        worker=most(coming, "assignedto_id"),
        ticket=newest_first[0].id,
        deep_after=newest_first.values_list("createdon", "id")[(DEEP_PAGE - 1) * PAGE_SIZE - 1],
        asset=most(AssetLog.objects.filter(client=client), "asset_id"),
    )
