"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    """Registers the app under the label that its table names begin with."""

    name = "facility.onboarding"
    label = "onboarding"

    def ready(self) -> None:
        """Connect the invalidation, now that all models are there."""
        import facility.onboarding.invalidation  # noqa: F401 - importing it connects it
