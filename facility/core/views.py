"""A client and its capabilities over HTTP, as JSON and as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from facility.core.capabilities import (
    capability_choices,
    capability_tree,
    effective_capabilities,
    get_mob_caps_for_client,
    get_web_caps_for_client,
)
from facility.core.capability_tree import walk
from facility.core.models import Capability
from facility.onboarding.models import Bt
from facility.peoples.models import People

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def client_home(request: HttpRequest, client_id: int) -> HttpResponse:
    """The client's name, and the way to the pages of all areas."""
    try:
        name = Bt.objects.values_list("buname", flat=True).get(
            id=client_id, identifier__tacode="CLIENT", enable=True
        )
    except Bt.DoesNotExist as error:
        raise Http404(f"there is no client {client_id}") from error
    return render(request, "core/client_home.html", {"client_id": client_id, "name": name})


@require_GET
def tree_page(request: HttpRequest, client_id: int, cfor: str) -> HttpResponse:
    """The client's capabilities as nested lists."""
    nodes = list(walk(capability_tree(client_id, _kind(cfor))))
    context = {"client_id": client_id, "cfor": cfor, "nodes": nodes}
    return render(request, "core/capability_tree.html", context)


@require_GET
def tree_json(request: HttpRequest, client_id: int, cfor: str) -> JsonResponse:  # noqa: ARG001
    """What the client bought; only the browser and the mobile app have trees of their own."""
    if cfor == Capability.For.WEB:
        return JsonResponse({"capabilities": get_web_caps_for_client(client_id)})
    if cfor == Capability.For.MOB:
        return JsonResponse({"capabilities": get_mob_caps_for_client(client_id)})
    raise Http404(f"no tree for {cfor!r}")


@require_GET
def choices_json(request: HttpRequest, client_id: int, cfor: str) -> JsonResponse:  # noqa: ARG001
    """Codes and labels for a menu of choices."""
    return JsonResponse({"choices": capability_choices(client_id, _kind(cfor))})


@require_GET
def effective_json(
    request: HttpRequest,  # noqa: ARG001
    client_id: int,
    people_id: int,
    cfor: str,
) -> JsonResponse:
    """What a person of the client may use."""
    try:
        nodes = effective_capabilities(client_id, people_id, _kind(cfor))
    except People.DoesNotExist as error:
        raise Http404(f"client {client_id} has no person {people_id}") from error
    return JsonResponse({"capabilities": nodes})


def _kind(cfor: str) -> str:
    if cfor not in Capability.For.values:
        raise Http404(f"no capabilities for {cfor!r}")
    return cfor
