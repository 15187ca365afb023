"""The business tree as it is read: whole, in order, one query each, and nothing that is cut off."""

from __future__ import annotations

import pytest
from branches import Branches, answers, make_node, naive_answers, names, shape
from hypothesis import given, settings
from hypothesis import strategies as st

from facility.naive import hierarchy as naive
from facility.onboarding import hierarchy
from facility.onboarding.hierarchy import (
    ancestors,
    children,
    client_tree,
    sites_of_client,
    sites_of_person,
    subtree,
)
from facility.onboarding.models import Bt
from facility.onboarding.tree import build_tree
from facility.peoples.models import People


@pytest.fixture
def acme(tenant):
    """The tree of one client."""
    return Branches(tenant)


@pytest.mark.parametrize("name", ["client_tree", "sites_of_client"])
@pytest.mark.usefixtures("acme")
def test_client_is_one_query_cold_and_none_warm(tenant, django_assert_num_queries, name):
    """However many nodes a client has, they are one query, and none from the cache."""
    question = getattr(hierarchy, name)
    with django_assert_num_queries(1):
        cold = question(tenant.id)
    with django_assert_num_queries(0):
        warm = question(tenant.id)

    assert cold == warm


@pytest.mark.parametrize(("name", "queries"), [("subtree", 1), ("ancestors", 1), ("children", 2)])
def test_node_costs(acme, django_assert_num_queries, name, queries):
    """What is below and what is above a node is a query each; children ask for the way too."""
    question = getattr(hierarchy, name)
    with django_assert_num_queries(queries):
        cold = question(acme.tenant.id, acme.first.id)
    with django_assert_num_queries(0):
        warm = question(acme.tenant.id, acme.first.id)

    assert cold == warm


def test_person_costs_two_queries_cold(acme, django_assert_num_queries):
    """The client's sites and what the person has of them; for the next person only the latter."""
    tenant = acme.tenant
    with django_assert_num_queries(2):
        sites_of_person(tenant.id, tenant.guard.id)
    with django_assert_num_queries(0):
        sites_of_person(tenant.id, tenant.guard.id)
    with django_assert_num_queries(1):
        sites_of_person(tenant.id, tenant.admin.id)


def test_whole_tree(acme):
    """Nodes hang where they belong, in the order of their codes, with code, name and kind."""
    tree = client_tree(acme.tenant.id)
    zone = tree["children"][0]["children"][0]["children"][0]["children"][0]

    assert shape(tree) == [
        "acme",
        [
            ["acme north", [["acme first", [["acme a", [["acme gate", []]]], ["acme b", []]]]]],
            ["acme site", []],
        ],
    ]
    assert zone == {
        "id": acme.gate.id,
        "code": "acme gate",
        "name": "acme gate",
        "kind": "Zone",
        "children": [],
    }


def test_parts_of_the_tree(acme):
    """Below, above and directly below a node; and the sites of it all."""
    tenant = acme.tenant

    assert names(subtree(tenant.id, acme.north.id)) == [
        "acme first",
        "acme a",
        "acme b",
        "acme gate",
    ]
    assert names(ancestors(tenant.id, acme.a.id)) == ["acme", "acme north", "acme first", "acme a"]
    assert [
        (child["name"], child["children"])
        for child in children(tenant.id, acme.first.id)["children"]
    ] == [("acme a", 1), ("acme b", 0)]
    assert names(sites_of_client(tenant.id)) == ["acme a", "acme b", "acme site"]
    assert names(sites_of_client(tenant.id, acme.north.id)) == ["acme a", "acme b"]
    assert names(ancestors(tenant.id, tenant.id)) == ["acme"]


def test_children_are_counted_without_the_disabled(acme):
    """A disabled child is neither shown nor counted."""
    Bt.objects.filter(id=acme.b.id).update(enable=False)
    shown = children(acme.tenant.id, acme.north.id)["children"]

    assert [child["children"] for child in shown] == [1]


def test_pages_of_children(acme, monkeypatch):
    """Page after page holds every child once, by code and, where codes are equal, by id."""
    monkeypatch.setattr(hierarchy, "PAGE_SIZE", 2)
    made = [make_node(acme.tenant, "ZONE", f"z{n}", acme.b) for n in (3, 1, 2, 0)]
    made.append(make_node(acme.tenant, "SITE", "z1", acme.b))
    shown, after = [], None
    while True:
        page = children(acme.tenant.id, acme.b.id, after)
        assert page == naive.children(acme.tenant.id, acme.b.id, after)
        shown += [child["id"] for child in page["children"]]
        after = page["next"]
        if after is None:
            break

    assert shown == [bt.id for bt in sorted(made, key=lambda bt: (bt.bucode, bt.id))]


def test_full_last_page_leads_nowhere(acme, monkeypatch):
    """A last page that is full does not promise another."""
    monkeypatch.setattr(hierarchy, "PAGE_SIZE", 2)

    assert children(acme.tenant.id, acme.first.id)["next"] is None


def test_disabled_middle_node_takes_all_below_it_along(acme):
    """Below a disabled node nothing shows, although it is enabled itself."""
    tenant = acme.tenant
    Bt.objects.filter(id=acme.north.id).update(enable=False)
    acme.belong(tenant.guard, acme.a)

    assert shape(client_tree(tenant.id)) == ["acme", [["acme site", []]]]
    assert names(sites_of_client(tenant.id)) == ["acme site"]
    assert names(sites_of_person(tenant.id, tenant.guard.id)) == ["acme site"]
    for question in (subtree, ancestors, children):
        for node in (acme.north, acme.first, acme.a, acme.gate):
            with pytest.raises(Bt.DoesNotExist):
                question(tenant.id, node.id)


def test_disabled_client_has_nothing(acme):
    """A client that is switched off is not there."""
    Bt.objects.filter(id=acme.tenant.id).update(enable=False)

    assert sites_of_client(acme.tenant.id) == []
    with pytest.raises(Bt.DoesNotExist):
        client_tree(acme.tenant.id)


@pytest.mark.parametrize("closed_by", ["first", "gate", "a"])
def test_cycle_is_cut_off_and_not_looped_over(acme, closed_by):
    """Nodes that hang below themselves are not the client's, and asking for them ends."""
    tenant = acme.tenant
    Bt.objects.filter(id=acme.first.id).update(parent=getattr(acme, closed_by))

    assert shape(client_tree(tenant.id)) == ["acme", [["acme north", []], ["acme site", []]]]
    assert subtree(tenant.id, acme.north.id) == []
    for question in (subtree, ancestors, children):
        with pytest.raises(Bt.DoesNotExist):
            question(tenant.id, acme.a.id)


def test_cycle_through_the_client_is_its_tree(acme, empty_cache):
    """A client that hangs below its own site is the top all the same."""
    tenant = acme.tenant
    before = answers(tenant.id, [acme.a.id, tenant.id])
    Bt.objects.filter(id=tenant.id).update(parent=acme.a)
    empty_cache.empty()

    assert answers(tenant.id, [acme.a.id, tenant.id]) == before
    assert naive_answers(tenant.id, [acme.a.id, tenant.id]) == before


def test_orphan_is_cut_off(acme):
    """A node without a parent is nobody's, whatever client stands in it."""
    orphan = make_node(acme.tenant, "SITE", "lost", None)
    make_node(acme.tenant, "ZONE", "lost zone", orphan)

    assert "lost" not in names(sites_of_client(acme.tenant.id))
    with pytest.raises(Bt.DoesNotExist):
        ancestors(acme.tenant.id, orphan.id)


def test_no_sentinel_stands_for_no_parent(tenant):
    """What has no parent has NULL there, so that IS NULL finds it: no row is called NONE."""
    root = make_node(tenant, "ROOT", "everything", None, client=None)
    Bt.objects.filter(id=tenant.id).update(parent=root)

    assert list(Bt.objects.filter(parent=None)) == [root]
    assert not Bt.objects.filter(bucode="NONE").exists()
    assert names(ancestors(tenant.id, tenant.site.id)) == ["acme", "acme site"]


def test_site_is_no_client(acme):
    """A node that is not a client has no tree of its own under a client's address."""
    with pytest.raises(Bt.DoesNotExist):
        client_tree(acme.a.id)
    with pytest.raises(Bt.DoesNotExist):
        ancestors(acme.a.id, acme.a.id)


def test_sites_of_a_person(acme, other):
    """The own site, those assigned in a group, and those of the groups one is in; no other."""
    tenant = acme.tenant
    guard = tenant.guard
    assert names(sites_of_person(tenant.id, guard.id)) == ["acme site"]

    acme.belong(guard, acme.a)
    assert names(sites_of_person(tenant.id, guard.id)) == ["acme a", "acme site"]

    acme.belong(site=acme.b)
    acme.belong(site=other.site)
    assert names(sites_of_person(tenant.id, guard.id)) == ["acme a", "acme b", "acme site"]
    assert names(sites_of_person(tenant.id, tenant.admin.id)) == names(sites_of_client(tenant.id))
    assert names(sites_of_person(tenant.id, tenant.make_person("new").id)) == ["acme site"]


def test_person_in_a_group_of_sites(acme):
    """Who is in a group, at no site in particular, has the sites that are in it."""
    acme.belong(site=acme.b)
    acme.belong(acme.tenant.guard)

    assert names(sites_of_person(acme.tenant.id, acme.tenant.guard.id)) == ["acme b", "acme site"]


def test_disabled_group_gives_no_sites(acme):
    """A group that is switched off assigns nothing; nor does a belonging that is."""
    tenant = acme.tenant
    acme.belong(tenant.guard, acme.a, enable=False)
    acme.belong(site=acme.b)
    assert names(sites_of_person(tenant.id, tenant.guard.id)) == ["acme site"]

    acme.belong(tenant.guard)
    acme.team.enable = False
    acme.team.save()
    assert names(sites_of_person(tenant.id, tenant.guard.id)) == ["acme site"]


def test_person_who_is_not_there(tenant):
    """Nobody has no sites, and neither has who left."""
    with pytest.raises(People.DoesNotExist):
        sites_of_person(tenant.id, 0)
    tenant.guard.enable = False
    tenant.guard.save()
    with pytest.raises(People.DoesNotExist):
        sites_of_person(tenant.id, tenant.guard.id)


def test_query_loads_no_other_tenants_nodes(acme, other, django_assert_num_queries):
    """Rows of other clients are not fetched, let alone shown."""
    for number in range(20):
        other.make_site(f"far {number}")
    with django_assert_num_queries(1) as captured:
        client_tree(acme.tenant.id)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(captured.captured_queries[0]["sql"])
        assert cursor.rowcount == len(subtree(acme.tenant.id, acme.tenant.id)) + 1


@given(st.dictionaries(st.integers(0, 20), st.none() | st.integers(0, 20)))
@settings(deadline=None)
def test_any_parents_give_a_tree(parents):
    """Whatever the parents are, building ends, and no node stands in the tree twice."""
    tree = build_tree(((node, "", "", "", parent) for node, parent in parents.items()), 0)
    waiting, seen = [tree] if tree else [], []
    while waiting:
        node = waiting.pop()
        seen.append(node["id"])
        waiting += node["children"]

    assert len(seen) == len(set(seen))
    assert (0 in parents) == (0 in seen)


def test_nothing_of_the_model_is_cached(acme):
    """Entries are plain: lists, dicts, texts and numbers."""

    def kinds(value):
        if isinstance(value, dict):
            return {dict}.union(*map(kinds, value.values()))
        if isinstance(value, list):
            return {list}.union(*map(kinds, value))
        return {type(value)}

    tenant = acme.tenant
    found = answers(tenant.id, [acme.first.id], [tenant.guard.id])
    assert kinds(list(found.values())) <= {dict, list, str, int, type(None)}
