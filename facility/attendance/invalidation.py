"""Which cached attendance reports a saved or deleted row makes untrue.

A row knows where it is, not where it was: who moves a stay bumps the tags of its old place.
"""

from __future__ import annotations

from django.dispatch import receiver

from facility.attendance.models import Attendance
from facility.attendance.tags import people_tag, person_tag, setup_tag, stay_tags
from facility.core.cache_tags import CHANGED, bump
from facility.onboarding.models import Bt, Shift
from facility.peoples.models import People


@receiver(CHANGED, sender=Attendance)
def stay_changed(instance: Attendance, **_: object) -> None:
    """The month of its site and client, and its person."""
    bump(stay_tags(instance.client_id, instance.site_id, instance.people_id, instance.datefor))


@receiver(CHANGED, sender=Shift)
def shift_changed(instance: Shift, **_: object) -> None:
    """Who was late, and the shift's name, in every report of the client."""
    bump([setup_tag(instance.client_id)])


@receiver(CHANGED, sender=Bt)
def business_unit_changed(instance: Bt, **_: object) -> None:
    """A site's name in the client's reports."""
    bump([setup_tag(instance.client_id or instance.id)])


@receiver(CHANGED, sender=People)
def person_changed(instance: People, **_: object) -> None:
    """The person's months, and who belongs to the sites of the client."""
    bump([person_tag(instance.id), people_tag(instance.client_id)])
