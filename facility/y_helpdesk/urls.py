"""Addresses of the tickets of a client."""

from __future__ import annotations

from django.urls import path

from facility.y_helpdesk import api, views, write_api

urlpatterns = [
    path("tickets/", views.ticket_list, name="ticket-list"),
    path("tickets/<int:ticket_id>/", views.ticket, name="ticket"),
    path("api/tickets/", api.client_tickets, name="api-tickets"),
    path("api/tickets/counts/", api.counts, name="api-ticket-counts"),
    path("api/tickets/create/", write_api.create, name="api-ticket-create"),
    path("api/tickets/escalation/", write_api.step, name="api-escalation-step"),
    path("api/tickets/escalate/", write_api.escalate, name="api-escalate"),
    path("api/tickets/<int:ticket_id>/", api.detail, name="api-ticket"),
    path("api/tickets/<int:ticket_id>/assign/", write_api.assign, name="api-ticket-assign"),
    path("api/tickets/<int:ticket_id>/mail/", api.mail, name="api-ticket-mail"),
    path("api/tickets/<int:ticket_id>/status/", write_api.status, name="api-ticket-status"),
    path("api/sites/<int:site_id>/tickets/", api.site_tickets, name="api-site-tickets"),
]
