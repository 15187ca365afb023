"""The naive twins of the capabilities' queries give the same answers, at the price they are for."""

from __future__ import annotations

import pytest
from tenants import make_capability

from facility.core import capabilities
from facility.core.clock import AS_OF
from facility.core.models import Capability
from facility.naive import capabilities as naive
from facility.peoples.writes import set_person_capabilities


@pytest.fixture
def menus(tenant, other):
    """Menus of depth three: shared ones, replaced, disabled and foreign ones, and one for MOB."""
    top, second = make_capability("TOP"), make_capability("SECOND")
    below = make_capability("BELOW", top)
    for code in ("B", "A", "C"):
        make_capability(code, below)
    make_capability("D", second)
    make_capability("OFF", second, enable=False)
    make_capability("UNDER", make_capability("GONE", enable=False))
    make_capability("FOREIGN", client=other.client)
    Capability.objects.create(
        capscode="BELOW", capsname="Ours", parent=second, cfor="WEB", client=tenant.client
    )
    make_capability("C", below, client=tenant.client, enable=False)
    make_capability("APP", make_capability("APPS", cfor="MOB"), cfor="MOB")
    tenant.buy("A", "D", "OFF")
    set_person_capabilities(tenant.id, tenant.guard.id, "WEB", ["A", "B"], now=AS_OF)


@pytest.mark.usefixtures("menus")
@pytest.mark.parametrize("cfor", ["WEB", "MOB", "NOC"])
@pytest.mark.parametrize("name", ["capability_tree", "capability_choices"])
def test_tree_and_choices(tenant, other, name, cfor):
    """Of both clients."""
    for client_id in (tenant.id, other.id):
        found = getattr(naive, name)(client_id, cfor)
        assert found == getattr(capabilities, name)(client_id, cfor)


@pytest.mark.usefixtures("menus")
def test_what_was_bought(tenant):
    """For the browser and for the app."""
    web = naive.get_web_caps_for_client(tenant.id)

    assert web == capabilities.get_web_caps_for_client(tenant.id)
    assert web != []
    mobile = naive.get_mob_caps_for_client(tenant.id)
    assert mobile == capabilities.get_mob_caps_for_client(tenant.id)


@pytest.mark.usefixtures("menus")
def test_what_a_person_may_use(tenant):
    """A guard and an administrator."""
    for person in (tenant.guard, tenant.admin):
        found = naive.effective_capabilities(tenant.id, person.id, "WEB")
        assert found == capabilities.effective_capabilities(tenant.id, person.id, "WEB")
        assert found != []


def test_price_of_a_tree(tenant, django_assert_num_queries):
    """The client, the top, and for each node whether it is replaced, and what is below it."""
    top = make_capability("TOP")
    for code in ("A", "B"):
        make_capability(code, top)
    with django_assert_num_queries(2 + 2 * 3):
        naive.capability_tree(tenant.id, "WEB")
