"""Assets over HTTP: pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from facility.activity.assets.counts import counts_by_type, status_counts_of_site
from facility.activity.assets.details import asset_detail
from facility.activity.assets.downtime import LONGEST_SHOWN, USUAL, downtime
from facility.activity.assets.pages import critical_not_working, site_assets, site_name
from facility.activity.models import Asset
from facility.core import clock, cursors, parameters
from facility.onboarding.models import Bt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def asset_list(request: HttpRequest, client_id: int, site_id: int) -> HttpResponse:
    """A page of a site's assets, with the number of them in each status."""
    after = cursors.code_from_text(request.GET.get("after"))
    status = parameters.text(request, "status")
    try:
        name = site_name(client_id, site_id)
    except Bt.DoesNotExist as error:
        raise Http404(f"client {client_id} has no site {site_id}") from error
    page = site_assets(client_id, site_id, after, status)
    context = {
        "client_id": client_id,
        "site": name,
        "status": status,
        "assets": page["assets"],
        "next": cursors.to_text(page["next"]),
        "counts": status_counts_of_site(client_id, site_id),
    }
    return render(request, "assets/asset_list.html", context)


@require_GET
def asset(request: HttpRequest, client_id: int, asset_id: int) -> HttpResponse:
    """One asset with its log."""
    try:
        detail = asset_detail(client_id, asset_id)
    except Asset.DoesNotExist as error:
        raise Http404(f"client {client_id} has no asset {asset_id}") from error
    return render(request, "assets/asset.html", {"asset": detail, "client_id": client_id})


@require_GET
def standing_still(request: HttpRequest, client_id: int) -> HttpResponse:
    """What does not work now, and what did not during a period; and what there is, by type."""
    start, end = parameters.stretch(request, clock.now(), USUAL)
    context = {
        "client_id": client_id,
        "start": start,
        "end": end,
        "shown": LONGEST_SHOWN,
        "assets": downtime(client_id, start, end),
        "critical": critical_not_working(client_id),
        "types": counts_by_type(client_id),
    }
    return render(request, "assets/downtime.html", context)
