"""Locations within a site, assets, and the history of an asset's status."""

from __future__ import annotations

from django.contrib.postgres.indexes import BTreeIndex
from django.db import models

from facility.core import clock
from facility.core.base import TenantModel


class Location(TenantModel):
    """A place within a site: a floor, a room."""

    loccode = models.CharField(max_length=50)
    locname = models.CharField(max_length=250)
    site = models.ForeignKey("onboarding.Bt", on_delete=models.RESTRICT, related_name="+")
    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )
    iscritical = models.BooleanField(default=False)

    class Meta:
        db_table = "activity_location"
        constraints = [
            models.UniqueConstraint(
                fields=["loccode", "site", "client"], name="uq_location_code_site_client"
            ),
        ]

    def __str__(self) -> str:
        return self.loccode


class Asset(TenantModel):
    """A thing that is looked after, or a point that is visited (CHECKPOINT)."""

    class Identifier(models.TextChoices):
        """What stands behind the row; NEA is a non-engineering asset."""

        ASSET = "ASSET"
        CHECKPOINT = "CHECKPOINT"
        NEA = "NEA"

    assetcode = models.CharField(max_length=50)
    assetname = models.CharField(max_length=250)
    site = models.ForeignKey(
        "onboarding.Bt",
        on_delete=models.RESTRICT,
        related_name="+",
        db_index=False,  # idx_activity_asset_site_status begins with it
    )
    assettype = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    status = models.ForeignKey("onboarding.TypeAssist", on_delete=models.RESTRICT, related_name="+")
    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )
    category = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    brand = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    iscritical = models.BooleanField(default=False)
    location = models.ForeignKey(
        Location, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    identifier = models.CharField(max_length=20, choices=Identifier, default=Identifier.ASSET)
    asset_json = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "activity_asset"
        constraints = [
            models.UniqueConstraint(
                fields=["assetcode", "site", "client"], name="uq_asset_code_site_client"
            ),
        ]
        # Status alone is served by the index that Django makes for the foreign key. For WORKING,
        # six of seven assets, the planner rightly reads the table instead of any index.
        indexes = [
            BTreeIndex(fields=["site", "assettype", "status"], name="idx_activity_asset_site_type"),
            BTreeIndex(fields=["site", "status"], name="idx_activity_asset_site_status"),
        ]

    def __str__(self) -> str:
        return self.assetcode


class AssetLog(TenantModel):
    """That an asset went from one status to another."""

    asset = models.ForeignKey(
        Asset,
        on_delete=models.RESTRICT,
        related_name="log",
        db_index=False,  # idx_activity_assetlog_asset_at begins with it
    )
    old = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    new = models.ForeignKey("onboarding.TypeAssist", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    people = models.ForeignKey(
        "peoples.People", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "activity_assetlog"
        indexes = [
            BTreeIndex(fields=["asset", "at"], name="idx_activity_assetlog_asset_at"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} at {self.at}"
