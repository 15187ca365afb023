"""The business tree of a client: whole, below a node, above a node, and its sites.

A node shows if it is enabled and so is everything between it and its client. Nodes below a
disabled one, orphans and cycles are not there for a reader: to ask for one is ``DoesNotExist``.
Answers are plain dicts; ``kind`` is the name of the node's ``identifier``.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, FilteredRelation, OuterRef, Q

from facility.core.cache_manager import cached
from facility.core.cursors import AfterCode, cut
from facility.onboarding.kinds import Kind
from facility.onboarding.models import Bt
from facility.onboarding.tree import Node, build_tree
from facility.onboarding.tree_sql import ANCESTORS, OF_KIND, SUBTREE
from facility.peoples.models import People, Pgbelonging

#: Children of a page.
PAGE_SIZE = 50

TTL_S = 1800

TAGS = ("bt", "bt:client:{client_id}")
PERSON_TAGS = (*TAGS, "bt:people:{client_id}", "bt:person:{people_id}")


@cached(prefix="bt", ttl_s=TTL_S, tags=TAGS)
def client_tree(client_id: int) -> Node:
    """The client's node with everything below it in ``children``. One query.

    Raises:
        Bt.DoesNotExist: there is no such enabled client.
    """
    rows = (
        Bt.objects.filter(Q(client=client_id) | Q(id=client_id, client=None), enable=True)
        .order_by("bucode", "id")
        .values_list("id", "bucode", "buname", "identifier__taname", "parent_id")
    )
    # Listed here, so that the query shows as this function's.
    tree = build_tree(list(rows), client_id)
    if tree is None:
        raise Bt.DoesNotExist(f"there is no client {client_id}")
    return tree


@cached(prefix="bt", ttl_s=TTL_S, tags=TAGS)
def subtree(client_id: int, node_id: int) -> list[Node]:
    """``id`` and ``name`` of everything below a node, by id. One query.

    Raises:
        Bt.DoesNotExist: the client has no such node.
    """
    with connection.cursor() as cursor:
        cursor.execute(SUBTREE, {"client": client_id, "node": node_id})
        rows = cursor.fetchall()
    if not rows:
        raise Bt.DoesNotExist(f"client {client_id} has no node {node_id}")
    return [{"id": found, "name": name} for found, name in rows if found != node_id]


@cached(prefix="bt", ttl_s=TTL_S, tags=TAGS)
def ancestors(client_id: int, node_id: int) -> list[Node]:
    """The way from the client to a node, both included. One query.

    Raises:
        Bt.DoesNotExist: the client has no such node.
    """
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, {"client": client_id, "node": node_id})
        way = cursor.fetchall()
    if not way or way[-1][0] != client_id:
        raise Bt.DoesNotExist(f"client {client_id} has no node {node_id}")
    return [dict(zip(("id", "code", "name", "kind"), row, strict=True)) for row in reversed(way)]


@cached(prefix="bt", ttl_s=TTL_S, tags=TAGS)
def children(client_id: int, node_id: int, after: AfterCode | None = None) -> dict[str, Any]:
    """``{"children": [...], "next": AfterCode or None}`` directly below a node, by code.

    Each with the number of its own children. Two queries, one where the node's way is cached.

    Raises:
        Bt.DoesNotExist: the client has no such node.
    """
    ancestors(client_id, node_id)
    below = (
        Bt.objects.filter(parent=node_id, client=client_id, enable=True)
        .alias(
            # Conditions of the join and not of the count: so the index on parents serves it.
            child=FilteredRelation(
                "children", condition=Q(children__enable=True, children__client=client_id)
            )
        )
        .annotate(number=Count("child"))
        .order_by("bucode", "id")
        .values_list("id", "bucode", "buname", "identifier__taname", "number")
    )
    if after is not None:
        # The first condition alone bounds the list; an OR of the two would not.
        code, child_id = after
        below = below.filter(Q(bucode__gt=code) | Q(id__gt=child_id), bucode__gte=code)
    rows = list(below[: PAGE_SIZE + 1])
    shown, following = cut(rows, PAGE_SIZE, lambda row: (row[1], row[0]))
    return {
        "children": [
            {"id": found, "code": code, "name": name, "kind": kind, "children": number}
            for found, code, name, kind, number in shown
        ],
        "next": following,
    }


@cached(prefix="bt", ttl_s=TTL_S, tags=TAGS)
def sites_of_client(client_id: int, below: int | None = None) -> list[Node]:
    """``id``, ``code`` and ``name`` of a client's sites, by code; or of those below a node.

    One query.
    """
    node_id = client_id if below is None else below
    with connection.cursor() as cursor:
        cursor.execute(OF_KIND, {"client": client_id, "node": node_id, "kind": Kind.SITE.value})
        return [dict(zip(("id", "code", "name"), row, strict=True)) for row in cursor.fetchall()]


@cached(prefix="bt", ttl_s=TTL_S, tags=PERSON_TAGS)
def sites_of_person(client_id: int, people_id: int) -> list[Node]:
    """The client's sites that a person works at; an administrator works at all of them.

    These are the person's own site, those assigned to the person in an enabled group, and those
    assigned to a group that the person is in. Two queries, one where the client's sites are cached.

    Raises:
        People.DoesNotExist: the client has no such enabled person.
    """
    assigned = Pgbelonging.objects.filter(client=client_id, enable=True, pgroup__enable=True)
    own = assigned.filter(people=OuterRef("id"))
    of_groups = assigned.filter(
        people=None, pgroup__belongings__people=OuterRef("id"), pgroup__belongings__enable=True
    )
    isadmin, bu_id, own_ids, group_ids = (
        People.objects.filter(id=people_id, client=client_id, enable=True)
        .annotate(
            own=ArraySubquery(own.values("assignsites")),
            of_groups=ArraySubquery(of_groups.values("assignsites")),
        )
        .values_list("isadmin", "bu_id", "own", "of_groups")
        .get()
    )
    sites = sites_of_client(client_id)
    if isadmin:
        return sites
    ids = {bu_id, *own_ids, *group_ids}
    return [site for site in sites if site["id"] in ids]
