"""What is cached of the business tree is never out of date, whatever is written."""

from __future__ import annotations

import pytest
from branches import Branches, answers, make_node
from django.db import transaction
from schedules import make_group, make_schedule, names_of
from tenants import TODAY

from facility.activity.tasks.pages import my_tasks
from facility.core.clock import AS_OF
from facility.onboarding.hierarchy import client_tree, sites_of_client, sites_of_person
from facility.onboarding.tree_writes import (
    create_node,
    delete_node,
    move_node,
    rename_node,
    rename_type,
    set_nodes_enabled,
)
from facility.peoples.writes import (
    assign_sites,
    set_administrators,
    transfer_person,
    unassign_sites,
)


@pytest.fixture
def acme(tenant):
    """A client's tree: the guard has one site, the guard's team another, and nobody the third."""
    made = Branches(tenant)
    made.third = make_node(tenant, "SITE", "acme third", made.first)
    made.personal = made.belong(tenant.guard, made.a)
    made.of_team = made.belong(site=made.b)
    return made


@pytest.fixture
def zenith(other):
    """The tree of another client."""
    return Branches(other)


def create(acme, _):
    """Hang a new site under the branch."""
    create_node(acme.tenant.id, acme.first.id, kind="SITE", code="new", name="new site", now=AS_OF)


def create_by_model(acme, _):
    """Insert a site."""
    make_node(acme.tenant, "SITE", "new", acme.first)


def rename(acme, _):
    """Rename a site."""
    rename_node(acme.tenant.id, acme.a.id, "renamed", now=AS_OF)


def rename_client(acme, _):
    """Rename the client itself."""
    rename_node(acme.tenant.id, acme.tenant.id, "renamed", now=AS_OF)


def disable(acme, _):
    """Disable sites in bulk."""
    set_nodes_enabled(acme.tenant.id, [acme.a.id, acme.b.id], enable=False, now=AS_OF)


def disable_in_the_middle(acme, _):
    """Disable the region above the branch."""
    set_nodes_enabled(acme.tenant.id, [acme.north.id], enable=False, now=AS_OF)


def disable_client(acme, _):
    """Disable the client itself."""
    set_nodes_enabled(acme.tenant.id, [acme.tenant.id], enable=False, now=AS_OF)


def disable_by_save(acme, _):
    """Disable a site by saving it."""
    acme.a.enable = False
    acme.a.save(update_fields=["enable"])


def move(acme, _):
    """Hang the branch directly under the client."""
    move_node(acme.tenant.id, acme.first.id, acme.tenant.id, now=AS_OF)


def move_to_another_client(acme, zenith):
    """Hang the branch under another client's region."""
    move_node(
        acme.tenant.id, acme.first.id, zenith.north.id, to_client_id=zenith.tenant.id, now=AS_OF
    )


def move_by_save(acme, zenith):
    """Hang the zone under another client by saving it."""
    acme.gate.parent = acme.gate.client = zenith.tenant.client
    acme.gate.save()


def move_by_saved_fields(acme, zenith):
    """Hang the zone under another client by saving only what changed."""
    acme.gate.parent = acme.gate.client = zenith.tenant.client
    acme.gate.save(update_fields=["parent", "client_id"])


def delete(acme, _):
    """Delete the zone."""
    delete_node(acme.tenant.id, acme.gate.id)


def delete_by_model(acme, _):
    """Delete the zone's row."""
    acme.gate.delete()


def rename_kind(acme, _):
    """Give the kind of sites another name."""
    rename_type(None, acme.tenant.codes["SITE"].id, "Premises", now=AS_OF)


def change_code_of_kind(acme, _):
    """Give the kind of sites another code: there are no sites any more."""
    acme.tenant.codes["SITE"].tacode = "PREMISES"
    acme.tenant.codes["SITE"].save()


def change_kind(acme, _):
    """Make a site a zone."""
    acme.b.identifier = acme.tenant.codes["ZONE"]
    acme.b.save()


def assign(acme, _):
    """Assign another site to the guard."""
    tenant = acme.tenant
    assign_sites(tenant.id, acme.team.id, [acme.third.id], people_id=tenant.guard.id, now=AS_OF)


def unassign(acme, _):
    """Take the guard's site away."""
    tenant = acme.tenant
    unassign_sites(tenant.id, acme.team.id, [acme.a.id], people_id=tenant.guard.id, now=AS_OF)


def assign_to_group(acme, _):
    """Assign another site to the team."""
    assign_sites(acme.tenant.id, acme.team.id, [acme.third.id], now=AS_OF)


def unassign_from_group(acme, _):
    """Take the team's site away."""
    unassign_sites(acme.tenant.id, acme.team.id, [acme.b.id], now=AS_OF)


def save_belonging(acme, _):
    """Give the guard's row to somebody else."""
    acme.personal.people = acme.tenant.admin
    acme.personal.save()


def delete_belonging(acme, _):
    """Delete the team's row."""
    acme.of_team.delete()


def disable_group(acme, _):
    """Disable the team."""
    acme.team.enable = False
    acme.team.save()


def transfer(acme, _):
    """Let the guard work elsewhere."""
    transfer_person(acme.tenant.id, acme.tenant.guard.id, acme.third.id, now=AS_OF)


def administrator(acme, _):
    """Make the guard an administrator in bulk."""
    set_administrators(acme.tenant.id, [acme.tenant.guard.id], isadmin=True, now=AS_OF)


def administrator_by_save(acme, _):
    """Make the guard an administrator by saving."""
    acme.tenant.guard.isadmin = True
    acme.tenant.guard.save()


def change_client_of_person(acme, zenith):
    """Let the guard work for another client."""
    acme.tenant.guard.client = zenith.tenant.client
    acme.tenant.guard.bu = zenith.a
    acme.tenant.guard.save()


WRITES = [
    create,
    create_by_model,
    rename,
    rename_client,
    disable,
    disable_in_the_middle,
    disable_client,
    disable_by_save,
    move,
    move_to_another_client,
    move_by_save,
    move_by_saved_fields,
    delete,
    delete_by_model,
    rename_kind,
    change_code_of_kind,
    change_kind,
    assign,
    unassign,
    assign_to_group,
    unassign_from_group,
    save_belonging,
    delete_belonging,
    disable_group,
    transfer,
    administrator,
    administrator_by_save,
    change_client_of_person,
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_cached_equals_uncached_after(acme, zenith, empty_cache, write):
    """After every write the warm cache says of both clients what an empty one would."""

    def all_answers():
        return [
            answers(
                each.tenant.id,
                [acme.tenant.id, *(bt.id for bt in (acme.north, acme.first, acme.a, acme.gate))],
                [acme.tenant.guard.id, acme.tenant.admin.id],
            )
            for each in (acme, zenith)
        ]

    before = all_answers()
    write(acme, zenith)
    cached = all_answers()
    empty_cache.empty()

    assert cached == all_answers()
    assert cached != before


def test_enabled_again(acme, empty_cache):
    """What was disabled is back with all below it, in the warm cache too."""
    before = answers(acme.tenant.id, [acme.a.id])
    for enable in (False, True):
        set_nodes_enabled(acme.tenant.id, [acme.north.id], enable=enable, now=AS_OF)
        cached = answers(acme.tenant.id, [acme.a.id])
        empty_cache.empty()
        assert cached == answers(acme.tenant.id, [acme.a.id])

    assert cached == before


def test_write_of_one_client_spares_the_others(acme, zenith, django_assert_num_queries):
    """A client's cached tree outlives the writes of other clients."""
    client_tree(acme.tenant.id)
    rename_node(zenith.tenant.id, zenith.a.id, "renamed", now=AS_OF)
    set_nodes_enabled(zenith.tenant.id, [zenith.a.id], enable=False, now=AS_OF)
    with django_assert_num_queries(0):
        client_tree(acme.tenant.id)


def test_write_about_people_spares_the_tree(acme, django_assert_num_queries):
    """Who works where is not part of the tree, and one person's sites are not another's."""
    tenant = acme.tenant
    client_tree(tenant.id)
    sites_of_client(tenant.id)
    sites_of_person(tenant.id, tenant.admin.id)
    assign_sites(tenant.id, acme.team.id, [acme.b.id], people_id=tenant.guard.id, now=AS_OF)
    transfer_person(tenant.id, tenant.guard.id, acme.a.id, now=AS_OF)
    with django_assert_num_queries(0):
        client_tree(tenant.id)
        sites_of_client(tenant.id)
        sites_of_person(tenant.id, tenant.admin.id)


def test_write_that_is_rolled_back_changes_nothing(acme):
    """What a transaction read of its own change is not kept when the change is undone."""
    before = client_tree(acme.tenant.id)
    with transaction.atomic():
        rename_node(acme.tenant.id, acme.a.id, "renamed", now=AS_OF)
        assert client_tree(acme.tenant.id) != before
        transaction.set_rollback(True)

    assert client_tree(acme.tenant.id) == before


def test_membership_written_in_bulk_reaches_the_tasks_of_the_group(tenant):
    """Whoever is assigned a site in a group has the group's tasks, and loses them again."""
    group = make_group(tenant)
    make_schedule(tenant, assignedto=None, assignedtogroup=group)
    sites = [tenant.site.id]

    def tasks():
        return names_of(my_tasks(tenant.id, tenant.guard.id, TODAY, TODAY))

    none = tasks()
    assign_sites(tenant.id, group.id, sites, people_id=tenant.guard.id, now=AS_OF)
    one = tasks()
    unassign_sites(tenant.id, group.id, sites, people_id=tenant.guard.id, now=AS_OF)

    assert (none, one, tasks()) == ([], ["Round"], [])
