"""One ticket with everything about it. Not cached: it is read to be acted on."""

from __future__ import annotations

from typing import Any

from facility.peoples.models import People
from facility.y_helpdesk.models import Ticket

#: What is shown of the ticket as it is.
OWN = (
    "id",
    "ticketno",
    "ticketdesc",
    "priority",
    "level",
    "isescalated",
    "source",
    "comments",
    "createdon",
    "resolvedon",
    "closedon",
)

#: What is shown of the rows it refers to; their other columns are not fetched.
RELATED = (
    "status__tacode",
    "site__buname",
    "category__taname",
    "assignedto__peoplename",
    "assignedtogroup__groupname",
    "asset__assetname",
    "location__locname",
)


def ticket_detail(client_id: int, ticket_id: int) -> dict[str, Any]:
    """A ticket of a client, with its log and the names in it.

    Two queries, one where nobody is named in the log.

    Raises:
        Ticket.DoesNotExist: the client has no such ticket.
    """
    ticket = (
        Ticket.objects.select_related(*(name.partition("__")[0] for name in RELATED))
        .only(*OWN, "ticketlog", *RELATED)
        .get(id=ticket_id, client=client_id, enable=True)
    )
    return {name: getattr(ticket, name) for name in OWN} | {
        "status": ticket.status.tacode,
        "site": ticket.site.buname,
        "category": ticket.category.taname if ticket.category else None,
        "assignedto": ticket.assignedto.peoplename if ticket.assignedto else None,
        "assignedtogroup": ticket.assignedtogroup.groupname if ticket.assignedtogroup else None,
        "asset": ticket.asset.assetname if ticket.asset else None,
        "location": ticket.location.locname if ticket.location else None,
        "log": _named_log(client_id, ticket.ticketlog),
    }


def _named_log(client_id: int, log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries with people's names in place of their ids, asked for all at once."""
    ids = {entry["who"] for entry in log if entry.get("who") is not None}
    names: dict[int | None, str] = dict(
        People.objects.filter(client=client_id, id__in=sorted(ids)).values_list("id", "peoplename")
    )
    return [{**entry, "who": names.get(entry.get("who"))} for entry in log]
