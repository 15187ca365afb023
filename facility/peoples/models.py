"""People, their groups, and which of them works in which group at which site."""

from __future__ import annotations

from django.db import models

from facility.core.base import TenantModel


class People(TenantModel):
    """A person who works for a client.

    ``extras["capabilities"]`` maps each kind of capability to the list of codes granted.
    """

    peoplecode = models.CharField(max_length=50)
    peoplename = models.CharField(max_length=120)
    loginid = models.CharField(max_length=50, unique=True)
    bu = models.ForeignKey("onboarding.Bt", on_delete=models.RESTRICT, related_name="+")
    designation = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    worktype = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    reportto = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="reports"
    )
    isadmin = models.BooleanField(default=False)
    isverified = models.BooleanField(default=False)
    email = models.EmailField(blank=True, default="")
    mobno = models.CharField(max_length=15, blank=True, default="")
    deviceid = models.CharField(max_length=50, blank=True, default="")
    doj = models.DateField(null=True, blank=True)
    extras = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "peoples_people"
        constraints = [
            models.UniqueConstraint(fields=["peoplecode", "bu"], name="uq_people_code_bu"),
        ]

    def __str__(self) -> str:
        return self.peoplename


class Pgroup(TenantModel):
    """A group of people, or of sites, that work is assigned to."""

    groupname = models.CharField(max_length=250)
    identifier = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    bu = models.ForeignKey(
        "onboarding.Bt", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "peoples_pgroup"
        constraints = [
            models.UniqueConstraint(
                fields=["groupname", "identifier", "client"],
                nulls_distinct=False,
                name="uq_pgroup_name_ident_client",
            ),
        ]

    def __str__(self) -> str:
        return self.groupname


class Pgbelonging(TenantModel):
    """That a person is in a group at a site (``assignsites``)."""

    pgroup = models.ForeignKey(Pgroup, on_delete=models.RESTRICT, related_name="belongings")
    people = models.ForeignKey(
        People, on_delete=models.RESTRICT, null=True, blank=True, related_name="belongings"
    )
    assignsites = models.ForeignKey(
        "onboarding.Bt", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "peoples_pgbelonging"
        constraints = [
            models.UniqueConstraint(
                fields=["pgroup", "people", "assignsites"],
                nulls_distinct=False,
                name="uq_pgbelonging_group_who_site",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.people_id} in {self.pgroup_id}"
