"""Assets over HTTP: JSON, writing. What the state of things forbids is answered with 409."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from facility.activity.assets.bulk_writes import close_maintenance
from facility.activity.assets.statuses import Status
from facility.activity.assets.writes import (
    TakenError,
    TransitionError,
    create_asset,
    move_asset,
    set_status,
)
from facility.activity.models import Asset, Location
from facility.core import clock
from facility.core.http import integer, json_body, member, text
from facility.onboarding.models import Bt, TypeAssist

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
def create(request: HttpRequest, client_id: int) -> JsonResponse:
    """Record an asset: ``site_id``, ``assetcode``, ``assetname``, ``type``, ``location_id``."""
    body = json_body(request)
    asset = Asset(
        client_id=client_id,
        site_id=integer(body, "site_id"),
        assetcode=text(body, "assetcode", 50),
        assetname=text(body, "assetname", 250),
        location_id=integer(body, "location_id") if "location_id" in body else None,
    )
    try:
        create_asset(asset, text(body, "type", 50), now=clock.now())
    except (Bt.DoesNotExist, Location.DoesNotExist) as error:
        raise Http404(f"client {client_id} has no such site or location") from error
    except TypeAssist.DoesNotExist as error:
        raise BadRequest(f"type is {body['type']!r}, which is no type of asset") from error
    except (TakenError, IntegrityError) as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"id": asset.id, "status": asset.status.tacode}, status=201)


@require_POST
def status(request: HttpRequest, client_id: int, asset_id: int) -> JsonResponse:
    """Let the asset go to ``status``."""
    wanted = member(json_body(request), "status", Status)
    try:
        asset = set_status(client_id, asset_id, wanted, now=clock.now())
    except Asset.DoesNotExist as error:
        raise Http404(f"client {client_id} has no asset {asset_id}") from error
    except TransitionError as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"id": asset.id, "status": wanted})


@require_POST
def move(request: HttpRequest, client_id: int, asset_id: int) -> JsonResponse:
    """Take the asset to the site ``site_id``."""
    site_id = integer(json_body(request), "site_id")
    try:
        asset = move_asset(client_id, asset_id, site_id, now=clock.now())
    except (Asset.DoesNotExist, Bt.DoesNotExist) as error:
        raise Http404(f"client {client_id} has no such asset or site") from error
    except (TakenError, IntegrityError) as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"id": asset.id, "site_id": asset.site_id})


@require_POST
def end_maintenance(request: HttpRequest, client_id: int, site_id: int) -> JsonResponse:  # noqa: ARG001
    """Let the site's assets whose maintenance is done work again."""
    return JsonResponse({"working": close_maintenance(client_id, site_id, now=clock.now())})
