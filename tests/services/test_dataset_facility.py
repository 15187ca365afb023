"""The dataset ``small`` of the reference application has the shape of the real thing."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.conf import settings
from django.db.models import Count, F, Q

from facility.activity.models import Asset, AssetLog, TaskSchedule
from facility.attendance.models import Attendance
from facility.core.capabilities import capability_tree, effective_capabilities
from facility.core.capability_tree import walk
from facility.onboarding.models import Bt, TypeAssist
from facility.peoples.models import People
from facility.y_helpdesk.escalation import sweep
from facility.y_helpdesk.models import Ticket
from fixtures import factories, shapes
from perfgate.dataset.recipes import load_recipe
from perfgate.dataset.templates import clone, drop, prepare
from perfgate.services.world import database_settings, redirected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.services.acquire import Services

pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture(scope="module")
def small(services: Services, django_db_blocker: Any) -> Iterator[None]:
    """Django's connection leads to a clone of the dataset."""
    server = services.postgres
    assert server is not None
    recipe = load_recipe("fixtures.recipes", "small")
    with django_db_blocker.unblock():
        template = prepare(
            server, recipe, databases=settings.DATABASES, progress=lambda _line: None
        )
        clone(server, template, "clone_of_small")
        place = database_settings(settings.DATABASES["default"], server, "clone_of_small")
        cache = {"BACKEND": "django.core.cache.backends.dummy.DummyCache", "LOCATION": ""}
        with redirected({"default": place}, {"default": cache}):
            yield
    drop(server, "clone_of_small")


def share(found: Any, **condition: Any) -> float:
    """Of the rows of a query set, the share that fulfils a condition."""
    return found.filter(**condition).count() / found.count()


def sites():
    """The nodes that are sites."""
    return Bt.objects.filter(identifier__tacode="SITE")


def per_site(model: Any, path: str = "site") -> list[int]:
    """How many rows each site has, by the sites' ids."""
    found = dict(model.objects.values_list(path).annotate(n=Count("id")))
    return [found.get(site, 0) for site in sites().order_by("id").values_list("id", flat=True)]


def test_the_profile_has_its_size():
    """3 clients, 60 sites and 400 people, as the profile says."""
    clients = Bt.objects.filter(identifier__tacode="CLIENT").count()
    assert (clients, sites().count(), People.objects.count()) == (3, 60, 400)


def test_every_row_belongs_to_the_client_of_its_site():
    """No row mixes tenants: the site's client is the row's."""
    for model in (Ticket, Attendance, Asset, TaskSchedule):
        assert not model.objects.exclude(client=F("site__client")).exists(), model


def test_the_tree_is_of_uneven_depth():
    """Sites hang at different depths below their client."""
    parents = dict(Bt.objects.values_list("id", "parent"))
    depths = set()
    for node in sites().values_list("id", flat=True):
        depth, above = 0, node
        while above is not None:
            depth, above = depth + 1, parents[above]
        depths.add(depth)
    assert len(depths) >= 2


def test_some_middle_nodes_are_disabled():
    """A node can be disabled while what lies below it is not."""
    middle = Bt.objects.filter(enable=False, children__enable=True).exclude(
        identifier__tacode__in=["SITE", "ZONE"]
    )
    disabled = Bt.objects.filter(enable=False).count()
    assert (0 < disabled < 12, middle.exists()) == (True, True)


def test_the_largest_client_has_most_sites():
    """The sizes of clients fall as their rank rises."""
    found = sites().values("client").annotate(n=Count("id")).order_by("-n")
    sizes = [row["n"] for row in found]
    assert sizes[0] > 2 * sizes[-1]


def test_sites_share_one_size():
    """Where there are many people there are many assets, tickets and tasks."""
    people = np.log(per_site(People, "bu"))
    for model in (Asset, Ticket, TaskSchedule):
        other = np.log1p(per_site(model))
        assert np.corrcoef(people, other)[0, 1] > 0.35, model


def test_night_shifts_end_on_the_next_day():
    """A stay of a night shift crosses midnight, any other does not."""
    ended = Attendance.objects.filter(checkout_time__isnull=False)
    night = Q(shift__nightshift=True)
    next_day = Q(checkout_time__date=F("datefor") + timedelta(days=1))
    assert ended.filter(night).count() > 1_000
    assert not ended.filter(night).exclude(next_day).exists()
    assert not ended.filter(~night & next_day).exists()


def test_some_check_outs_are_missing():
    """About 2 % never check out, more of them at night."""
    whole = Attendance.objects.filter(datefor__lt=shapes.AS_OF.date() - timedelta(days=1))
    night, day = (whole.filter(shift__nightshift=value) for value in (True, False))
    assert 0.01 < share(whole, checkout_time=None) < 0.035
    assert share(night, checkout_time=None) > share(day, checkout_time=None)


def test_some_stays_are_there_twice():
    """About half a percent of the person-days occur more than once."""
    days = Attendance.objects.values("people", "datefor").annotate(n=Count("id"))
    assert 0.002 < days.filter(n__gt=1).count() / days.count() < 0.01


def test_most_people_come_in_time():
    """About 12 % are late, and a few of them by hours."""
    rows = Attendance.objects.values_list("checkin_time", "datefor", "shift__starttime")
    late = np.array(
        [
            (checkin.timestamp() % 86_400 - (start.hour * 3600)) / 60
            for checkin, day, start in rows
            if checkin.date() == day
        ]
    )
    assert 0.05 < (late > 3).mean() < 0.2
    assert late.max() > 60


def test_tickets_follow_office_hours_and_weekdays():
    """Far more is reported on a Monday morning than on a Sunday night."""
    monday = Ticket.objects.filter(createdon__week_day=2).count()
    sunday = Ticket.objects.filter(createdon__week_day=1).count()
    assert monday > 1.5 * sunday
    assert share(Ticket.objects.all(), createdon__hour__range=(8, 17)) > 0.55


def test_tickets_rise_with_time():
    """Ids were given as things happened."""
    moments = Ticket.objects.order_by("id").values_list("createdon", flat=True)
    assert all(before <= after for before, after in pairwise(moments))


def test_priorities_have_their_shares():
    """HIGH 12, MEDIUM 68, LOW 20 percent, within what chance allows."""
    shares = {name: share(Ticket.objects.all(), priority=name) for name in ("HIGH", "MEDIUM")}
    assert shares == {
        "HIGH": pytest.approx(0.12, abs=0.05),
        "MEDIUM": pytest.approx(0.68, abs=0.07),
    }


def test_most_tickets_are_done():
    """What is open is a small backlog; a closed ticket has been closed at some moment."""
    tickets = Ticket.objects.all()
    assert share(tickets, status__tacode__in=["CLOSED", "CANCELLED"]) > 0.8
    assert 0.005 < share(tickets, status__tacode__in=["NEW", "OPEN", "ONHOLD"]) < 0.15
    assert not tickets.filter(status__tacode="CLOSED", closedon=None).exists()


def test_nothing_happened_after_the_clock():
    """Whatever is recorded lies before the dataset's clock."""
    now = shapes.AS_OF
    assert not Ticket.objects.filter(Q(closedon__gte=now) | Q(resolvedon__gte=now)).exists()
    assert not Attendance.objects.filter(
        Q(checkin_time__gte=now) | Q(checkout_time__gt=now)
    ).exists()
    assert not TaskSchedule.objects.filter(
        Q(completedon__gt=now) | Q(scheduledon__gte=now) & ~Q(status="ASSIGNED")
    ).exists()


def test_missed_tasks_raise_tickets_of_the_same_site():
    """A task that nobody did leads to a SYSTEM ticket at its site."""
    raising = TaskSchedule.objects.exclude(ticket=None)
    assert raising.exists()
    assert not raising.exclude(ticket__source="SYSTEM", ticket__site=F("site")).exists()
    assert not raising.exclude(status="AUTOCLOSED").exists()


def test_the_last_change_of_an_asset_gave_its_status():
    """The history of an asset leads without a gap to the status it has."""
    for asset in Asset.objects.filter(log__isnull=False).distinct()[:50]:
        steps = list(AssetLog.objects.filter(asset=asset).order_by("id").values_list("old", "new"))
        assert steps[-1][1] == asset.status_id
        assert all(before[1] == after[0] for before, after in pairwise(steps))


def test_people_hold_capabilities_that_their_client_has():
    """Trees are deep, and what a person may use is part of what the client bought."""
    person = People.objects.filter(isadmin=False, enable=True).earliest("id")
    tree = capability_tree(person.client_id, "WEB")
    own = effective_capabilities(person.client_id, person.id, "WEB")
    codes = {node["code"] for _, node in walk(tree)}
    assert max(depth for depth, _ in walk(tree)) == 2
    assert 3 < len({node["code"] for _, node in walk(own)} & codes) < len(codes)


def test_open_tickets_are_due():
    """The escalation sweep has something to do."""
    from django.db import transaction

    with transaction.atomic():
        assert sweep(shapes.AS_OF) > 0
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", factories.__all__)
def test_a_factory_makes_single_objects_beside_the_dataset(name):
    """``SomeFactory()`` makes a valid object, also where the dataset's rows are."""
    from django.db import transaction

    factory = getattr(factories, name)
    with transaction.atomic():
        first, second = factory(), factory()
        first.full_clean()
        again = first.pk == second.pk
        transaction.set_rollback(True)
    assert again is (factory._meta.model is TypeAssist)
