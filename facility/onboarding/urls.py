"""Addresses of the business tree of a client."""

from __future__ import annotations

from django.urls import path

from facility.onboarding import api, views

urlpatterns = [
    path("bt/", views.tree_page, name="bt-tree"),
    path("bt/<int:node_id>/", views.node_page, name="bt-node"),
    path("api/bt/", api.tree, name="api-bt-tree"),
    path("api/bt/sites/", api.sites, name="api-bt-sites"),
    path("api/bt/create/", api.create, name="api-bt-create"),
    path("api/bt/enable/", api.enable, name="api-bt-enable"),
    path("api/bt/<int:node_id>/subtree/", api.subtree, name="api-bt-subtree"),
    path("api/bt/<int:node_id>/ancestors/", api.ancestors, name="api-bt-ancestors"),
    path("api/bt/<int:node_id>/children/", api.children, name="api-bt-children"),
    path("api/bt/<int:node_id>/rename/", api.rename, name="api-bt-rename"),
    path("api/bt/<int:node_id>/move/", api.move, name="api-bt-move"),
    path("api/people/<int:people_id>/sites/", api.person_sites, name="api-bt-person-sites"),
]
