"""Changes of the business tree. All take ``now``; ``by`` is the id of the acting person.

A change of the tree's shape locks the nodes of its clients, so that two at once cannot together
close a cycle. What goes by ``update()`` is announced as ``business_units_changed``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from facility.core.cache_tags import bump
from facility.onboarding.kinds import KIND_LIST, Kind
from facility.onboarding.models import Bt, TypeAssist
from facility.onboarding.signals import business_units_changed
from facility.onboarding.tags import tree_tags
from facility.onboarding.tree_sql import (
    ANCESTORS,
    AT_OR_BELOW,
    CHECK_LATER,
    CHECK_NOW,
    DELETE,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class PlacementError(ValueError):
    """A node cannot hang where it was asked to: there is no such place, or it is taken."""


class InUseError(ValueError):
    """A node cannot be deleted while something refers to it."""


@transaction.atomic
def create_node(  # noqa: PLR0913 - each is one fact of the node
    client_id: int,
    parent_id: int,
    *,
    kind: str,
    code: str,
    name: str,
    now: datetime,
    by: int | None = None,
) -> Bt:
    """Hang a new node under one of the client's. Four statements.

    Raises:
        Bt.DoesNotExist: there is no such client.
        TypeAssist.DoesNotExist: the client has no such kind of node.
        PlacementError: the parent is not there, or has such a child already.
    """
    _lock(client_id)
    _way_to(client_id, parent_id)
    node = Bt(
        bucode=code,
        buname=name,
        parent_id=parent_id,
        identifier=_identifier(client_id, kind),
        client_id=client_id,
        createdon=now,
        modifiedon=now,
        createdby_id=by,
    )
    try:
        node.save(force_insert=True)
    except IntegrityError as error:
        raise PlacementError(f"node {parent_id} has a child {code!r} already") from error
    return node


@transaction.atomic
def rename_node(
    client_id: int, node_id: int, name: str, *, now: datetime, by: int | None = None
) -> Bt:
    """Give a node another name. Two statements.

    Raises:
        Bt.DoesNotExist: the client has no such node.
    """
    node = Bt.objects.select_for_update(no_key=True).get(_of_client(client_id), id=node_id)
    node.buname = name
    node.modifiedon = now
    node.modifiedby_id = by
    node.save(update_fields=["buname", "modifiedon", "modifiedby"])
    return node


@transaction.atomic
def rename_type(
    client_id: int | None, type_id: int, name: str, *, now: datetime, by: int | None = None
) -> TypeAssist:
    """Give a code of a client, or with None a shared one, another name. Two statements.

    Raises:
        TypeAssist.DoesNotExist: the client has no such code of its own.
    """
    code = TypeAssist.objects.select_for_update(no_key=True).get(id=type_id, client=client_id)
    code.taname = name
    code.modifiedon = now
    code.modifiedby_id = by
    code.save(update_fields=["taname", "modifiedon", "modifiedby"])
    return code


@transaction.atomic
def set_nodes_enabled(
    client_id: int, ids: Collection[int], *, enable: bool, now: datetime, by: int | None = None
) -> int:
    """Enable or disable nodes in one UPDATE, all or none; returns how many. Two statements.

    What is below a disabled node keeps its own flag, and is back when the node is.

    Raises:
        Bt.DoesNotExist: not all of them are the client's.
    """
    sites = [node_id for node_id, is_site in _at_or_below(client_id, ids) if is_site]
    changed = Bt.objects.filter(_of_client(client_id), id__in=ids).update(
        enable=enable, modifiedon=now, modifiedby=by
    )
    if changed != len(set(ids)):
        raise Bt.DoesNotExist(f"client {client_id} does not have all of {sorted(ids)}")
    _announce({client_id}, sites)
    return changed


@transaction.atomic
def move_node(  # noqa: PLR0913 - whose node, which, where to, and who did it when
    client_id: int,
    node_id: int,
    parent_id: int,
    *,
    now: datetime,
    to_client_id: int | None = None,
    by: int | None = None,
) -> None:
    """Hang a node, with all below it, under another node; of another client if one is named.

    Four statements; five where the client changes, as then the ``client`` of the whole subtree is
    set in one UPDATE. Only the business units change hands. What happened and who worked there
    stays with the old client: tickets, attendance, tasks, assets, shifts and people keep their
    ``client``. The old client's lists go on to name the site; that the new client gave it another
    name shows in them once they expire.

    Raises:
        Bt.DoesNotExist: the client has no such node, or there is no such client.
        PlacementError: the parent is not there, is the node itself or lies below it, or has such
            a child already.
    """
    to_client_id = client_id if to_client_id is None else to_client_id
    _lock(client_id, to_client_id)
    moved = _at_or_below(client_id, [node_id])
    if not moved:
        raise Bt.DoesNotExist(f"client {client_id} has no node {node_id}")
    if node_id == client_id or node_id in _way_to(to_client_id, parent_id):
        raise PlacementError(f"node {parent_id} is {node_id} or lies below it")
    try:
        Bt.objects.filter(client=client_id, id=node_id).update(
            parent=parent_id, modifiedon=now, modifiedby=by
        )
    except IntegrityError as error:
        raise PlacementError(f"node {parent_id} has a child of this code already") from error
    if to_client_id != client_id:
        ids = [moved_id for moved_id, _ in moved]
        Bt.objects.filter(client=client_id, id__in=ids).update(
            client=to_client_id, modifiedon=now, modifiedby=by
        )
    _announce({client_id, to_client_id}, [moved_id for moved_id, is_site in moved if is_site])


@transaction.atomic
def delete_node(client_id: int, node_id: int) -> None:
    """Delete a node that nothing refers to. Three statements.

    PostgreSQL looks for references; Django would load every row that refers to the node. A node
    that has been used is disabled instead.

    Raises:
        Bt.DoesNotExist: the client has no such node below its own.
        InUseError: something refers to the node.
    """
    with connection.cursor() as cursor:
        cursor.execute(CHECK_NOW)
        try:
            cursor.execute(DELETE, {"client": client_id, "node": node_id})
        except IntegrityError as error:
            raise InUseError(f"something refers to node {node_id}") from error
        if not cursor.rowcount:
            raise Bt.DoesNotExist(f"client {client_id} has no node {node_id}")
        cursor.execute(CHECK_LATER)
    bump(tree_tags(client_id))


def _of_client(client_id: int) -> Q:
    """The client's own node and those below it, enabled or not."""
    return Q(client=client_id) | Q(id=client_id, client=None)


def _lock(*client_ids: int) -> None:
    """Let no other change of these clients' trees begin; rows may still be made to refer to them.

    In the order of the ids, so that two moves between two clients do not wait for each other.
    """
    wanted = set(client_ids)
    locked = Bt.objects.select_for_update(no_key=True).filter(id__in=wanted, client=None)
    if set(locked.order_by("id").values_list("id", flat=True)) != wanted:
        raise Bt.DoesNotExist(f"not all of {sorted(wanted)} are clients")


def _way_to(client_id: int, parent_id: int) -> list[int]:
    """Ids from a node up to its client, read afresh: a write never relies on the cache."""
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, {"client": client_id, "node": parent_id})
        way = [row[0] for row in cursor.fetchall()]
    if not way or way[-1] != client_id:
        raise PlacementError(f"client {client_id} has no node {parent_id} to hang a node under")
    return way


def _at_or_below(client_id: int, ids: Collection[int]) -> list[tuple[int, bool]]:
    """The nodes and all below them, enabled or not: id, and whether it is a site."""
    with connection.cursor() as cursor:
        cursor.execute(
            AT_OR_BELOW, {"client": client_id, "nodes": list(ids), "kind": Kind.SITE.value}
        )
        found: list[tuple[int, bool]] = cursor.fetchall()
    return found


def _identifier(client_id: int, kind: str) -> TypeAssist:
    """The row of a kind's code: the client's own where it has one, else the shared one."""
    found = TypeAssist.objects.filter(
        Q(client=client_id) | Q(client=None), tacode=kind, tatype__tacode=KIND_LIST
    ).exclude(tacode__in=(Kind.ROOT, Kind.CLIENT))
    # In PostgreSQL NULL, which marks the shared one, sorts last.
    return found.earliest("client_id")


def _announce(client_ids: Collection[int], site_ids: Collection[int]) -> None:
    bump(tag for client_id in client_ids for tag in tree_tags(client_id))
    business_units_changed.send(sender=Bt, client_ids=client_ids, site_ids=site_ids)
