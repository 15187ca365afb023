"""What may be done to the business tree, and what is written when it is."""

from __future__ import annotations

import pytest
from branches import Branches, make_node, names, shape

from facility.core.clock import AS_OF
from facility.onboarding.hierarchy import ancestors, client_tree, sites_of_client
from facility.onboarding.models import Bt, TypeAssist
from facility.onboarding.signals import business_units_changed
from facility.onboarding.tree_writes import (
    InUseError,
    PlacementError,
    create_node,
    delete_node,
    move_node,
    rename_node,
    rename_type,
    set_nodes_enabled,
)
from facility.peoples.models import People, Pgbelonging, Pgroup
from facility.peoples.writes import assign_sites, transfer_person, unassign_sites


@pytest.fixture
def acme(tenant):
    """The tree of one client."""
    return Branches(tenant)


@pytest.fixture
def zenith(other):
    """The tree of another client."""
    return Branches(other)


@pytest.fixture
def announced():
    """What was announced as changed in bulk: clients and sites, sorted."""
    heard = []

    def hear(client_ids, site_ids, **_):
        heard.append((sorted(client_ids), sorted(site_ids)))

    business_units_changed.connect(hear)
    yield heard
    business_units_changed.disconnect(hear)


def test_created_node(acme):
    """A new node is the client's, of the kind asked for, below the parent asked for."""
    tenant = acme.tenant
    node = create_node(
        tenant.id,
        acme.first.id,
        kind="SITE",
        code="new",
        name="new site",
        now=AS_OF,
        by=tenant.admin.id,
    )
    node.refresh_from_db()

    assert (node.client, node.parent, node.identifier.tacode) == (
        tenant.client,
        acme.first,
        "SITE",
    )
    assert (node.createdby, node.createdon) == (tenant.admin, AS_OF)
    assert names(ancestors(tenant.id, node.id))[-2:] == ["acme first", "new site"]


def test_own_kind_takes_the_place_of_the_shared_one(acme):
    """A client may have a kind of its own, which others have not."""
    tenant = acme.tenant
    heads = TypeAssist.objects.filter(tacode="BVIDENTIFIER")
    own = TypeAssist.objects.create(
        tacode="SITE", taname="Our site", tatype=heads.get(), client=tenant.client
    )
    node = create_node(tenant.id, acme.first.id, kind="SITE", code="x", name="x", now=AS_OF)

    assert node.identifier == own
    assert node.id in [site["id"] for site in sites_of_client(tenant.id)]


@pytest.mark.parametrize("kind", ["CLIENT", "ROOT", "OPEN", "nothing"])
def test_what_is_no_kind_of_node_is_not_created(acme, kind):
    """Neither clients nor codes of other lists hang below a client."""
    with pytest.raises(TypeAssist.DoesNotExist):
        create_node(acme.tenant.id, acme.first.id, kind=kind, code="x", name="x", now=AS_OF)


def test_code_that_is_taken(acme):
    """Two children of one kind never have the same code: neither made so nor moved there."""
    tenant = acme.tenant
    twin = make_node(tenant, "SITE", acme.a.bucode, acme.north)
    with pytest.raises(PlacementError, match="has a child 'acme a' already"):
        create_node(tenant.id, acme.first.id, kind="SITE", code=acme.a.bucode, name="x", now=AS_OF)
    with pytest.raises(PlacementError, match="has a child of this code already"):
        move_node(tenant.id, twin.id, acme.first.id, now=AS_OF)


def test_client_is_taken_for_a_client_only(acme):
    """Below a site that is named as a client nothing is created."""
    with pytest.raises(Bt.DoesNotExist, match="are clients"):
        create_node(acme.a.id, acme.a.id, kind="ZONE", code="x", name="x", now=AS_OF)


@pytest.mark.parametrize("parent", ["north", "first", "a", "gate"])
def test_cycle_is_refused(acme, parent):
    """A node hangs neither under itself nor under what is below it."""
    with pytest.raises(PlacementError, match="lies below it"):
        move_node(acme.tenant.id, acme.north.id, getattr(acme, parent).id, now=AS_OF)


def test_cycle_over_a_disabled_node_is_refused(acme):
    """A parent that cannot be seen is no parent, so no cycle is closed behind a disabled node."""
    set_nodes_enabled(acme.tenant.id, [acme.first.id], enable=False, now=AS_OF)
    with pytest.raises(PlacementError, match="has no node"):
        move_node(acme.tenant.id, acme.north.id, acme.a.id, now=AS_OF)


def test_client_cannot_be_moved(acme):
    """A client's own node stays where it is."""
    with pytest.raises(PlacementError):
        move_node(acme.tenant.id, acme.tenant.id, acme.first.id, now=AS_OF)


def test_parent_must_be_there(acme, zenith):
    """Neither nothing nor another client's node is a parent, unless that client is named."""
    for parent_id in (0, zenith.north.id, zenith.tenant.id):
        with pytest.raises(PlacementError, match="has no node"):
            move_node(acme.tenant.id, acme.first.id, parent_id, now=AS_OF)
        with pytest.raises(PlacementError, match="has no node"):
            create_node(acme.tenant.id, parent_id, kind="SITE", code="x", name="x", now=AS_OF)
    with pytest.raises(PlacementError, match="has no node"):
        move_node(
            acme.tenant.id, acme.a.id, acme.first.id, to_client_id=zenith.tenant.id, now=AS_OF
        )


def test_moved_subtree(acme, announced):
    """What hangs below a node moves with it, and its sites are announced."""
    move_node(acme.tenant.id, acme.first.id, acme.tenant.id, now=AS_OF)

    assert shape(client_tree(acme.tenant.id)) == [
        "acme",
        [
            ["acme first", [["acme a", [["acme gate", []]]], ["acme b", []]]],
            ["acme north", []],
            ["acme site", []],
        ],
    ]
    assert announced == [([acme.tenant.id], [acme.a.id, acme.b.id])]


def test_subtree_moved_to_another_client(acme, zenith, announced):
    """All nodes of the subtree, the disabled too, are the other client's; its history is not."""
    tenant, other = acme.tenant, zenith.tenant
    Bt.objects.filter(id=acme.b.id).update(enable=False)
    ticket = tenant.make_ticket(site=acme.a)
    move_node(tenant.id, acme.first.id, zenith.north.id, to_client_id=other.id, now=AS_OF)
    ticket.refresh_from_db()

    moved = Bt.objects.filter(id__in=[acme.first.id, acme.a.id, acme.b.id, acme.gate.id])
    assert set(moved.values_list("client_id", flat=True)) == {other.id}
    assert shape(client_tree(tenant.id)) == ["acme", [["acme north", []], ["acme site", []]]]
    assert names(ancestors(other.id, acme.gate.id)) == [
        "zenith",
        "zenith north",
        "acme first",
        "acme a",
        "acme gate",
    ]
    assert ticket.client == tenant.client
    assert announced == [([tenant.id, other.id], [acme.a.id, acme.b.id])]


def test_move_costs(acme, zenith, django_assert_num_queries):
    """However large the subtree, with the client locked first; and a savepoint around it."""
    tenant = acme.tenant
    with django_assert_num_queries(4 + 2) as captured:
        move_node(tenant.id, acme.first.id, tenant.id, now=AS_OF)
    assert captured.captured_queries[1]["sql"].endswith("FOR NO KEY UPDATE")
    with django_assert_num_queries(5 + 2):
        move_node(
            tenant.id, acme.first.id, zenith.north.id, to_client_id=zenith.tenant.id, now=AS_OF
        )


def test_disabling_announces_the_sites_below(acme, announced):
    """Whoever lists what happens at sites is told of each that comes or goes."""
    set_nodes_enabled(acme.tenant.id, [acme.north.id], enable=False, now=AS_OF)

    assert announced == [([acme.tenant.id], [acme.a.id, acme.b.id])]


def test_disabling_is_all_or_nothing(acme, zenith):
    """With one node that is not the client's, none is disabled."""
    with pytest.raises(Bt.DoesNotExist):
        set_nodes_enabled(acme.tenant.id, [acme.a.id, zenith.a.id], enable=False, now=AS_OF)

    assert Bt.objects.filter(enable=False).count() == 0
    assert set_nodes_enabled(acme.tenant.id, [], enable=False, now=AS_OF) == 0


def test_used_node_is_not_deleted(acme):
    """A node with something below it, or with tickets, stays; an unused one goes."""
    acme.tenant.make_ticket(site=acme.b)
    for node in (acme.first, acme.b):
        with pytest.raises(InUseError, match="something refers to"):
            delete_node(acme.tenant.id, node.id)
    delete_node(acme.tenant.id, acme.gate.id)

    assert list(Bt.objects.filter(id__in=[acme.first.id, acme.b.id, acme.gate.id])) == [
        acme.first,
        acme.b,
    ]


def test_nodes_of_others_are_not_there(acme, zenith):
    """Another client's node is neither renamed nor moved nor deleted."""
    tenant, theirs = acme.tenant, zenith.gate.id
    for write in (
        lambda: rename_node(tenant.id, theirs, "mine", now=AS_OF),
        lambda: move_node(tenant.id, theirs, acme.a.id, now=AS_OF),
        lambda: delete_node(tenant.id, theirs),
        lambda: delete_node(tenant.id, tenant.id),
    ):
        with pytest.raises(Bt.DoesNotExist):
            write()


def test_shared_code_is_not_a_clients_to_rename(acme):
    """A client renames its own codes only."""
    with pytest.raises(TypeAssist.DoesNotExist):
        rename_type(acme.tenant.id, acme.tenant.codes["SITE"].id, "Mine", now=AS_OF)


def test_sites_are_assigned_once(acme, django_assert_num_queries):
    """Four statements however many sites; what was unassigned is taken back, not doubled."""
    tenant = acme.tenant
    sites, guard = [acme.a.id, acme.b.id], tenant.guard.id
    with django_assert_num_queries(4 + 2):
        assign_sites(tenant.id, acme.team.id, sites, people_id=guard, now=AS_OF)
    with django_assert_num_queries(1 + 2):
        assert unassign_sites(tenant.id, acme.team.id, sites, people_id=guard, now=AS_OF) == 2
    assign_sites(tenant.id, acme.team.id, sites[:1], people_id=guard, now=AS_OF)

    kept = Pgbelonging.objects.filter(people=guard).order_by("assignsites")
    assert list(kept.values_list("assignsites", "enable")) == [
        (acme.a.id, True),
        (acme.b.id, False),
    ]


def test_only_the_clients_own_is_assigned(acme, zenith):
    """Group, person and sites must be the client's, and the sites be sites."""
    tenant, other = acme.tenant, zenith.tenant
    with pytest.raises(Pgroup.DoesNotExist):
        assign_sites(tenant.id, zenith.team.id, [acme.a.id], now=AS_OF)
    with pytest.raises(People.DoesNotExist):
        assign_sites(tenant.id, acme.team.id, [acme.a.id], people_id=other.guard.id, now=AS_OF)
    for not_ours in (zenith.a.id, acme.north.id):
        with pytest.raises(Bt.DoesNotExist):
            assign_sites(tenant.id, acme.team.id, [acme.a.id, not_ours], now=AS_OF)
    assert unassign_sites(other.id, acme.team.id, [acme.a.id], now=AS_OF) == 0


def test_person_is_transferred_within_the_client(acme, zenith):
    """A person works at business units of the own client only."""
    tenant = acme.tenant
    assert transfer_person(tenant.id, tenant.guard.id, acme.a.id, now=AS_OF).bu == acme.a
    with pytest.raises(Bt.DoesNotExist):
        transfer_person(tenant.id, tenant.guard.id, zenith.a.id, now=AS_OF)
    with pytest.raises(People.DoesNotExist):
        transfer_person(tenant.id, zenith.tenant.guard.id, acme.a.id, now=AS_OF)
