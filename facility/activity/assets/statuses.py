"""What an asset can be, in the stored codes; SCRAPPED is the end."""

from __future__ import annotations

from enum import StrEnum

#: The coded list that statuses are codes of.
STATUS_LIST = "ASSETSTATUS"

#: The coded list that types are codes of.
TYPE_LIST = "ASSETTYPE"


class Status(StrEnum):
    """The stored codes."""

    WORKING = "WORKING"
    STANDBY = "STANDBY"
    MAINTENANCE = "MAINTENANCE"
    SCRAPPED = "SCRAPPED"
