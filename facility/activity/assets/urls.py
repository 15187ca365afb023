"""Addresses of the assets of a client."""

from __future__ import annotations

from django.urls import path

from facility.activity.assets import api, views, write_api

urlpatterns = [
    path("sites/<int:site_id>/assets/", views.asset_list, name="asset-list"),
    path("assets/downtime/", views.standing_still, name="asset-downtime"),
    path("assets/<int:asset_id>/", views.asset, name="asset"),
    path("api/sites/<int:site_id>/assets/", api.assets, name="api-assets"),
    path(
        "api/sites/<int:site_id>/assets/close-maintenance/",
        write_api.end_maintenance,
        name="api-asset-close-maintenance",
    ),
    path("api/assets/counts/", api.counts, name="api-asset-counts"),
    path("api/assets/create/", write_api.create, name="api-asset-create"),
    path("api/assets/critical/", api.critical, name="api-asset-critical"),
    path("api/assets/downtime/", api.standing_still, name="api-asset-downtime"),
    path("api/assets/types/", api.types, name="api-asset-types"),
    path("api/assets/<int:asset_id>/", api.detail, name="api-asset"),
    path("api/assets/<int:asset_id>/move/", write_api.move, name="api-asset-move"),
    path("api/assets/<int:asset_id>/status/", write_api.status, name="api-asset-status"),
]
