"""After every write the cached answers about tasks are what uncached ones would be."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from django.core.cache import cache
from schedules import HOUR, make_group, make_schedule, make_task
from tenants import TODAY

from facility.activity.tasks.autoclose import auto_close
from facility.activity.tasks.generating import generate
from facility.activity.tasks.invalidation import sites_changed
from facility.activity.tasks.pages import my_tasks, site_day
from facility.activity.tasks.summaries import summary
from facility.activity.tasks.writes import complete, create_adhoc, reassign, reschedule, start
from facility.core.clock import AS_OF
from facility.core.days import DAY
from facility.onboarding.models import Bt
from facility.peoples.models import Pgbelonging

#: The last day of June and the first of July: what moves between them changes two months.
TOMORROW = TODAY + DAY


class World:
    """An occurrence of today for the guard and a group that the administrator is in."""

    def __init__(self, tenant):
        self.tenant = tenant
        self.group = make_group(tenant, tenant.admin)
        self.schedule = make_schedule(tenant, assignedtogroup=self.group)

    def answers(self):
        """Every cached answer: two days, two people, two months."""
        client_id, site_id = self.tenant.id, self.tenant.site.id
        return [
            site_day(client_id, site_id, TODAY, TODAY),
            site_day(client_id, site_id, TOMORROW, TODAY),
            my_tasks(client_id, self.tenant.guard.id, TODAY, TOMORROW),
            my_tasks(client_id, self.tenant.admin.id, TODAY, TOMORROW),
            summary(client_id, TODAY, TODAY, TODAY),
            summary(client_id, TOMORROW, TOMORROW, TODAY),
            summary(client_id, TODAY, TOMORROW, TODAY, (site_id,)),
        ]


def start_it(world):
    """Begin the occurrence."""
    start(world.tenant.id, world.schedule.id, now=AS_OF)


def complete_it(world):
    """Finish the occurrence."""
    complete(world.tenant.id, world.schedule.id, now=AS_OF)


def leave_it_in_part(world):
    """Leave the occurrence with a part done."""
    complete(world.tenant.id, world.schedule.id, now=AS_OF, partial=True)


def reschedule_it(world):
    """Move the occurrence to another day and month."""
    reschedule(world.tenant.id, world.schedule.id, AS_OF + DAY, now=AS_OF)


def reassign_it(world):
    """Take the occurrence from the guard and the group."""
    nobody = world.tenant.make_person("acme nobody")
    reassign(world.tenant.id, world.schedule.id, nobody.id, now=AS_OF)


def reassign_to_the_administrator(world):
    """Give the occurrence to somebody who is asked about."""
    reassign(world.tenant.id, world.schedule.id, world.tenant.admin.id, now=AS_OF)


def create_one(world):
    """Ask for the task once more, tomorrow."""
    create_adhoc(
        world.tenant.id,
        world.schedule.task_id,
        world.tenant.admin.id,
        AS_OF + DAY,
        now=AS_OF,
    )


def generate_more(world):
    """Carry out the plan of two days."""
    world.schedule.task.people = world.tenant.guard
    world.schedule.task.pgroup = world.group
    world.schedule.task.save()
    world.answers()
    assert generate(world.tenant.id, AS_OF + 2 * DAY, AS_OF) == 2


def close_by_sweep(_world):
    """Let the occurrence expire."""
    assert auto_close(AS_OF + 3 * HOUR) == 1


def delete_it(world):
    """Delete the row."""
    world.schedule.delete()


def disable_it(world):
    """Take the occurrence out of every list."""
    world.schedule.enable = False
    world.schedule.save()


def rename_task(world):
    """Rename the task."""
    world.schedule.task.name = "Renamed"
    world.schedule.task.save()


def rename_person(world):
    """Rename the guard."""
    world.tenant.guard.peoplename = "Renamed"
    world.tenant.guard.save()


def rename_group(world):
    """Rename the group."""
    world.group.groupname = "Renamed"
    world.group.save()


def disable_group(world):
    """Disable the group."""
    world.group.enable = False
    world.group.save()


def join_the_group(world):
    """Let another person into a group that has something to do."""
    make_schedule(world.tenant, assignedto=None, assignedtogroup=world.group)
    world.answers()
    Pgbelonging.objects.create(
        pgroup=world.group, people=world.tenant.guard, client=world.tenant.client
    )


def leave_the_group(world):
    """Let the administrator out of the group."""
    Pgbelonging.objects.get(people=world.tenant.admin).delete()


def rename_site(world):
    """Rename the site."""
    world.tenant.site.buname = "Renamed"
    world.tenant.site.save()


def disable_site(world):
    """Disable the site."""
    world.tenant.site.enable = False
    world.tenant.site.save()


def disable_sites_in_bulk(world):
    """Disable the site by UPDATE, as who does so tells."""
    Bt.objects.filter(id=world.tenant.site.id).update(enable=False)
    sites_changed([world.tenant.id], [world.tenant.site.id])


WRITES = [
    start_it,
    complete_it,
    leave_it_in_part,
    reschedule_it,
    reassign_it,
    reassign_to_the_administrator,
    create_one,
    generate_more,
    close_by_sweep,
    delete_it,
    disable_it,
    rename_task,
    rename_person,
    rename_group,
    disable_group,
    join_the_group,
    leave_the_group,
    rename_site,
    disable_site,
    disable_sites_in_bulk,
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_cached_equals_uncached_after(tenant, assert_fresh_after, write):
    """After every write the warm cache says what an empty one would."""
    world = World(tenant)
    assert_fresh_after(lambda: write(world), world.answers)


def test_moment_elsewhere_is_bumped_as_a_day_of_utc(tenant, assert_fresh_after):
    """Late in the evening far in the west is the next day here."""
    world = World(tenant)
    moment = (AS_OF + DAY).astimezone(timezone(timedelta(hours=-8)))
    assert_fresh_after(
        lambda: reschedule(tenant.id, world.schedule.id, moment, now=AS_OF), world.answers
    )


def test_write_spares_other_days_people_and_sites(tenant, django_assert_num_queries):
    """What a write has nothing to do with stays cached."""
    world = World(tenant)
    far = tenant.make_site("far away")
    unconcerned = [
        lambda: site_day(tenant.id, tenant.site.id, TOMORROW, TODAY),
        lambda: site_day(tenant.id, far.id, TODAY, TODAY),
        lambda: summary(tenant.id, TOMORROW, TOMORROW, TODAY),
    ]
    for ask in unconcerned:
        ask()
    complete(tenant.id, world.schedule.id, now=AS_OF)
    with django_assert_num_queries(0):
        for ask in unconcerned:
            ask()


def test_other_person_keeps_the_list(tenant, django_assert_num_queries):
    """What one person does alone leaves the lists of the others."""
    schedule = make_schedule(tenant)
    my_tasks(tenant.id, tenant.admin.id, TODAY, TODAY)
    complete(tenant.id, schedule.id, now=AS_OF)
    with django_assert_num_queries(0):
        my_tasks(tenant.id, tenant.admin.id, TODAY, TODAY)


def test_names_do_not_touch_summaries(tenant, django_assert_num_queries):
    """People are saved often, and no summary names them."""
    make_schedule(tenant)
    summary(tenant.id, TODAY, TODAY, TODAY)
    tenant.guard.save()
    make_task(tenant)
    with django_assert_num_queries(0):
        summary(tenant.id, TODAY, TODAY, TODAY)


@pytest.mark.parametrize(("age", "lifetime_s"), [(0, 300), (1, 900)])
@pytest.mark.parametrize("kind", ["day", "summary"])
def test_what_is_over_is_kept_longer(tenant, kind, age, lifetime_s):
    """A day or a period that today belongs to is kept for less."""
    day = TODAY - age * DAY
    if kind == "day":
        site_day(tenant.id, tenant.site.id, day, TODAY)
    else:
        summary(tenant.id, day, day, TODAY)
    client = cache.client.get_client()
    (key,) = client.keys("*:task:v*")

    assert lifetime_s * 0.85 < client.ttl(key) <= lifetime_s * 1.1
