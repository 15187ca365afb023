"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """Registers the app under the label that its table names begin with."""

    name = "facility.activity"
    label = "activity"

    def ready(self) -> None:
        """Connect the invalidation, now that all models are there."""
        import facility.activity.invalidation  # noqa: F401 - importing it connects it
