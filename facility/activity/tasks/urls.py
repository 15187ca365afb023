"""Addresses of the tasks of a client."""

from __future__ import annotations

from django.urls import path

from facility.activity.tasks import api, api_writes, views

urlpatterns = [
    path("sites/<int:site_id>/tasks/", views.site_day_page, name="task-site-day"),
    path("tasks/overdue/", views.overdue_page, name="task-overdue"),
    path("tasks/summary/", views.summary_page, name="task-summary"),
    path("api/sites/<int:site_id>/tasks/", api.site_day, name="api-task-site-day"),
    path("api/people/<int:people_id>/tasks/", api.mine, name="api-task-mine"),
    path("api/tasks/summary/", api.summary_json, name="api-task-summary"),
    path("api/tasks/overdue/", api.overdue, name="api-task-overdue"),
    path("api/tasks/generate/", api_writes.generate_json, name="api-task-generate"),
    path("api/tasks/autoclose/", api_writes.autoclose, name="api-task-autoclose"),
    path("api/tasks/<int:schedule_id>/", api.detail, name="api-task-detail"),
    path("api/tasks/<int:schedule_id>/tour/", api.tour, name="api-task-tour"),
    path("api/tasks/<int:schedule_id>/start/", api_writes.start, name="api-task-start"),
    path("api/tasks/<int:schedule_id>/complete/", api_writes.complete, name="api-task-complete"),
    path(
        "api/tasks/<int:schedule_id>/reschedule/",
        api_writes.reschedule,
        name="api-task-reschedule",
    ),
    path("api/tasks/<int:schedule_id>/reassign/", api_writes.reassign, name="api-task-reassign"),
]
