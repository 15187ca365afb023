"""Reports that are sent by a schedule."""

from __future__ import annotations

from django.contrib.postgres.indexes import BTreeIndex
from django.db import models

from facility.core.base import TenantModel


class ScheduleReport(TenantModel):
    """A report that is due at ``nextruntime`` and then every ``cron``."""

    report_name = models.CharField(max_length=100)
    cron = models.CharField(max_length=200, blank=True, default="")
    site = models.ForeignKey(
        "onboarding.Bt", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    to_addr = models.JSONField(default=list, blank=True)
    nextruntime = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "reports_schedulereport"
        indexes = [
            BTreeIndex(fields=["enable", "nextruntime"], name="idx_reports_schedule_due"),
        ]

    def __str__(self) -> str:
        return self.report_name
