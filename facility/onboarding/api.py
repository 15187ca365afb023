"""The business tree over HTTP: JSON, reading and writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from facility.core import clock, cursors
from facility.core.http import flag, integer, integers, json_body, text
from facility.onboarding import hierarchy
from facility.onboarding.models import Bt, TypeAssist
from facility.onboarding.tree_writes import (
    PlacementError,
    create_node,
    move_node,
    rename_node,
    set_nodes_enabled,
)
from facility.peoples.models import People

if TYPE_CHECKING:
    from django.http import HttpRequest

#: How long a code and a name may be, as the table has it.
CODE_LENGTH, NAME_LENGTH = 30, 200


@require_GET
def tree(request: HttpRequest, client_id: int) -> JsonResponse:  # noqa: ARG001
    """The client with everything below it."""
    try:
        return JsonResponse({"tree": hierarchy.client_tree(client_id)})
    except Bt.DoesNotExist as error:
        raise Http404(str(error)) from error


@require_GET
def subtree(request: HttpRequest, client_id: int, node_id: int) -> JsonResponse:  # noqa: ARG001
    """Ids and names of everything below a node."""
    try:
        return JsonResponse({"nodes": hierarchy.subtree(client_id, node_id)})
    except Bt.DoesNotExist as error:
        raise Http404(str(error)) from error


@require_GET
def ancestors(request: HttpRequest, client_id: int, node_id: int) -> JsonResponse:  # noqa: ARG001
    """The way from the client to a node."""
    try:
        return JsonResponse({"way": hierarchy.ancestors(client_id, node_id)})
    except Bt.DoesNotExist as error:
        raise Http404(str(error)) from error


@require_GET
def children(request: HttpRequest, client_id: int, node_id: int) -> JsonResponse:
    """A page of a node's children; ``next`` is the ``after`` of the next one."""
    after = cursors.code_from_text(request.GET.get("after"))
    try:
        page = hierarchy.children(client_id, node_id, after)
    except Bt.DoesNotExist as error:
        raise Http404(str(error)) from error
    return JsonResponse({"children": page["children"], "next": cursors.to_text(page["next"])})


@require_GET
def sites(request: HttpRequest, client_id: int) -> JsonResponse:  # noqa: ARG001
    """All sites of the client."""
    return JsonResponse({"sites": hierarchy.sites_of_client(client_id)})


@require_GET
def person_sites(request: HttpRequest, client_id: int, people_id: int) -> JsonResponse:  # noqa: ARG001
    """The sites that a person works at."""
    try:
        return JsonResponse({"sites": hierarchy.sites_of_person(client_id, people_id)})
    except People.DoesNotExist as error:
        raise Http404(f"client {client_id} has no person {people_id}") from error


@require_POST
def create(request: HttpRequest, client_id: int) -> JsonResponse:
    """Hang a new node of ``kind``, ``code`` and ``name`` under ``parent_id``; 409 if it cannot."""
    body = json_body(request)
    try:
        node = create_node(
            client_id,
            integer(body, "parent_id"),
            kind=text(body, "kind", CODE_LENGTH),
            code=text(body, "code", CODE_LENGTH),
            name=text(body, "name", NAME_LENGTH),
            now=clock.now(),
        )
    except Bt.DoesNotExist as error:
        raise Http404(str(error)) from error
    except TypeAssist.DoesNotExist as error:
        raise BadRequest(f"no node can be of kind {body['kind']!r}") from error
    except PlacementError as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"id": node.id}, status=201)


@require_POST
def rename(request: HttpRequest, client_id: int, node_id: int) -> JsonResponse:
    """Give the node the name ``name``."""
    name = text(json_body(request), "name", NAME_LENGTH)
    try:
        rename_node(client_id, node_id, name, now=clock.now())
    except Bt.DoesNotExist as error:
        raise Http404(f"client {client_id} has no node {node_id}") from error
    return JsonResponse({"id": node_id, "name": name})


@require_POST
def move(request: HttpRequest, client_id: int, node_id: int) -> JsonResponse:
    """Hang the node under ``parent_id``, another of the same client; 409 where it cannot hang."""
    parent_id = integer(json_body(request), "parent_id")
    try:
        move_node(client_id, node_id, parent_id, now=clock.now())
    except Bt.DoesNotExist as error:
        raise Http404(str(error)) from error
    except PlacementError as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"id": node_id, "parent_id": parent_id})


@require_POST
def enable(request: HttpRequest, client_id: int) -> JsonResponse:
    """Enable or disable, as ``enable`` says, the nodes of ``ids``: all of them or none."""
    body = json_body(request)
    ids, wanted = integers(body, "ids"), flag(body, "enable")
    try:
        changed = set_nodes_enabled(client_id, ids, enable=wanted, now=clock.now())
    except Bt.DoesNotExist as error:
        raise Http404(str(error)) from error
    return JsonResponse({"changed": changed})
