"""Coded lists, the business tree from client to site, and the shifts worked at sites."""

from __future__ import annotations

from django.contrib.postgres.indexes import BTreeIndex
from django.db import models

from facility.core.base import SharedModel, TenantModel


class TypeAssist(SharedModel):
    """A code of a coded list; a list is the row whose ``tatype`` is NULL."""

    tacode = models.CharField(max_length=50)
    taname = models.CharField(max_length=100)
    tatype = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="codes"
    )

    class Meta:
        db_table = "onboarding_typeassist"
        constraints = [
            models.UniqueConstraint(
                fields=["tacode", "tatype", "client"],
                nulls_distinct=False,
                name="uq_typeassist_code_type_client",
            ),
        ]

    def __str__(self) -> str:
        return self.tacode


class Bt(SharedModel):
    """A node of the business tree: client, region, branch, site or zone, by ``identifier``.

    ``client`` is the client's own node, NULL on the root and on the clients themselves. A client's
    ``preferences["capabilities"]`` maps each kind of capability to the list of codes bought.
    """

    bucode = models.CharField(max_length=30)
    buname = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="children",
        db_index=False,  # idx_onboarding_bt_parent stands in its place
    )
    identifier = models.ForeignKey(TypeAssist, on_delete=models.RESTRICT, related_name="+")
    butype = models.ForeignKey(
        TypeAssist, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    siteincharge = models.ForeignKey(
        "peoples.People", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    preferences = models.JSONField(default=dict, blank=True)
    gps_lat = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    gps_lon = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    pdist = models.FloatField(default=0.0)
    iswarehouse = models.BooleanField(default=False)
    gpsenable = models.BooleanField(default=False)
    isvendor = models.BooleanField(default=False)
    isserviceprovider = models.BooleanField(default=False)

    class Meta:
        db_table = "onboarding_bt"
        constraints = [
            models.UniqueConstraint(
                fields=["bucode", "parent", "identifier"],
                nulls_distinct=False,
                name="uq_bt_code_parent_identifier",
            ),
        ]
        indexes = [
            BTreeIndex(
                fields=["parent"],
                condition=models.Q(enable=True),
                name="idx_onboarding_bt_parent",
            ),
            BTreeIndex(
                fields=["identifier", "parent"],
                condition=models.Q(enable=True),
                name="idx_onboarding_bt_ident_parent",
            ),
            BTreeIndex(
                fields=["bucode"],
                condition=models.Q(enable=True),
                name="idx_onboarding_bt_bucode",
            ),
        ]

    def __str__(self) -> str:
        return self.bucode


class Shift(TenantModel):
    """Working hours at a site; a night shift ends on the day after it began."""

    site = models.ForeignKey(Bt, on_delete=models.RESTRICT, related_name="+")
    name = models.CharField(max_length=50)
    designation = models.ForeignKey(
        TypeAssist, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    starttime = models.TimeField()
    endtime = models.TimeField()
    duration = models.PositiveIntegerField(help_text="minutes")
    nightshift = models.BooleanField(default=False)
    peoplecount = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "onboarding_shift"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "site", "designation", "client"],
                nulls_distinct=False,
                name="uq_shift_name_site_desig_client",
            ),
        ]

    def __str__(self) -> str:
        return self.name
