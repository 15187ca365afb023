"""Who was where, from when to when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, BTreeIndex
from django.db import models

from facility.core.base import TenantModel


class Attendance(TenantModel):
    """A stay of a person at a site.

    ``datefor`` is the day the shift began on: a night shift's check-out lies on the day after,
    and a missing check-out is NULL. A check-in lies on that day or on a day beside it (see
    ``facility.attendance.days``). Nothing makes a day unique: duplicates occur.
    """

    # People and site have no index of their own: each leads one of those below.
    people = models.ForeignKey(
        "peoples.People", on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    site = models.ForeignKey(
        "onboarding.Bt", on_delete=models.RESTRICT, related_name="+", db_index=False
    )
    shift = models.ForeignKey(
        "onboarding.Shift", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    datefor = models.DateField()
    checkin_time = models.DateTimeField(null=True, blank=True)
    checkout_time = models.DateTimeField(null=True, blank=True)
    eventtype = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, related_name="+"
    )
    gps_in_lat = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    gps_in_lon = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    gps_out_lat = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    gps_out_lon = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.FloatField(default=0.0, help_text="metres")
    distance = models.FloatField(default=0.0, help_text="metres from the site")
    face_in = models.BooleanField(default=False)
    face_out = models.BooleanField(default=False)
    verifiedby = models.ForeignKey(
        "peoples.People", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    deviceid = models.CharField(max_length=50, blank=True, default="")
    transportmodes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    extras = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "attendance_attendance"
        indexes = [
            BTreeIndex(fields=["people", "checkin_time"], name="idx_attendance_people_checkin"),
            BTreeIndex(fields=["site", "checkin_time"], name="idx_attendance_site_checkin"),
            BTreeIndex(
                fields=["checkin_time", "checkout_time"], name="idx_attendance_checkin_checkout"
            ),
            # Holds every column that the summary reads.
            BTreeIndex(
                fields=["site", "datefor"],
                include=["client", "people", "shift", "checkin_time", "checkout_time"],
                condition=models.Q(enable=True),
                name="idx_attendance_site_day",
            ),
            BTreeIndex(
                fields=["client", "-checkin_time", "-id"],
                condition=models.Q(checkout_time__isnull=True, enable=True),
                name="idx_attendance_open",
            ),
            BrinIndex(fields=["checkin_time"], name="idx_attendance_checkin_brin"),
        ]

    def __str__(self) -> str:
        return f"{self.people_id} on {self.datefor}"
