"""The life of an occurrence: what is still to be done, and where each status may lead."""

from __future__ import annotations

from facility.activity.models import TaskSchedule

Status = TaskSchedule.Status

#: Still to be done, so these become overdue and are closed by the sweep in the end.
OPEN_STATUSES = (Status.ASSIGNED, Status.INPROGRESS)

#: Where an occurrence may go from a status. What was done in part may be finished, and is not
#: closed by the sweep; COMPLETED and AUTOCLOSED are the end.
NEXT: dict[Status, frozenset[Status]] = {
    Status.ASSIGNED: frozenset(
        {Status.INPROGRESS, Status.PARTIAL, Status.COMPLETED, Status.AUTOCLOSED}
    ),
    Status.INPROGRESS: frozenset({Status.PARTIAL, Status.COMPLETED, Status.AUTOCLOSED}),
    Status.PARTIAL: frozenset({Status.COMPLETED}),
    Status.COMPLETED: frozenset(),
    Status.AUTOCLOSED: frozenset(),
}


class TransitionError(ValueError):
    """What was asked for cannot be done with an occurrence in its status."""
