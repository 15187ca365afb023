"""Lists of occurrences, summaries and tours: whole, in order, and at a fixed price."""

from __future__ import annotations

import pytest
from schedules import HOUR, make_group, make_schedule, make_task, names_of
from tenants import TODAY

from facility.activity.models import Asset, TourActivity
from facility.activity.tasks import pages
from facility.activity.tasks.details import schedule_detail, tour
from facility.activity.tasks.pages import my_tasks, overdue, site_day
from facility.activity.tasks.statuses import Status
from facility.activity.tasks.summaries import summary
from facility.core.clock import AS_OF
from facility.core.days import DAY
from facility.peoples.models import Pgbelonging

MOMENT = HOUR / 3_600_000_000  # a microsecond


def test_day_of_a_site_is_one_query(tenant, django_assert_num_queries):
    """Task, site, assignee and group come with the occurrence, and then from the cache."""
    for hour in range(4):
        make_schedule(
            tenant, AS_OF + hour * HOUR, assignedtogroup=make_group(tenant, name=str(hour))
        )
    with django_assert_num_queries(1):
        rows = site_day(tenant.id, tenant.site.id, TODAY, TODAY)
    with django_assert_num_queries(0):
        again = site_day(tenant.id, tenant.site.id, TODAY, TODAY)

    assert rows == again
    assert [row["group"] for row in rows] == ["0", "1", "2", "3"]
    assert {(row["site"], row["assignedto"]) for row in rows} == {("acme site", "acme guard")}


def test_day_is_from_midnight_to_midnight(tenant):
    """The first moment of a day belongs to it, the last one too, and no others."""
    for offset in (-MOMENT, 0 * HOUR, DAY - MOMENT, DAY):
        make_schedule(tenant, AS_OF + offset)
    rows = site_day(tenant.id, tenant.site.id, TODAY, TODAY)

    assert [row["scheduledon"] for row in rows] == [AS_OF, AS_OF + DAY - MOMENT]


def test_day_of_a_site_leaves_out(tenant):
    """Other sites, disabled occurrences, and everything of a disabled site."""
    make_schedule(tenant, site=tenant.make_site("far away"))
    make_schedule(tenant, enable=False)
    assert site_day(tenant.id, tenant.site.id, TODAY, TODAY) == []

    make_schedule(tenant)
    tenant.site.enable = False
    tenant.site.save()
    assert site_day(tenant.id, tenant.site.id, TODAY, TODAY) == []


def test_tasks_of_a_person(tenant, django_assert_num_queries):
    """The person's own and the group's, each once, in one query; not what is over."""
    group, others = make_group(tenant, tenant.guard), make_group(tenant, tenant.admin, name="Other")
    own = make_schedule(tenant, assignedtogroup=group)
    shared = make_schedule(tenant, AS_OF + HOUR, assignedto=None, assignedtogroup=group)
    make_schedule(tenant, assignedto=tenant.admin)
    make_schedule(tenant, assignedto=None, assignedtogroup=others)
    make_schedule(tenant, status=Status.PARTIAL)
    make_schedule(tenant, AS_OF + DAY)
    with django_assert_num_queries(1):
        rows = my_tasks(tenant.id, tenant.guard.id, TODAY, TODAY)

    assert [row["id"] for row in rows] == [own.id, shared.id]


@pytest.mark.parametrize("what", ["group", "membership"])
def test_disabled_group_has_no_tasks(tenant, what):
    """A group that is disabled, or that the person has left, brings nothing."""
    group = make_group(tenant, tenant.guard)
    make_schedule(tenant, assignedto=None, assignedtogroup=group)
    changed = group if what == "group" else Pgbelonging.objects.get(pgroup=group)
    changed.enable = False
    changed.save()

    assert my_tasks(tenant.id, tenant.guard.id, TODAY, TODAY) == []


def test_summary_is_one_query(tenant, django_assert_num_queries):
    """The database counts, site by site."""
    far = tenant.make_site("far away")
    for status in Status:
        make_schedule(tenant, status=status)
        make_schedule(tenant, AS_OF - DAY, status=status, site=far)
    with django_assert_num_queries(1):
        rows = summary(tenant.id, TODAY - DAY, TODAY, TODAY)

    counts = {"completed": 1, "partial": 1, "missed": 1, "open": 2}
    assert rows == [
        {"site_id": tenant.site.id, "site_name": "acme site", **counts},
        {"site_id": far.id, "site_name": "far away", **counts},
    ]


def test_summary_of_some_sites(tenant):
    """Only what was asked for is counted; no sites are not the same as all of them."""
    far = tenant.make_site("far away")
    for site in (tenant.site, far):
        make_schedule(tenant, site=site)

    assert [row["site_id"] for row in summary(tenant.id, TODAY, TODAY, TODAY, (far.id,))] == [
        far.id
    ]
    assert summary(tenant.id, TODAY, TODAY, TODAY, ()) == []
    assert len(summary(tenant.id, TODAY, TODAY, TODAY)) == 2


@pytest.mark.parametrize(
    ("status", "expireson", "listed"),
    [
        (Status.ASSIGNED, AS_OF - MOMENT, True),
        (Status.INPROGRESS, AS_OF - MOMENT, True),
        (Status.ASSIGNED, AS_OF, False),
        (Status.PARTIAL, AS_OF - HOUR, False),
        (Status.COMPLETED, AS_OF - HOUR, False),
        (Status.AUTOCLOSED, AS_OF - HOUR, False),
    ],
)
def test_overdue(tenant, status, expireson, listed):
    """Overdue is what is open though its time lies strictly before now."""
    make_schedule(tenant, AS_OF - DAY, status=status, expireson=expireson)

    assert len(overdue(tenant.id, AS_OF)["tasks"]) == int(listed)


def test_overdue_pages_hold_everything_once(tenant, monkeypatch, django_assert_num_queries):
    """The oldest first, by id where moments are equal; each page is one query."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 3)
    made = [make_schedule(tenant, AS_OF - DAY - n // 3 * HOUR) for n in range(8)]
    shown, after = [], None
    for _ in range(3):
        with django_assert_num_queries(1):
            page = overdue(tenant.id, AS_OF, after)
        shown += [row["id"] for row in page["tasks"]]
        after = page["next"]

    assert shown == [each.id for each in sorted(made, key=lambda each: (each.scheduledon, each.id))]
    assert after is None


def test_full_last_page_leads_nowhere(tenant, monkeypatch):
    """A last page that is full does not promise another."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    for _ in range(2):
        make_schedule(tenant, AS_OF - DAY)

    assert overdue(tenant.id, AS_OF)["next"] is None


@pytest.mark.usefixtures("empty_cache")
def test_overdue_is_never_cached(tenant):
    """What changed behind the cache's back is seen at once."""
    schedule = make_schedule(tenant, AS_OF - DAY)
    assert len(overdue(tenant.id, AS_OF)["tasks"]) == 1
    type(schedule).objects.update(status=Status.AUTOCLOSED)

    assert overdue(tenant.id, AS_OF)["tasks"] == []


def test_detail_is_one_query(tenant, django_assert_num_queries):
    """Everything that an occurrence refers to comes with it."""
    asset = make_checkpoint(tenant, "P1")
    schedule = make_schedule(
        tenant,
        task=make_task(tenant, asset=asset, qset=tenant.codes["PUMP"]),
        assignedtogroup=make_group(tenant),
        ticket=tenant.make_ticket(),
    )
    with django_assert_num_queries(1):
        detail = schedule_detail(tenant.id, schedule.id)

    assert detail["ticketno"] == schedule.ticket.ticketno
    names = [detail[name] for name in ("name", "site", "assignedto", "group", "asset", "questions")]
    assert names == ["Round", "acme site", "acme guard", "Night watch", "P1", "Pump"]


def test_detail_of_what_refers_to_nothing(tenant):
    """An occurrence may be without a task, a person and a ticket."""
    schedule = make_schedule(tenant, assignedto=None)
    type(schedule).objects.update(task=None)
    detail = schedule_detail(tenant.id, schedule.id)

    assert [detail[name] for name in ("name", "assignedto", "ticketno", "asset")] == [None] * 4


def make_checkpoint(tenant, name):
    """A checkpoint at the tenant's site."""
    return Asset.objects.create(
        assetcode=name,
        assetname=name,
        client=tenant.client,
        site=tenant.site,
        status=tenant.codes["WORKING"],
        identifier=Asset.Identifier.CHECKPOINT,
    )


def test_tour_is_two_queries(tenant, django_assert_num_queries):
    """The checkpoints come in the order in which they were reached, at one price."""
    walked = make_schedule(tenant, identifier="TOUR")
    for number, name in enumerate(["gate", "roof", "yard"]):
        TourActivity.objects.create(
            tour=walked,
            client=tenant.client,
            checkpoint=make_checkpoint(tenant, name),
            visitedon=AS_OF,
            createdon=AS_OF - number * HOUR,
        )
    with django_assert_num_queries(2):
        found = tour(tenant.id, walked.id)

    assert [each["checkpoint"] for each in found["checkpoints"]] == ["yard", "roof", "gate"]


def test_what_is_no_tour_has_no_checkpoints(tenant):
    """Asking for the tour of another kind of work finds nothing."""
    schedule = make_schedule(tenant)

    with pytest.raises(type(schedule).DoesNotExist):
        tour(tenant.id, schedule.id)


def test_names_follow_the_order(tenant):
    """At one moment the older occurrence comes first."""
    for name in ("first", "second"):
        make_schedule(tenant, task=make_task(tenant, name))

    assert names_of(site_day(tenant.id, tenant.site.id, TODAY, TODAY)) == ["first", "second"]
