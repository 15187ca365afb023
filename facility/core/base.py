"""What all tables have in common.

``createdon`` and ``modifiedon`` take their default from the fixed clock and are never stamped
by ``auto_now``: a write that changes a row sets ``modifiedon`` from the ``now`` it was given.
"""

from __future__ import annotations

from django.db import models

from facility.core import clock


class AuditedModel(models.Model):
    """A row that can be disabled and knows who made and changed it, and when.

    The two columns of people carry no index: nothing is ever looked up by them, and on the big
    tables each would cost as much as the table's own key.
    """

    enable = models.BooleanField(default=True)
    createdon = models.DateTimeField(default=clock.now)
    modifiedon = models.DateTimeField(default=clock.now)
    createdby = models.ForeignKey(
        "peoples.People",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    modifiedby = models.ForeignKey(
        "peoples.People",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True


class TenantModel(AuditedModel):
    """A row that belongs to exactly one client."""

    client = models.ForeignKey("onboarding.Bt", on_delete=models.RESTRICT, related_name="+")

    class Meta:
        abstract = True


class SharedModel(AuditedModel):
    """A row that belongs to one client, or, where ``client`` is NULL, to all of them."""

    client = models.ForeignKey(
        "onboarding.Bt", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
