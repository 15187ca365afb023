"""The addresses of the reference project; everything of a client lies under ``/c/<client_id>/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
