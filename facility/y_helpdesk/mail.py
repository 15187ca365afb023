"""The mail that tells people about a ticket. Not cached: it says what is true now."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from facility.peoples.models import People
from facility.y_helpdesk.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A subject is one line of at most so many characters.
SUBJECT_LENGTH = 120


class Mail(TypedDict):
    """A mail as plain text; each recipient is an address and stands there once."""

    subject: str
    body: str
    recipients: list[str]


def ticket_mail(client_id: int, ticket_id: int) -> Mail:
    """The mail about a ticket: to its assignee, the site's lead and all of the assigned group.

    Two queries, one where no group is assigned. Who is disabled or has no address gets none.

    Raises:
        Ticket.DoesNotExist: the client has no such ticket.
    """
    ticket = (
        Ticket.objects.select_related(
            "status", "category", "site__siteincharge", "assignedto", "assignedtogroup"
        )
        .only(
            "ticketno",
            "ticketdesc",
            "priority",
            "level",
            "createdon",
            "status__tacode",
            "category__taname",
            "site__buname",
            "site__siteincharge__email",
            "site__siteincharge__enable",
            "assignedto__peoplename",
            "assignedto__email",
            "assignedto__enable",
            "assignedtogroup__groupname",
        )
        .get(id=ticket_id, client=client_id, enable=True)
    )
    direct = [
        person.email
        for person in (ticket.assignedto, ticket.site.siteincharge)
        if person is not None and person.enable and person.email
    ]
    members = _members(client_id, ticket.assignedtogroup_id)
    return {
        "subject": _subject(ticket),
        "body": "\n".join(_lines(ticket)),
        "recipients": list(dict.fromkeys([*direct, *members])),
    }


def _members(client_id: int, group_id: int | None) -> list[str]:
    """Addresses of a group's members; a person who is in it at two sites comes twice."""
    if group_id is None:
        return []
    people = People.objects.filter(
        client=client_id, enable=True, belongings__pgroup=group_id, belongings__enable=True
    )
    return list(people.exclude(email="").order_by("email").values_list("email", flat=True))


def _subject(ticket: Ticket) -> str:
    """One line, whatever somebody typed: a line break would begin another header."""
    text = f"[{ticket.ticketno}] {ticket.status.tacode}: {' '.join(ticket.ticketdesc.split())}"
    return text if len(text) <= SUBJECT_LENGTH else f"{text[: SUBJECT_LENGTH - 1]}…"


def _lines(ticket: Ticket) -> Iterator[str]:
    yield ticket.ticketdesc
    yield ""
    yield f"Status: {ticket.status.tacode}, priority {ticket.priority}, level {ticket.level}"
    yield f"Site: {ticket.site.buname}"
    if ticket.category is not None:
        yield f"Category: {ticket.category.taname}"
    if ticket.assignedto is not None:
        yield f"Assigned to: {ticket.assignedto.peoplename}"
    if ticket.assignedtogroup is not None:
        yield f"Group: {ticket.assignedtogroup.groupname}"
    yield f"Raised: {ticket.createdon:%Y-%m-%d %H:%M} UTC"
