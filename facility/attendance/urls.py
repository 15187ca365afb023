"""Addresses of the attendance of a client."""

from __future__ import annotations

from django.urls import path

from facility.attendance import api, views

urlpatterns = [
    path("attendance/", views.summary, name="att-summary"),
    path("attendance/open/", views.open_now, name="att-open"),
    path("people/<int:people_id>/attendance/", views.month, name="att-person-month"),
    path("api/attendance/", api.summary, name="api-att-summary"),
    path("api/attendance/open/", api.open_now, name="api-att-open"),
    path("api/attendance/punch-in/", api.begin, name="api-att-punch-in"),
    path("api/attendance/punch-out/", api.end, name="api-att-punch-out"),
    path("api/attendance/sync/", api.sync, name="api-att-sync"),
    path("api/attendance/<int:stay_id>/correct/", api.correct, name="api-att-correct"),
    path("api/sites/<int:site_id>/attendance/", api.days, name="api-att-site-days"),
    path("api/sites/<int:site_id>/attendance/late/", api.late, name="api-att-late"),
    path("api/people/<int:people_id>/attendance/", api.month, name="api-att-person-month"),
]
