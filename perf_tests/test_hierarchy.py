"""The business tree: a query for a tree, a way, a page of children or a list of sites."""

from __future__ import annotations

import pytest
from django.urls import reverse

from facility.core import clock
from facility.core.capability_tree import walk
from facility.onboarding.hierarchy import (
    ancestors,
    children,
    client_tree,
    sites_of_client,
    sites_of_person,
    subtree,
)
from facility.onboarding.models import Bt, TypeAssist
from facility.onboarding.tree_writes import (
    create_node,
    delete_node,
    move_node,
    rename_node,
    rename_type,
    set_nodes_enabled,
)
from facility.peoples.models import People, Pgbelonging, Pgroup
from facility.peoples.writes import (
    assign_sites,
    set_administrators,
    transfer_person,
    unassign_sites,
)

pytestmark = pytest.mark.perf(dataset="medium")


def nodes(tree, kind):
    """The nodes of a kind, anywhere in the tree."""
    return [node for _, node in walk([tree]) if node["kind"] == kind]


@pytest.fixture
def tree(largest_client):
    """The largest client's whole tree."""
    return client_tree(largest_client)


@pytest.fixture
def region(tree):
    """The region with the most nodes below it."""
    return max(nodes(tree, "Region"), key=lambda node: len(list(walk([node]))))


@pytest.fixture
def branch(region):
    """The branch with the most nodes below it."""
    return max(nodes(region, "Branch"), key=lambda node: len(list(walk([node]))))


@pytest.fixture
def zone(branch):
    """The first zone of the branch; nothing refers to it."""
    return nodes(branch, "Zone")[0]


@pytest.fixture
def sites(largest_client):
    """Ids of the largest client's sites."""
    return [site["id"] for site in sites_of_client(largest_client)]


@pytest.fixture
def team(guard):
    """A group that the guard is in."""
    return Pgroup.objects.get(belongings__people=guard)


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_tree_of_a_client(perf, largest_client):
    """All nodes of a client come with one query, and from the cache with none."""
    cold = perf.cold(client_tree, largest_client)
    warm = perf.warm(client_tree, largest_client)

    assert cold == warm
    assert len(list(walk([cold]))) >= 100


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_subtree(perf, largest_client, region):
    """However deep it goes below a node, it is one query, and none from the cache."""
    cold = perf.cold(subtree, largest_client, region["id"])
    warm = perf.warm(subtree, largest_client, region["id"])

    assert cold == warm
    assert len(cold) == len(list(walk([region]))) - 1


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=6)
def test_ancestors(perf, largest_client, zone):
    """The way to a node is one query, with a row for each step."""
    way = perf.cold(ancestors, largest_client, zone["id"])
    again = perf.warm(ancestors, largest_client, zone["id"])

    assert way == again
    assert [way[0]["id"], way[-1]["id"]] == [largest_client, zone["id"]]
    assert len(way) >= 4


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_children(perf, largest_client, region):
    """A page of children is one query, numbers included, and one for the way to their parent."""
    cold = perf.cold(children, largest_client, region["id"])
    warm = perf.warm(children, largest_client, region["id"])
    first = cold["children"][0]
    later = perf.named("later")(
        children, largest_client, region["id"], (first["code"], first["id"])
    )

    assert cold == warm
    assert {child["id"]: child["children"] for child in cold["children"]} == {
        child["id"]: len(child["children"]) for child in region["children"]
    }
    assert later["children"] == cold["children"][1:]


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_sites_of_a_client(perf, largest_client, tree, region):
    """The sites of a client, or below a node, are one query, and none from the cache."""
    cold = perf.cold(sites_of_client, largest_client)
    warm = perf.warm(sites_of_client, largest_client)
    below = perf.named("below")(sites_of_client, largest_client, region["id"])

    assert cold == warm
    assert {site["id"] for site in cold} == {site["id"] for site in nodes(tree, "Site")}
    assert {site["id"] for site in below} == {site["id"] for site in nodes(region, "Site")}


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_sites_of_a_person(perf, guard, team, sites):
    """A person's sites take the client's and one query, two groups or twenty; then nothing."""
    assign_sites(guard.client_id, team.id, sites[:3], people_id=guard.id, now=clock.now())
    assign_sites(guard.client_id, team.id, sites[3:5], now=clock.now())
    cold = perf.cold(sites_of_person, guard.client_id, guard.id)
    warm = perf.warm(sites_of_person, guard.client_id, guard.id)

    assert cold == warm
    assert {site["id"] for site in cold} == {*sites[:5], guard.bu_id} & set(sites)


def test_sites_of_an_administrator(perf, largest_client, sites):
    """An administrator has them all, and pays for one row where they are cached."""
    admin = People.objects.filter(client=largest_client, isadmin=True, enable=True).earliest("id")
    sites_of_client(largest_client)
    with perf.measure("beside warm sites"):
        found = sites_of_person(largest_client, admin.id)

    assert [site["id"] for site in found] == sites


def test_pages(perf, client, largest_client, tree, region):
    """Rendering asks for nothing beyond the tree, or the node's way, children and sites."""
    whole = perf.named("tree")(client.get, reverse("bt-tree", args=[largest_client]))
    url = reverse("bt-node", args=[largest_client, region["id"]])
    node = perf.named("node")(client.get, url)
    again = perf.warm(client.get, url)

    assert whole.content.decode().count("<li") == len(list(walk([tree])))
    assert node.content.decode().count("<tr>") == len(region["children"]) + 1
    assert again.content == node.content


def test_tree_over_http(perf, client, largest_client, tree, region):
    """The JSON answers cost what the functions cost."""
    whole = perf.named("tree")(client.get, reverse("api-bt-tree", args=[largest_client]))
    url = reverse("api-bt-children", args=[largest_client, region["id"]])
    page = perf.named("children")(client.get, url)

    assert whole.json() == {"tree": tree}
    assert page.json()["children"] == children(largest_client, region["id"])["children"]


def test_create(perf, largest_client, branch):
    """Creating locks the client, walks up from the parent, finds the kind and inserts."""
    made = perf(
        create_node,
        largest_client,
        branch["id"],
        kind="SITE",
        code="NEW",
        name="New",
        now=clock.now(),
    )

    way = ancestors(largest_client, made.id)
    assert [step["name"] for step in way][-2:] == [branch["name"], "New"]


def test_rename(perf, largest_client, zone):
    """Renaming a node, or the kind of nodes, reads and writes one row."""
    perf.named("node")(rename_node, largest_client, zone["id"], "Renamed", now=clock.now())
    kind = TypeAssist.objects.get(tacode="ZONE")
    perf.named("kind")(rename_type, None, kind.id, "Area", now=clock.now())

    step = ancestors(largest_client, zone["id"])[-1]
    assert (step["name"], step["kind"]) == ("Renamed", "Area")


def test_enable(perf, client, largest_client, branch, sites):
    """Disabling nodes is one UPDATE, and one query for the sites that go with them."""
    two = [node["id"] for node in branch["children"] if node["kind"] == "Site"][:2]
    perf.named("disable")(set_nodes_enabled, largest_client, two, enable=False, now=clock.now())
    left = [site["id"] for site in sites_of_client(largest_client)]
    url = reverse("api-bt-enable", args=[largest_client])
    body = {"ids": two, "enable": True}
    perf.named("enable")(client.post, url, body, content_type="application/json")

    assert sorted(set(sites) - set(left)) == sorted(two)
    assert len(two) == 2
    assert [site["id"] for site in sites_of_client(largest_client)] == sites


@pytest.mark.perf(dataset="medium", max_queries=5)
def test_move(perf, largest_client, branch):
    """Moving costs the same however large the subtree; to another client, one UPDATE more."""
    size = len(list(walk([branch])))
    perf.named("within")(move_node, largest_client, branch["id"], largest_client, now=clock.now())
    assert len(subtree(largest_client, branch["id"])) == size - 1

    other = Bt.objects.filter(identifier__tacode="CLIENT").exclude(id=largest_client).earliest("id")
    perf.named("to another client")(
        move_node,
        largest_client,
        branch["id"],
        other.id,
        to_client_id=other.id,
        now=clock.now(),
    )
    assert len(subtree(other.id, branch["id"])) == size - 1


def test_move_over_http(perf, client, largest_client, branch):
    """A move by request goes the same way."""
    url = reverse("api-bt-move", args=[largest_client, branch["id"]])
    body = {"parent_id": largest_client}
    response = perf(client.post, url, body, content_type="application/json")

    assert response.json() == {"id": branch["id"], "parent_id": largest_client}


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_delete(perf, largest_client, zone):
    """Deleting a node loads nothing of what might refer to it."""
    perf(delete_node, largest_client, zone["id"])

    assert not Bt.objects.filter(id=zone["id"]).exists()


def test_saved_rows(perf, largest_client, zone, team):
    """Rows that are saved whole, which the functions do not, cost their UPDATE."""
    for name, row in {
        "node": Bt.objects.get(id=zone["id"]),
        "group": team,
        "belonging": Pgbelonging.objects.filter(pgroup=team).earliest("id"),
    }.items():
        perf.named(name)(row.save)

    assert team.client_id == largest_client


@pytest.mark.perf(dataset="medium", max_queries=4)
def test_assign(perf, guard, team, sites):
    """Assigning sites is one INSERT however many, taking them away one UPDATE."""
    new = [site for site in sites if site != guard.bu_id][:5]
    where = (guard.client_id, team.id)
    perf.named("to a person")(assign_sites, *where, new[:3], people_id=guard.id, now=clock.now())
    perf.named("to a group")(assign_sites, *where, new[3:], now=clock.now())
    assert {site["id"] for site in sites_of_person(guard.client_id, guard.id)} >= set(new)

    taken = perf.named("away")(unassign_sites, *where, new[:3], people_id=guard.id, now=clock.now())
    assert taken == 3
    assert not {site["id"] for site in sites_of_person(guard.client_id, guard.id)} & set(new[:3])


def test_transfer(perf, guard, sites):
    """A transfer reads the person and the place, and writes one row."""
    there = next(site for site in sites if site != guard.bu_id)
    moved = perf(transfer_person, guard.client_id, guard.id, there, now=clock.now())

    assert moved.bu_id == there


def test_administrators(perf, largest_client, sites):
    """People become administrators in one UPDATE, and have all sites at once."""
    people = People.objects.filter(client=largest_client, isadmin=False, enable=True)
    ids = list(people.order_by("id").values_list("id", flat=True)[:3])
    perf(set_administrators, largest_client, ids, isadmin=True, now=clock.now())

    assert [site["id"] for site in sites_of_person(largest_client, ids[2])] == sites


def test_root_has_no_parent(perf, largest_client):
    """No sentinel stands for "no parent": IS NULL finds the root, and it alone."""
    roots = perf(lambda: list(Bt.objects.filter(parent=None).values_list("bucode", flat=True)))

    assert roots == ["ROOT00001"]
    assert client_tree(largest_client)["id"] == largest_client
