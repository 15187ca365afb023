"""Assets and what is done about them."""

from __future__ import annotations

from facility.activity.models.assets import Asset, AssetLog, Location
from facility.activity.models.tasks import Task, TaskSchedule, TourActivity

__all__ = ["Asset", "AssetLog", "Location", "Task", "TaskSchedule", "TourActivity"]
