"""Pytest puts this folder on the path, so that tests below share ``record_builders``."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no reason to fail: nothing here is about time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
