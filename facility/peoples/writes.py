"""Changes of people that decide what they may do and where they work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from facility.activity.tasks.tags import members_tags
from facility.core.cache_tags import bump
from facility.onboarding.kinds import Kind
from facility.onboarding.models import Bt
from facility.onboarding.tags import belonging_tags
from facility.peoples.models import People, Pgbelonging, Pgroup

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


@transaction.atomic
def set_person_capabilities(
    client_id: int, people_id: int, cfor: str, codes: Sequence[str], *, now: datetime
) -> None:
    """Replace the list of codes granted to a person.

    Raises:
        People.DoesNotExist: the client has no such person.
    """
    person = People.objects.select_for_update().get(id=people_id, client_id=client_id)
    person.extras.setdefault("capabilities", {})[cfor] = list(codes)
    person.modifiedon = now
    person.save(update_fields=["extras", "modifiedon"])


@transaction.atomic
def set_administrators(
    client_id: int, ids: Collection[int], *, isadmin: bool, now: datetime
) -> int:
    """Make people administrators, or stop them being it, in one UPDATE; returns how many."""
    bump(f"usr:{people_id}" for people_id in ids)
    bump(tag for people_id in ids for tag in belonging_tags(client_id, people_id))
    return People.objects.filter(client_id=client_id, id__in=ids).update(
        isadmin=isadmin, modifiedon=now
    )


@transaction.atomic
def transfer_person(
    client_id: int, people_id: int, bu_id: int, *, now: datetime, by: int | None = None
) -> People:
    """Let a person work at another business unit of the same client. Three statements.

    It is a ``save()``: whatever depends on where people work is told by ``post_save``, with ``bu``
    in its ``update_fields``. What the person did at the old place stays there.

    Raises:
        People.DoesNotExist: the client has no such person.
        Bt.DoesNotExist: the client has no such enabled business unit.
    """
    person = People.objects.select_for_update(no_key=True).get(
        id=people_id, client=client_id, enable=True
    )
    person.bu = Bt.objects.only("id").get(id=bu_id, client=client_id, enable=True)
    person.modifiedon = now
    person.modifiedby_id = by
    person.save(update_fields=["bu", "modifiedon", "modifiedby"])
    return person


@transaction.atomic
def assign_sites(  # noqa: PLR0913 - who, in which group, where, and who did it when
    client_id: int,
    group_id: int,
    site_ids: Collection[int],
    *,
    people_id: int | None = None,
    now: datetime,
    by: int | None = None,
) -> None:
    """Assign sites to a person in a group; without a person, to everybody in the group.

    Four statements, three without a person: one INSERT, which also takes back what was unassigned.

    Raises:
        Pgroup.DoesNotExist: the client has no such enabled group.
        People.DoesNotExist: the client has no such enabled person.
        Bt.DoesNotExist: not all of them are enabled sites of the client.
    """
    group = Pgroup.objects.only("id").get(id=group_id, client=client_id, enable=True)
    person = None
    if people_id is not None:
        person = People.objects.only("id").get(id=people_id, client=client_id, enable=True)
    sites = Bt.objects.only("id").filter(
        client=client_id, id__in=site_ids, identifier__tacode=Kind.SITE, enable=True
    )
    belongings = [
        Pgbelonging(
            client_id=client_id,
            pgroup=group,
            people=person,
            assignsites=site,
            createdon=now,
            createdby_id=by,
            modifiedon=now,
            modifiedby_id=by,
        )
        for site in sites
    ]
    if len(belongings) != len(set(site_ids)):
        raise Bt.DoesNotExist(f"not all of {sorted(site_ids)} are sites of client {client_id}")
    Pgbelonging.objects.bulk_create(
        belongings,
        update_conflicts=True,
        unique_fields=["pgroup", "people", "assignsites"],
        update_fields=["enable", "modifiedon", "modifiedby"],
    )
    bump(belonging_tags(client_id, people_id))
    bump(members_tags(client_id))


@transaction.atomic
def unassign_sites(  # noqa: PLR0913 - as above
    client_id: int,
    group_id: int,
    site_ids: Collection[int],
    *,
    people_id: int | None = None,
    now: datetime,
    by: int | None = None,
) -> int:
    """Take sites away from a person in a group, or from the group; returns how many.

    One UPDATE: the rows are kept, disabled.
    """
    bump(belonging_tags(client_id, people_id))
    bump(members_tags(client_id))
    return Pgbelonging.objects.filter(
        client=client_id, pgroup=group_id, people=people_id, assignsites__in=site_ids, enable=True
    ).update(enable=False, modifiedon=now, modifiedby=by)
