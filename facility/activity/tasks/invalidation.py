"""Which cached answers about tasks a saved or deleted row makes untrue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver

from facility.activity.models import Task, TaskSchedule
from facility.activity.tasks.tags import members_tags, names_tags, schedule_tags, sites_tags
from facility.core.cache_tags import CHANGED, bump
from facility.onboarding.models import Bt
from facility.onboarding.signals import business_units_changed
from facility.peoples.models import People, Pgbelonging, Pgroup

if TYPE_CHECKING:
    from collections.abc import Iterable


@receiver(business_units_changed)
def sites_changed(client_ids: Iterable[int], site_ids: Iterable[int], **_: object) -> None:
    """Sites of clients were enabled, disabled, renamed or moved, one or many at once."""
    bump(sites_tags(client_ids, site_ids))


@receiver(CHANGED, sender=TaskSchedule)
def schedule_changed(instance: TaskSchedule, **_: object) -> None:
    """The lists and the month that the occurrence stands in."""
    bump(schedule_tags(instance))


@receiver(CHANGED, sender=Task)
def task_changed(instance: Task, **_: object) -> None:
    """A task's name in the client's lists."""
    bump(names_tags(instance.client_id))


@receiver(CHANGED, sender=People)
def person_changed(instance: People, **_: object) -> None:
    """An assignee's name in the client's lists."""
    bump(names_tags(instance.client_id))


@receiver(CHANGED, sender=Pgroup)
def group_changed(instance: Pgroup, **_: object) -> None:
    """A group's name in the client's lists, and whether its tasks are its members'."""
    bump(names_tags(instance.client_id))


@receiver(CHANGED, sender=Pgbelonging)
def membership_changed(instance: Pgbelonging, **_: object) -> None:
    """Whose the tasks of a group are."""
    bump(members_tags(instance.client_id))


@receiver(CHANGED, sender=Bt)
def business_unit_changed(instance: Bt, **_: object) -> None:
    """A site's name, and whether it is shown at all."""
    sites_changed([instance.client_id or instance.id], [instance.id])
