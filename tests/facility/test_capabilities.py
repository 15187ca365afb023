"""Capabilities of clients and people, uncached and cached, after every kind of write."""

from __future__ import annotations

import pytest
from tenants import codes_of, make_capability

from facility.core.capabilities import (
    capability_choices,
    capability_tree,
    effective_capabilities,
    get_mob_caps_for_client,
    get_web_caps_for_client,
)
from facility.core.capability_writes import (
    create_capabilities,
    move_capabilities,
    rename_capability,
    set_capabilities_enabled,
)
from facility.core.clock import AS_OF
from facility.core.models import Capability
from facility.onboarding.writes import set_client_capabilities
from facility.peoples.models import People
from facility.peoples.writes import set_administrators, set_person_capabilities


@pytest.fixture
def menu(tenant):
    """A menu with two items, all bought by the client; the guard was granted the first."""
    top = make_capability("MENU")
    items = [make_capability(code, top) for code in ("ITEM1", "ITEM2")]
    tenant.buy("ITEM1", "ITEM2")
    set_person_capabilities(tenant.id, tenant.guard.id, "WEB", ["ITEM1"], now=AS_OF)
    return [top, *items]


@pytest.mark.parametrize(
    "function", [capability_tree, capability_choices], ids=lambda function: function.__name__
)
@pytest.mark.usefixtures("menu")
def test_one_query_cold_and_none_warm(tenant, django_assert_num_queries, function):
    """However deep the tree, it is one query, and none from the cache."""
    with django_assert_num_queries(1):
        cold = function(tenant.id, "WEB")
    with django_assert_num_queries(0):
        warm = function(tenant.id, "WEB")

    assert cold == warm


@pytest.mark.usefixtures("menu")
def test_person_costs_two_queries_cold(tenant, django_assert_num_queries):
    """The client's tree and the person's grants; warm, neither."""
    with django_assert_num_queries(2):
        effective_capabilities(tenant.id, tenant.guard.id, "WEB")
    with django_assert_num_queries(0):
        found = effective_capabilities(tenant.id, tenant.guard.id, "WEB")

    assert codes_of(found) == [["MENU", [["ITEM1", []]]]]


@pytest.mark.usefixtures("menu")
def test_second_person_costs_one_query(tenant, django_assert_num_queries):
    """The client's tree is shared by all of its people."""
    effective_capabilities(tenant.id, tenant.guard.id, "WEB")
    with django_assert_num_queries(1):
        found = effective_capabilities(tenant.id, tenant.admin.id, "WEB")

    assert codes_of(found) == [["MENU", [["ITEM1", []], ["ITEM2", []]]]]


@pytest.mark.usefixtures("menu")
def test_kinds_are_kept_apart(tenant):
    """What is for the app is not in the browser's tree."""
    make_capability("APP", cfor="MOB")
    tenant.buy("APP", cfor="MOB")

    assert codes_of(get_mob_caps_for_client(tenant.id)) == [["APP", []]]
    assert codes_of(get_web_caps_for_client(tenant.id)) == []


def test_disabled_menu_takes_its_items_along(tenant, menu):
    """Below a disabled menu nothing can be reached."""
    set_capabilities_enabled([menu[0].id], enable=False, now=AS_OF)

    assert capability_tree(tenant.id, "WEB") == []


@pytest.mark.usefixtures("menu")
def test_own_capability_takes_the_place_of_the_shared_one(tenant, other):
    """A client's own menu keeps the shared items, and other clients keep the shared menu."""
    Capability.objects.create(capscode="MENU", capsname="Ours", cfor="WEB", client=tenant.client)

    assert [node["name"] for node in capability_tree(tenant.id, "WEB")] == ["Ours"]
    assert codes_of(capability_tree(tenant.id, "WEB")) == codes_of(capability_tree(other.id, "WEB"))
    assert [node["name"] for node in capability_tree(other.id, "WEB")] == ["Menu"]


def test_own_disabled_capability_hides_the_shared_one(tenant, menu):
    """A client switches a shared item off by a disabled one of its own."""
    make_capability("ITEM1", menu[0], client=tenant.client, enable=False)

    assert codes_of(capability_tree(tenant.id, "WEB")) == [["MENU", [["ITEM2", []]]]]


def test_query_loads_no_other_tenants_nodes(tenant, other, menu, django_assert_num_queries):
    """Rows of other clients are not fetched, let alone shown."""
    for number in range(20):
        make_capability(f"OTHER{number}", client=other.client)
    with django_assert_num_queries(1) as captured:
        capability_tree(tenant.id, "WEB")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(captured.captured_queries[0]["sql"])
        assert cursor.rowcount == len(menu)


def rename(_tenant, menu):
    """Give a capability another name."""
    rename_capability(None, menu[1].id, "Renamed", now=AS_OF)


def delete(_tenant, menu):
    """Delete a capability."""
    menu[1].delete()


def disable(_tenant, menu):
    """Disable a capability in bulk."""
    set_capabilities_enabled([menu[1].id], enable=False, now=AS_OF)


def move(_tenant, menu):
    """Hang a capability under another menu."""
    move_capabilities([menu[1].id], parent_id=menu[2].id, now=AS_OF)


def create_in_bulk(tenant, menu):
    """Insert a capability without a signal."""
    create_capabilities(
        [Capability(capscode="NEW", cfor="WEB", parent=menu[0], client=tenant.client)]
    )


def move_to_another_client(tenant, menu):
    """Take a shared capability away by giving it an owner."""
    menu[1].client = tenant.make_site("elsewhere")
    menu[1].save()


def client_list(tenant, _menu):
    """Change what the client bought."""
    set_client_capabilities(tenant.id, "WEB", ["ITEM2"], now=AS_OF)


def person_list(tenant, _menu):
    """Change what the person was granted."""
    set_person_capabilities(tenant.id, tenant.guard.id, "WEB", ["ITEM2"], now=AS_OF)


def made_administrator(tenant, _menu):
    """Make the person an administrator in bulk."""
    set_administrators(tenant.id, [tenant.guard.id], isadmin=True, now=AS_OF)


def administrator_by_save(tenant, _menu):
    """Make the person an administrator by saving."""
    tenant.guard.refresh_from_db()
    tenant.guard.isadmin = True
    tenant.guard.save()


WRITES = [
    rename,
    delete,
    disable,
    move,
    create_in_bulk,
    move_to_another_client,
    client_list,
    person_list,
    made_administrator,
    administrator_by_save,
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_cached_equals_uncached_after(tenant, menu, assert_fresh_after, write):
    """After every write the warm cache says what an empty one would."""

    def answers():
        return (
            capability_tree(tenant.id, "WEB"),
            get_web_caps_for_client(tenant.id),
            capability_choices(tenant.id, "WEB"),
            effective_capabilities(tenant.id, tenant.guard.id, "WEB"),
        )

    assert_fresh_after(lambda: write(tenant, menu), answers)


def test_shared_capability_is_not_a_clients_to_rename(tenant, menu):
    """A client renames its own capabilities, nobody's those that all share."""
    with pytest.raises(Capability.DoesNotExist):
        rename_capability(tenant.id, menu[1].id, "Ours", now=AS_OF)


@pytest.mark.usefixtures("menu")
def test_person_who_changes_client_is_lost_to_the_old_one(tenant, other):
    """The old client's cached answer about the person ends with the move."""
    effective_capabilities(tenant.id, tenant.guard.id, "WEB")
    tenant.guard.client = other.client
    tenant.guard.save()

    with pytest.raises(People.DoesNotExist):
        effective_capabilities(tenant.id, tenant.guard.id, "WEB")


@pytest.mark.usefixtures("menu")
def test_nothing_of_the_model_is_cached(tenant):
    """Entries are plain: lists, dicts, texts and booleans."""

    def kinds(value):
        if isinstance(value, dict):
            return {dict}.union(*map(kinds, value.values()))
        if isinstance(value, list):
            return {list}.union(*map(kinds, value))
        return {type(value)}

    assert kinds(capability_tree(tenant.id, "WEB")) <= {dict, list, str, bool, type(None)}
