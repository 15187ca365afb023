"""Addresses of a client itself and of its capabilities."""

from __future__ import annotations

from django.urls import path

from facility.core import views

urlpatterns = [
    path("", views.client_home, name="client-home"),
    path("capabilities/<str:cfor>/", views.tree_page, name="capability-tree"),
    path("api/capabilities/<str:cfor>/", views.tree_json, name="api-capability-tree"),
    path("api/capabilities/<str:cfor>/choices/", views.choices_json, name="api-choices"),
    path(
        "api/people/<int:people_id>/capabilities/<str:cfor>/",
        views.effective_json,
        name="api-effective-capabilities",
    ),
]
