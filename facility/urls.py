"""The addresses of the reference project: everything of a client lies under ``/c/<client_id>/``.

The client is part of the address, so that no request can leave out whose data it means.
"""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("c/<int:client_id>/", include("facility.core.urls")),
    path("c/<int:client_id>/", include("facility.onboarding.urls")),
    path("c/<int:client_id>/", include("facility.y_helpdesk.urls")),
    path("c/<int:client_id>/", include("facility.attendance.urls")),
    path("c/<int:client_id>/", include("facility.activity.tasks.urls")),
    path("c/<int:client_id>/", include("facility.activity.assets.urls")),
]
