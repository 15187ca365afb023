"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Registers the app under the label that its table names begin with."""

    name = "facility.core"
    label = "core"

    def ready(self) -> None:
        """Connect the invalidation, now that all models are there."""
        import facility.core.invalidation  # noqa: F401 - importing it connects it
