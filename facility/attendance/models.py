"""Who was where, from when to when."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from facility.core.base import TenantModel


class Attendance(TenantModel):
    """A stay of a person at a site.

    ``datefor`` is the day the shift began on: a night shift's check-out lies on the day after,
    and a missing check-out is NULL. Nothing makes a day unique: duplicates occur.
    """

    people = models.ForeignKey("peoples.People", on_delete=models.RESTRICT, related_name="+")
    site = models.ForeignKey("onboarding.Bt", on_delete=models.RESTRICT, related_name="+")
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

    def __str__(self) -> str:
        return f"{self.people_id} on {self.datefor}"
