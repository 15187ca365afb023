"""The addresses of the business tree, their answers, and how they refuse."""

from __future__ import annotations

import pytest
from branches import Branches, make_node, names
from django.urls import reverse

from facility.onboarding import hierarchy, views
from facility.onboarding.hierarchy import (
    ancestors,
    children,
    client_tree,
    sites_of_client,
    sites_of_person,
    subtree,
)
from facility.onboarding.models import Bt


@pytest.fixture
def acme(tenant):
    """The tree of one client."""
    return Branches(tenant)


@pytest.fixture
def get(acme, client):
    """Read an address of the client: ``get("bt-node", node_id)``."""
    return lambda name, *args, **query: client.get(
        reverse(name, args=[acme.tenant.id, *args]), query
    )


@pytest.fixture
def post(acme, client):
    """Send a JSON body to an address of the client."""
    return lambda name, *args, body: client.post(
        reverse(name, args=[acme.tenant.id, *args]), body, content_type="application/json"
    )


def test_everything_as_json(acme, get):
    """What the functions answer is what the addresses answer."""
    tenant, node_id = acme.tenant, acme.first.id

    assert get("api-bt-tree").json() == {"tree": client_tree(tenant.id)}
    assert get("api-bt-sites").json() == {"sites": sites_of_client(tenant.id)}
    assert get("api-bt-subtree", node_id).json() == {"nodes": subtree(tenant.id, node_id)}
    assert get("api-bt-ancestors", node_id).json() == {"way": ancestors(tenant.id, node_id)}
    assert get("api-bt-children", node_id).json() == children(tenant.id, node_id)
    assert get("api-bt-person-sites", tenant.guard.id).json() == {
        "sites": sites_of_person(tenant.id, tenant.guard.id)
    }


def test_pages_of_children_lead_on(acme, get, monkeypatch):
    """``next`` of one page is ``after`` of the one after it, whatever the code is made of."""
    monkeypatch.setattr(hierarchy, "PAGE_SIZE", 1)
    make_node(acme.tenant, "SITE", "a_b&c=1", acme.b)
    make_node(acme.tenant, "SITE", "b", acme.b)
    first = get("api-bt-children", acme.b.id).json()
    second = get("api-bt-children", acme.b.id, after=first["next"]).json()

    assert [page["children"][0]["code"] for page in (first, second)] == ["a_b&c=1", "b"]
    assert second["next"] is None


def test_tree_as_a_page(acme, get):
    """The page has an indented item with a link for each node."""
    content = get("bt-tree").content.decode()

    assert [content.count("<li"), content.count('"--depth: 4"')] == [7, 1]
    assert reverse("bt-node", args=[acme.tenant.id, acme.gate.id]) in content
    assert "Nothing hangs" not in content


def test_tree_of_a_new_client_says_so(make_tenant, client):
    """A client without nodes has a page that says there are none."""
    fresh = make_tenant("fresh")
    Bt.objects.filter(client=fresh.id).update(enable=False)

    response = client.get(reverse("bt-tree", args=[fresh.id]))
    assert "Nothing hangs below this client yet" in response.content.decode()


def test_node_as_a_page(acme, get):
    """The page shows the way to the node, what is below it, and leads up, down and on."""
    content = get("bt-node", acme.north.id).content.decode()

    for linked in (acme.tenant.client, acme.first, acme.a, acme.b):
        assert reverse("bt-node", args=[acme.tenant.id, linked.id]) in content
    assert "acme gate" not in content
    assert content.count("<tr>") == 2
    assert '<td class="number">2</td>' in content
    assert reverse("bt-tree", args=[acme.tenant.id]) in content


def test_leaf_as_a_page(acme, get):
    """A node with nothing below it says so."""
    content = get("bt-node", acme.gate.id).content.decode()

    assert "Nothing hangs below this node" in content
    assert "There are no sites below this node" in content


def test_node_page_leads_to_the_next_children(acme, get, client, monkeypatch):
    """The link below the table shows the children after those in it."""
    monkeypatch.setattr(hierarchy, "PAGE_SIZE", 1)
    url = reverse("bt-node", args=[acme.tenant.id, acme.first.id])
    first = get("bt-node", acme.first.id).content.decode()
    link = first.partition('rel="next" href="')[2].partition('"')[0]
    second = client.get(url + link).content.decode()

    shown = [("<td>acme a</td>" in page, "<td>acme b</td>" in page) for page in (first, second)]
    assert shown == [(True, False), (False, True)]
    assert 'rel="next"' not in second


def test_many_sites_are_named_in_part(acme, get, monkeypatch):
    """A page names some of the sites and says how many there are."""
    monkeypatch.setattr(views, "SITES_SHOWN", 1)

    assert "The first 1 of 2;" in get("bt-node", acme.north.id).content.decode()


def test_texts_are_escaped(acme, get):
    """What somebody typed is shown, not run."""
    Bt.objects.filter(id=acme.a.id).update(buname="<script>")

    for response in (get("bt-tree"), get("bt-node", acme.first.id), get("bt-node", acme.a.id)):
        assert b"<script>" not in response.content


def test_node_is_created_renamed_moved_and_disabled(acme, get, post):
    """What is written shows at once."""
    body = {"parent_id": acme.first.id, "kind": "SITE", "code": "new", "name": "New"}
    created = post("api-bt-create", body=body)
    node_id = created.json()["id"]
    assert created.status_code == 201

    post("api-bt-rename", node_id, body={"name": "Newer"})
    assert names(get("api-bt-ancestors", node_id).json()["way"])[1:] == [
        "acme north",
        "acme first",
        "Newer",
    ]

    post("api-bt-move", node_id, body={"parent_id": acme.tenant.id})
    assert names(get("api-bt-ancestors", node_id).json()["way"]) == ["acme", "Newer"]

    changed = post("api-bt-enable", body={"ids": [node_id], "enable": False}).json()
    assert changed == {"changed": 1}
    assert get("api-bt-ancestors", node_id).status_code == 404


def test_impossible_place_is_a_conflict(acme, post):
    """A cycle, a parent that is not there and a code that is taken are answered with 409."""
    taken = {"parent_id": acme.first.id, "kind": "SITE", "code": acme.a.bucode, "name": "x"}
    responses = [
        post("api-bt-move", acme.north.id, body={"parent_id": acme.a.id}),
        post("api-bt-move", acme.north.id, body={"parent_id": 10**30}),
        post("api-bt-create", body=taken),
        post("api-bt-create", body={**taken, "parent_id": 0}),
    ]

    assert [response.status_code for response in responses] == [409] * 4
    assert responses[0].json()["error"].endswith("lies below it")


READ = ["bt-node", "api-bt-subtree", "api-bt-ancestors", "api-bt-children"]


@pytest.mark.parametrize("name", READ)
def test_node_that_is_not_the_clients_is_not_found(acme, get, other, name):
    """Another client's node, none at all and one that is cut off are 404 to read."""
    Bt.objects.filter(id=acme.north.id).update(enable=False)
    ids = [other.site.id, other.id, 0, 10**30, acme.north.id, acme.first.id]

    assert [get(name, node_id).status_code for node_id in ids] == [404] * len(ids)


def test_client_that_is_not_there_is_not_found(acme, client):
    """Nobody's tree is 404; a site is no client."""
    urls = [
        reverse(name, args=[client_id])
        for name in ("bt-tree", "api-bt-tree")
        for client_id in (0, 10**30, acme.a.id)
    ]

    assert [client.get(url).status_code for url in urls] == [404] * len(urls)


def test_person_of_another_client_is_not_found(get, other):
    """Nobody's sites are nothing to show."""
    for people_id in (other.guard.id, 0, 10**30):
        assert get("api-bt-person-sites", people_id).status_code == 404


def test_nothing_of_another_client_is_written(acme, post, other):
    """Another client's node is 404 to write, and no place to hang one's own under."""
    theirs = Branches(other)
    before = list(Bt.objects.order_by("id").values())
    responses = [
        post("api-bt-rename", theirs.a.id, body={"name": "mine"}),
        post("api-bt-move", theirs.a.id, body={"parent_id": acme.first.id}),
        post("api-bt-enable", body={"ids": [acme.a.id, theirs.a.id], "enable": False}),
        post("api-bt-enable", body={"ids": [10**30], "enable": False}),
        post("api-bt-move", acme.a.id, body={"parent_id": theirs.first.id}),
    ]

    assert [response.status_code for response in responses] == [404, 404, 404, 404, 409]
    assert list(Bt.objects.order_by("id").values()) == before


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("api-bt-create", {}),
        ("api-bt-create", {"kind": "CLIENT"}),
        ("api-bt-create", {"kind": 1}),
        ("api-bt-create", {"name": " "}),
        ("api-bt-create", {"name": "x" * 201}),
        ("api-bt-create", {"code": "x" * 31}),
        ("api-bt-create", {"code": "\0"}),
        ("api-bt-enable", {"ids": "all", "enable": True}),
        ("api-bt-enable", {"ids": [True], "enable": True}),
        ("api-bt-enable", {"ids": [], "enable": 1}),
    ],
)
def test_unreadable_body_is_refused(acme, post, name, body):
    """What cannot be understood is answered with 400."""
    if name == "api-bt-create" and body:
        body = {"parent_id": acme.first.id, "kind": "SITE", "code": "x", "name": "x", **body}

    assert post(name, body=body).status_code == 400


@pytest.mark.parametrize("name", ["bt-node", "api-bt-children"])
def test_unreadable_page_is_refused(acme, get, name):
    """An address that no page named is answered with 400."""
    assert get(name, acme.first.id, after="x_y").status_code == 400


@pytest.mark.usefixtures("dead_cache")
def test_application_works_without_its_cache(acme, get, post):
    """With the cache server down every page still comes, and writes are made."""
    urls = [("bt-tree",), ("bt-node", acme.a.id), ("api-bt-person-sites", acme.tenant.guard.id)]

    assert [get(*url).status_code for url in urls] == [200] * 3
    assert post("api-bt-rename", acme.a.id, body={"name": "Newer"}).status_code == 200
