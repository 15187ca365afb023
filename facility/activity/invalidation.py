"""Connects the invalidation of cached tasks and assets."""

from __future__ import annotations

import facility.activity.assets.invalidation
import facility.activity.tasks.invalidation  # noqa: F401 - importing them connects them
