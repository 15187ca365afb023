"""The business tree one node at a time, as it is first written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facility.onboarding import hierarchy
from facility.onboarding.kinds import Kind
from facility.onboarding.models import Bt
from facility.peoples.models import People, Pgbelonging

if TYPE_CHECKING:
    from facility.core.cursors import AfterCode
    from facility.onboarding.tree import Node


def client_tree(client_id: int) -> Node:
    """Two queries for each node: its children and the name of its kind."""
    return _tree(client_id, Bt.objects.get(id=client_id, client=None, enable=True))


def subtree(client_id: int, node_id: int) -> list[Node]:
    """A query for each node, and the way to the first one node by node."""
    ancestors(client_id, node_id)
    found = _below(client_id, Bt.objects.get(id=node_id))
    return [{"id": node.id, "name": node.buname} for node in sorted(found, key=lambda bt: bt.id)]


def ancestors(client_id: int, node_id: int) -> list[Node]:
    """Two queries for each step up to the client."""
    way: list[Bt] = []
    node: Bt | None = Bt.objects.get(id=node_id)
    while node is not None and node not in way:
        if not node.enable or (node.client_id or node.id) != client_id:
            break
        way.append(node)
        if node.id == client_id:
            return [_shown(step) for step in reversed(way)]
        node = node.parent
    raise Bt.DoesNotExist(f"client {client_id} has no node {node_id}")


def children(client_id: int, node_id: int, after: AfterCode | None = None) -> dict[str, Any]:
    """All children are loaded for a page of them, and for each its kind and its number."""
    ancestors(client_id, node_id)
    below = list(_children(client_id, Bt.objects.get(id=node_id)))
    if after is not None:
        below = [child for child in below if (child.bucode, child.id) > after]
    page = [
        {**_shown(child), "children": len(_children(client_id, child))}
        for child in below[: hierarchy.PAGE_SIZE]
    ]
    last = page[-1] if len(below) > hierarchy.PAGE_SIZE else None
    return {"children": page, "next": (last["code"], last["id"]) if last else None}


def sites_of_client(client_id: int, below: int | None = None) -> list[Node]:
    """Every site of the client is loaded, and from each the way up is walked."""
    node_id = client_id if below is None else below
    sites = []
    for site in Bt.objects.filter(client=client_id).order_by("bucode", "id"):
        if site.identifier.tacode != Kind.SITE or site.id == node_id:
            continue
        try:
            way = ancestors(client_id, site.id)
        except Bt.DoesNotExist:
            continue
        if node_id in [step["id"] for step in way]:
            sites.append({"id": site.id, "code": site.bucode, "name": site.buname})
    return sites


def sites_of_person(client_id: int, people_id: int) -> list[Node]:
    """The client's sites one by one, and a loop over belongings within a loop over belongings."""
    person = People.objects.get(id=people_id, client=client_id, enable=True)
    ids = {person.bu.id}
    for belonging in Pgbelonging.objects.filter(people=person, enable=True):
        for row in Pgbelonging.objects.filter(pgroup=belonging.pgroup, enable=True):
            assigned = row.people is None or row == belonging
            if assigned and row.pgroup.enable and row.client_id == client_id:
                ids.add(row.assignsites.id if row.assignsites else 0)
    return [site for site in sites_of_client(client_id) if person.isadmin or site["id"] in ids]


def _tree(client_id: int, node: Bt) -> Node:
    below = [_tree(client_id, child) for child in _children(client_id, node)]
    return {**_shown(node), "children": below}


def _below(client_id: int, node: Bt) -> list[Bt]:
    found = []
    for child in _children(client_id, node):
        found += [child, *_below(client_id, child)]
    return found


def _children(client_id: int, node: Bt) -> list[Bt]:
    return list(node.children.filter(client=client_id, enable=True).order_by("bucode", "id"))


def _shown(node: Bt) -> Node:
    return {
        "id": node.id,
        "code": node.bucode,
        "name": node.buname,
        "kind": node.identifier.taname,
    }
