"""What ``before_after.py`` compares: every query of the six areas that has a naive twin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comparison.subjects import DEEP_PAGE
from comparison.twins import Pair

if TYPE_CHECKING:
    from comparison.twins import Arguments


def _pair(area: str, name: str, query: str, arguments: Arguments, **more: Any) -> Pair:
    """A pair of which both functions have the same name, unless ``more`` names the twin."""
    twin = more.pop("twin", query.partition(":")[2])
    naive = f"facility.naive.{area}:{twin}"
    optimised = f"facility.{query}"
    return Pair(area=area, name=name, naive=naive, optimised=optimised, arguments=arguments, **more)


PAIRS = (
    _pair(
        "capabilities",
        "tree of a client",
        "core.capabilities:capability_tree",
        lambda at: (at.client, "WEB"),
    ),
    _pair(
        "capabilities",
        "what a client bought for the browser",
        "core.capabilities:get_web_caps_for_client",
        lambda at: (at.client,),
    ),
    _pair(
        "capabilities",
        "what a client bought for the app",
        "core.capabilities:get_mob_caps_for_client",
        lambda at: (at.client,),
    ),
    _pair(
        "capabilities",
        "menu of choices",
        "core.capabilities:capability_choices",
        lambda at: (at.client, "WEB"),
    ),
    _pair(
        "capabilities",
        "what a person may use",
        "core.capabilities:effective_capabilities",
        lambda at: (at.client, at.person, "WEB"),
    ),
    _pair(
        "hierarchy",
        "whole tree of a client",
        "onboarding.hierarchy:client_tree",
        lambda at: (at.client,),
    ),
    _pair(
        "hierarchy",
        "all below a client",
        "onboarding.hierarchy:subtree",
        lambda at: (at.client, at.client),
    ),
    _pair(
        "hierarchy",
        "all below a branch",
        "onboarding.hierarchy:subtree",
        lambda at: (at.client, at.branch),
    ),
    _pair(
        "hierarchy",
        "all above a site",
        "onboarding.hierarchy:ancestors",
        lambda at: (at.client, at.site),
    ),
    _pair(
        "hierarchy",
        "direct children of a branch",
        "onboarding.hierarchy:children",
        lambda at: (at.client, at.branch),
    ),
    _pair(
        "hierarchy",
        "sites of a client",
        "onboarding.hierarchy:sites_of_client",
        lambda at: (at.client,),
    ),
    _pair(
        "hierarchy",
        "sites of a person",
        "onboarding.hierarchy:sites_of_person",
        lambda at: (at.client, at.person),
    ),
    _pair(
        "tickets",
        "first page of a client",
        "y_helpdesk.pages:client_page",
        lambda at: (at.client,),
        part="tickets",
    ),
    _pair(
        "tickets",
        f"page {DEEP_PAGE} of a client",
        "y_helpdesk.pages:client_page",
        lambda at: (at.client, at.deep_after),
        naive_arguments=lambda at: (at.client, DEEP_PAGE),
        part="tickets",
    ),
    _pair(
        "tickets",
        "number in each status",
        "y_helpdesk.pages:status_counts",
        lambda at: (at.client,),
    ),
    _pair(
        "tickets",
        "one with its log",
        "y_helpdesk.details:ticket_detail",
        lambda at: (at.client, at.ticket),
    ),
    _pair(
        "tickets",
        "escalation sweep of all clients",
        "y_helpdesk.escalation:sweep",
        lambda at: (at.now,),
        writes=True,
    ),
    _pair(
        "attendance",
        "a month at all sites of a client",
        "attendance.summaries:site_period_summary",
        lambda at: (at.client, at.month_ago, at.today, at.today),
        naive_arguments=lambda at: (at.client, at.month_ago, at.today),
    ),
    _pair(
        "attendance",
        "a month at a site, by day",
        "attendance.summaries:site_days",
        lambda at: (at.client, at.site, at.month_ago, at.today, at.today),
        naive_arguments=lambda at: (at.client, at.site, at.month_ago, at.today),
    ),
    _pair(
        "attendance",
        "a month of a person",
        "attendance.grid:person_month",
        lambda at: (at.client, at.person, at.today.year, at.today.month, at.today),
        naive_arguments=lambda at: (at.client, at.person, at.today.year, at.today.month),
    ),
    _pair(
        "attendance",
        "who is in now",
        "attendance.punches:open_punches",
        lambda at: (at.client, at.now),
        part="punches",
    ),
    _pair(
        "attendance",
        "late and absent at a site",
        "attendance.presence:late_and_absent",
        lambda at: (at.client, at.site, at.yesterday, at.today),
        naive_arguments=lambda at: (at.client, at.site, at.yesterday),
    ),
    _pair(
        "tasks",
        "a day at a site",
        "activity.tasks.pages:site_day",
        lambda at: (at.client, at.site, at.yesterday, at.today),
    ),
    _pair(
        "tasks",
        "a week of a person",
        "activity.tasks.pages:my_tasks",
        lambda at: (at.client, at.worker, at.today, at.next_week),
    ),
    _pair(
        "tasks",
        "a week at all sites of a client",
        "activity.tasks.summaries:summary",
        lambda at: (at.client, at.week_ago, at.today, at.today),
    ),
    _pair(
        "tasks",
        "overdue",
        "activity.tasks.pages:overdue",
        lambda at: (at.client, at.now),
        part="tasks",
    ),
    _pair(
        "tasks",
        "plan six hours of a client",
        "activity.tasks.generating:generate",
        lambda at: (at.client, at.in_six_hours, at.now),
        writes=True,
    ),
    _pair(
        "tasks",
        "close what expired at a client",
        "activity.tasks.autoclose:auto_close",
        lambda at: (at.now, at.client),
        writes=True,
    ),
    _pair(
        "assets",
        "first page of a site",
        "activity.assets.pages:site_assets",
        lambda at: (at.client, at.site),
        part="assets",
    ),
    _pair(
        "assets",
        "number in each status, of a client",
        "activity.assets.counts:status_counts",
        lambda at: (at.client,),
    ),
    _pair(
        "assets",
        "number in each status, at a site",
        "activity.assets.counts:status_counts_of_site",
        lambda at: (at.client, at.site),
        twin="status_counts",
    ),
    _pair(
        "assets",
        "number of each type in each status",
        "activity.assets.counts:counts_by_type",
        lambda at: (at.client,),
    ),
    _pair(
        "assets",
        "one with its log",
        "activity.assets.details:asset_detail",
        lambda at: (at.client, at.asset),
    ),
    _pair(
        "assets",
        "a month's downtime of a client",
        "activity.assets.downtime:downtime",
        lambda at: (at.client, at.begin_of_month, at.now),
        first=True,
    ),
    _pair(
        "assets",
        "critical ones that do not work",
        "activity.assets.pages:critical_not_working",
        lambda at: (at.client,),
    ),
)
