"""Changes of the escalation matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from facility.onboarding.codes import find_code
from facility.peoples.models import People, Pgroup
from facility.y_helpdesk.models import EscalationMatrix
from facility.y_helpdesk.statuses import CATEGORY_LIST

if TYPE_CHECKING:
    from datetime import datetime


class Wanted(NamedTuple):
    """What a step shall be: a ticket of the category climbs to the level after this time.

    With neither person nor group it stays with whom it is.
    """

    category: str
    level: int
    frequency: EscalationMatrix.Frequency
    frequencyvalue: int
    person_id: int | None = None
    group_id: int | None = None


@transaction.atomic
def set_step(client_id: int, wanted: Wanted, *, now: datetime) -> EscalationMatrix:
    """Make or change a step of a client. Three statements, one more for each person and group.

    Raises:
        TypeAssist.DoesNotExist: there is no such category.
        People.DoesNotExist: the client has no such person.
        Pgroup.DoesNotExist: the client has no such group.
    """
    template = find_code(client_id, CATEGORY_LIST, wanted.category)
    found = EscalationMatrix.objects.select_for_update().filter(
        client=client_id, template=template, level=wanted.level, enable=True
    )
    # Of two rows for the same step the older one counts, so it is the one to change.
    step = found.order_by("id").first() or EscalationMatrix(
        client_id=client_id, template=template, level=wanted.level, createdon=now
    )
    step.frequency = wanted.frequency
    step.frequencyvalue = wanted.frequencyvalue
    step.assignedperson = None
    if wanted.person_id is not None:
        step.assignedperson = People.objects.only("id").get(
            id=wanted.person_id, client=client_id, enable=True
        )
    step.assignedgroup = None
    if wanted.group_id is not None:
        step.assignedgroup = Pgroup.objects.only("id").get(
            id=wanted.group_id, client=client_id, enable=True
        )
    step.modifiedon = now
    step.save()
    return step
