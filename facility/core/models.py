"""Capabilities: the tree of menus and their items that a client buys and a person is granted."""

from __future__ import annotations

from django.contrib.postgres.indexes import BTreeIndex
from django.db import models

from facility.core.base import SharedModel


class Capability(SharedModel):
    """A menu, or an item of one.

    ``client`` NULL is the base that all clients share; a row with a client adds to it. The grants
    are lists of ``capscode``, by ``cfor``: ``Bt.preferences["capabilities"]["WEB"]`` of the client
    and ``People.extras["capabilities"]["WEB"]`` of the person.
    """

    class For(models.TextChoices):
        """What a capability opens."""

        WEB = "WEB"
        MOB = "MOB"
        REPORT = "REPORT"
        PORTLET = "PORTLET"
        NOC = "NOC"

    capscode = models.CharField(max_length=50)
    capsname = models.CharField(max_length=1000, null=True, blank=True)  # noqa: DJ001
    parent = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="children",
        db_index=False,  # idx_core_capability_parent stands in its place
    )
    cfor = models.CharField(max_length=10, choices=For, default=For.WEB)

    class Meta:
        db_table = "core_capability"
        constraints = [
            models.UniqueConstraint(
                fields=["capscode", "cfor", "client"],
                nulls_distinct=False,
                name="uq_capability_code_for_client",
            ),
        ]
        indexes = [
            BTreeIndex(
                fields=["parent"],
                condition=models.Q(enable=True),
                name="idx_core_capability_parent",
            ),
            BTreeIndex(
                fields=["cfor", "parent"],
                condition=models.Q(enable=True),
                name="idx_core_capability_cfor_parent",
            ),
            BTreeIndex(
                fields=["capscode"],
                condition=models.Q(enable=True),
                name="idx_core_capability_capscode",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capscode} ({self.cfor})"
