"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Registers the app under the label that its table names begin with."""

    name = "facility.attendance"
    label = "attendance"

    def ready(self) -> None:
        """Connect the invalidation, now that all models are there."""
        import facility.attendance.invalidation  # noqa: F401 - importing it connects it
