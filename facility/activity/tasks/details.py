"""One occurrence with everything about it, and a tour with its checkpoints. Not cached."""

from __future__ import annotations

from typing import Any

from facility.activity.models import TaskSchedule, TourActivity
from facility.activity.models.tasks import Identifier

#: What is shown of the occurrence as it is.
OWN = (
    "id",
    "status",
    "identifier",
    "jobtype",
    "scantype",
    "scheduledon",
    "movedfrom",
    "expireson",
    "startedon",
    "completedon",
)

#: What is shown of the rows it refers to; their other columns are not fetched.
RELATED = (
    "site__buname",
    "assignedto__peoplename",
    "assignedtogroup__groupname",
    "ticket__ticketno",
    "task__name",
    "task__planduration",
    "task__asset__assetname",
    "task__qset__taname",
)

#: More checkpoints than any tour has: a bound, not a page.
MOST_CHECKPOINTS = 500


def schedule_detail(client_id: int, schedule_id: int) -> dict[str, Any]:
    """An occurrence of a client with the names of all that it refers to. One query.

    Raises:
        TaskSchedule.DoesNotExist: the client has no such occurrence.
    """
    schedule = (
        TaskSchedule.objects.select_related(*(name.rpartition("__")[0] for name in RELATED))
        .only(*OWN, *RELATED)
        .get(id=schedule_id, client=client_id, enable=True)
    )
    task = schedule.task
    return {name: getattr(schedule, name) for name in OWN} | {
        "site": schedule.site.buname,
        "assignedto": schedule.assignedto.peoplename if schedule.assignedto else None,
        "group": schedule.assignedtogroup.groupname if schedule.assignedtogroup else None,
        "ticketno": schedule.ticket.ticketno if schedule.ticket else None,
        "name": task.name if task else None,
        "planduration": task.planduration if task else None,
        "asset": task.asset.assetname if task and task.asset else None,
        "questions": task.qset.taname if task and task.qset else None,
    }


def tour(client_id: int, schedule_id: int) -> dict[str, Any]:
    """A tour of a client with its checkpoints in the order they were reached. Two queries.

    Raises:
        TaskSchedule.DoesNotExist: the client has no such occurrence, or it is no tour.
    """
    schedule = (
        TaskSchedule.objects.select_related("task", "site")
        .only("status", "scheduledon", "task__name", "site__buname")
        .get(id=schedule_id, client=client_id, identifier=Identifier.TOUR, enable=True)
    )
    visits = (
        TourActivity.objects.filter(tour=schedule_id, client=client_id, enable=True)
        .select_related("checkpoint__location")
        .only("visitedon", "checkpoint__assetname", "checkpoint__location__locname")
        .order_by("createdon", "id")
    )
    return {
        "id": schedule.id,
        "name": schedule.task.name if schedule.task else None,
        "site": schedule.site.buname,
        "status": schedule.status,
        "scheduledon": schedule.scheduledon,
        "checkpoints": [_visit(visit) for visit in visits[:MOST_CHECKPOINTS]],
    }


def _visit(visit: TourActivity) -> dict[str, Any]:
    checkpoint = visit.checkpoint
    return {
        "checkpoint": checkpoint.assetname if checkpoint else None,
        "location": checkpoint.location.locname if checkpoint and checkpoint.location else None,
        "visitedon": visit.visitedon,
    }
