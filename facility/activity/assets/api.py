"""Assets over HTTP: JSON, reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.views.decorators.http import require_GET

from facility.activity.assets.counts import counts_by_type, status_counts, status_counts_of_site
from facility.activity.assets.details import asset_detail
from facility.activity.assets.downtime import USUAL, downtime
from facility.activity.assets.pages import critical_not_working, site_assets, site_name
from facility.activity.models import Asset
from facility.core import clock, cursors, parameters
from facility.onboarding.models import Bt

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_GET
def assets(request: HttpRequest, client_id: int, site_id: int) -> JsonResponse:
    """A page of a site's assets; ``next`` is the ``after`` of the next one."""
    after = cursors.code_from_text(request.GET.get("after"))
    try:
        name = site_name(client_id, site_id)
    except Bt.DoesNotExist as error:
        raise Http404(f"client {client_id} has no site {site_id}") from error
    page = site_assets(client_id, site_id, after, parameters.text(request, "status"))
    return JsonResponse(
        {"site": name, "assets": page["assets"], "next": cursors.to_text(page["next"])}
    )


@require_GET
def counts(request: HttpRequest, client_id: int) -> JsonResponse:
    """The number of assets in each status, of the client or of its site ``site``."""
    site_id = parameters.identifier(request, "site")
    if site_id is None:
        return JsonResponse({"counts": status_counts(client_id)})
    return JsonResponse({"counts": status_counts_of_site(client_id, site_id)})


@require_GET
def types(request: HttpRequest, client_id: int) -> JsonResponse:
    """The same for each type of asset."""
    return JsonResponse(
        {"types": counts_by_type(client_id, parameters.identifier(request, "site"))}
    )


@require_GET
def standing_still(request: HttpRequest, client_id: int) -> JsonResponse:
    """Hours out of work from the day ``start`` to the day ``end``, of a client or a ``site``."""
    start, end = parameters.stretch(request, clock.now(), USUAL)
    found = downtime(client_id, start, end, parameters.identifier(request, "site"))
    return JsonResponse({"start": start, "end": end, "assets": found})


@require_GET
def critical(request: HttpRequest, client_id: int) -> JsonResponse:  # noqa: ARG001
    """The critical assets that do not work now."""
    return JsonResponse({"assets": critical_not_working(client_id)})


@require_GET
def detail(request: HttpRequest, client_id: int, asset_id: int) -> JsonResponse:  # noqa: ARG001
    """One asset with its log."""
    try:
        return JsonResponse(asset_detail(client_id, asset_id))
    except Asset.DoesNotExist as error:
        raise Http404(f"client {client_id} has no asset {asset_id}") from error
