"""Tickets, and the matrix by which an unresolved one climbs from level to level."""

from __future__ import annotations

from django.contrib.postgres.indexes import BTreeIndex
from django.db import models

from facility.core.base import TenantModel


class Ticket(TenantModel):
    """Something to be put right at a site.

    ``status`` is a code of the list TICKETSTATUS (see ``facility.y_helpdesk.statuses``);
    ``category`` is also the escalation template; ``ticketlog`` is the list of what happened, each
    entry with ``when`` (ISO 8601), ``who`` (id of a person or null) and ``what``.
    """

    class Priority(models.TextChoices):
        """How much it matters."""

        LOW = "LOW"
        MEDIUM = "MEDIUM"
        HIGH = "HIGH"

    class Source(models.TextChoices):
        """Whether a person raised it or a missed task did."""

        USER = "USER"
        SYSTEM = "SYSTEM"

    ticketno = models.CharField(max_length=30, unique=True)
    ticketdesc = models.TextField()
    site = models.ForeignKey("onboarding.Bt", on_delete=models.RESTRICT, related_name="+")
    status = models.ForeignKey("onboarding.TypeAssist", on_delete=models.RESTRICT, related_name="+")
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.MEDIUM)
    category = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    assignedto = models.ForeignKey(
        "peoples.People", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    assignedtogroup = models.ForeignKey(
        "peoples.Pgroup", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    asset = models.ForeignKey(
        "activity.Asset", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    location = models.ForeignKey(
        "activity.Location", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    level = models.IntegerField(default=0)
    isescalated = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source, default=Source.USER)
    comments = models.CharField(max_length=250, blank=True, default="")
    ticketlog = models.JSONField(default=list, blank=True)
    resolvedon = models.DateTimeField(null=True, blank=True)
    closedon = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "y_helpdesk_ticket"
        # Site and assignee alone are served by the indexes that Django makes for foreign keys.
        indexes = [
            BTreeIndex(
                fields=["status", "createdon"],
                condition=models.Q(enable=True),
                name="idx_y_helpdesk_ticket_escalation",
            ),
            BTreeIndex(
                fields=["site", "status", "createdon"], name="idx_y_helpdesk_ticket_site_list"
            ),
            BTreeIndex(fields=["client", "-createdon", "-id"], name="idx_y_helpdesk_ticket_page"),
            BTreeIndex(
                fields=["createdon"],
                condition=models.Q(resolvedon__isnull=True, enable=True),
                name="idx_y_helpdesk_ticket_open",
            ),
        ]

    def __str__(self) -> str:
        return self.ticketno


class EscalationMatrix(TenantModel):
    """To whom a ticket of a template goes at a level, and how long after it was raised."""

    class Frequency(models.TextChoices):
        """The unit of ``frequencyvalue``."""

        MINUTE = "MINUTE"
        HOUR = "HOUR"
        DAY = "DAY"
        WEEK = "WEEK"

    template = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, related_name="+"
    )
    level = models.PositiveIntegerField()
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.MINUTE)
    frequencyvalue = models.PositiveIntegerField(default=0)
    assignedperson = models.ForeignKey(
        "peoples.People", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    assignedgroup = models.ForeignKey(
        "peoples.Pgroup", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    notify = models.BooleanField(default=False)

    class Meta:
        db_table = "y_helpdesk_escalationmatrix"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(frequencyvalue__gte=0), name="ck_escalation_value_not_negative"
            ),
        ]
        indexes = [
            BTreeIndex(fields=["template", "level"], name="idx_y_helpdesk_matrix_level"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} level {self.level}"
