"""The business tree over HTTP: pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from facility.core import cursors
from facility.core.capability_tree import walk
from facility.onboarding.hierarchy import ancestors, children, client_tree, sites_of_client
from facility.onboarding.models import Bt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

#: Sites that a node's page names; the rest are found on the pages of its children.
SITES_SHOWN = 50


@require_GET
def tree_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """The client's whole tree as an indented list."""
    try:
        tree = client_tree(client_id)
    except Bt.DoesNotExist as error:
        raise Http404(str(error)) from error
    context = {"client_id": client_id, "tree": tree, "nodes": list(walk([tree]))}
    return render(request, "onboarding/tree.html", context)


@require_GET
def node_page(request: HttpRequest, client_id: int, node_id: int) -> HttpResponse:
    """One node: the way to it, a page of its children, and the sites below it."""
    after = cursors.code_from_text(request.GET.get("after"))
    try:
        way = ancestors(client_id, node_id)
        page = children(client_id, node_id, after)
    except Bt.DoesNotExist as error:
        raise Http404(str(error)) from error
    sites = sites_of_client(client_id, node_id)
    context = {
        "client_id": client_id,
        "way": way[:-1],
        "node": way[-1],
        "children": page["children"],
        "after": after,
        "next": cursors.to_text(page["next"]),
        "sites": sites[:SITES_SHOWN],
        "site_count": len(sites),
    }
    return render(request, "onboarding/node.html", context)
