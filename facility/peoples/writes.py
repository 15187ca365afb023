"""Changes of people that decide what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from facility.core.cache_tags import bump
from facility.peoples.models import People

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
    return People.objects.filter(client_id=client_id, id__in=ids).update(
        isadmin=isadmin, modifiedon=now
    )
