"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    """Registers the app under the label that its table names begin with."""

    name = "facility.y_helpdesk"
    label = "y_helpdesk"

    def ready(self) -> None:
        """Connect the invalidation, now that all models are there."""
        import facility.y_helpdesk.invalidation  # noqa: F401 - importing it connects it
