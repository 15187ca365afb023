"""The life of a ticket in the stored codes: CLOSED and CANCELLED, not CLOSE and CANCEL."""

from __future__ import annotations

from enum import StrEnum

#: The coded list that statuses are codes of.
STATUS_LIST = "TICKETSTATUS"

#: The coded list that categories are codes of.
CATEGORY_LIST = "TICKETCATEGORY"


class Status(StrEnum):
    """The stored codes."""

    NEW = "NEW"
    OPEN = "OPEN"
    ONHOLD = "ONHOLD"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


#: Still to be done, so these escalate.
OPEN_STATUSES = (Status.NEW, Status.OPEN, Status.ONHOLD)

#: Where a ticket may go from a status; CLOSED and CANCELLED are the end.
NEXT: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.OPEN, Status.CANCELLED}),
    Status.OPEN: frozenset({Status.ONHOLD, Status.RESOLVED, Status.CANCELLED}),
    Status.ONHOLD: frozenset({Status.OPEN, Status.RESOLVED, Status.CANCELLED}),
    Status.RESOLVED: frozenset({Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset(),
    Status.CANCELLED: frozenset(),
}
