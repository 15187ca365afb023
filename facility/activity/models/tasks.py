"""Tasks that recur, their single occurrences, and tours from checkpoint to checkpoint."""

from __future__ import annotations

from django.contrib.postgres.indexes import BTreeIndex
from django.db import models

from facility.core.base import TenantModel


class Identifier(models.TextChoices):
    """What kind of work a task is."""

    TASK = "TASK"
    TOUR = "TOUR"
    PPM = "PPM"
    SITEREPORT = "SITEREPORT"


class Task(TenantModel):
    """Work that recurs by ``cron``, in UTC; all durations are minutes.

    Where ``raiseticket`` is set, an occurrence that nobody did becomes a ticket.
    """

    name = models.CharField(max_length=200)
    cron = models.CharField(max_length=200, blank=True, default="")
    frequency = models.CharField(max_length=20, blank=True, default="")
    identifier = models.CharField(max_length=20, choices=Identifier, default=Identifier.TASK)
    planduration = models.IntegerField(default=0)
    gracetime = models.IntegerField(default=0)
    expirytime = models.IntegerField(default=0)
    raiseticket = models.BooleanField(default=False)
    asset = models.ForeignKey(
        "activity.Asset", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    qset = models.ForeignKey(
        "onboarding.TypeAssist", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    people = models.ForeignKey(
        "peoples.People", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    pgroup = models.ForeignKey(
        "peoples.Pgroup", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey("onboarding.Bt", on_delete=models.RESTRICT, related_name="+")
    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )

    class Meta:
        db_table = "activity_task"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(planduration__gte=0, gracetime__gte=0, expirytime__gte=0),
                name="ck_task_minutes_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaskSchedule(TenantModel):
    """One occurrence of a task.

    ``movedfrom`` is the moment that the plan asked for, where somebody moved the occurrence from
    it: the plan must not be carried out a second time there.
    """

    class Status(models.TextChoices):
        """How far it got; AUTOCLOSED is a task that nobody did in time."""

        ASSIGNED = "ASSIGNED"
        INPROGRESS = "INPROGRESS"
        COMPLETED = "COMPLETED"
        PARTIAL = "PARTIAL"
        AUTOCLOSED = "AUTOCLOSED"

    class JobType(models.TextChoices):
        """Whether the plan asked for it or somebody did."""

        SCHEDULE = "SCHEDULE"
        ADHOC = "ADHOC"

    class ScanType(models.TextChoices):
        """How the person proves to be there."""

        QR = "QR"
        NFC = "NFC"
        SKIP = "SKIP"
        ENTERED = "ENTERED"

    task = models.ForeignKey(
        Task, on_delete=models.RESTRICT, null=True, blank=True, related_name="schedules"
    )
    site = models.ForeignKey(
        "onboarding.Bt",
        on_delete=models.RESTRICT,
        related_name="+",
        db_index=False,  # idx_activity_schedule_site begins with it
    )
    assignedto = models.ForeignKey(
        "peoples.People",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # idx_activity_schedule_person begins with it
    )
    assignedtogroup = models.ForeignKey(
        "peoples.Pgroup",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # idx_activity_schedule_group begins with it
    )
    scheduledon = models.DateTimeField()
    movedfrom = models.DateTimeField(null=True, blank=True)
    expireson = models.DateTimeField()
    startedon = models.DateTimeField(null=True, blank=True)
    completedon = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ASSIGNED)
    jobtype = models.CharField(max_length=20, choices=JobType, default=JobType.SCHEDULE)
    identifier = models.CharField(max_length=20, choices=Identifier, default=Identifier.TASK)
    scantype = models.CharField(max_length=20, choices=ScanType, default=ScanType.QR)
    ticket = models.ForeignKey(
        "y_helpdesk.Ticket", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "activity_taskschedule"
        indexes = [
            BTreeIndex(fields=["site", "scheduledon"], name="idx_activity_schedule_site"),
            BTreeIndex(fields=["scheduledon", "completedon"], name="idx_activity_schedule_period"),
            BTreeIndex(fields=["assignedto", "scheduledon"], name="idx_activity_schedule_person"),
            BTreeIndex(
                fields=["assignedtogroup", "scheduledon"], name="idx_activity_schedule_group"
            ),
            BTreeIndex(
                fields=["scheduledon"],
                condition=models.Q(completedon__isnull=True),
                name="idx_activity_schedule_undone",
            ),
            # What was closed undone stays undone for ever; what is open is a small part of it.
            BTreeIndex(
                fields=["client", "scheduledon", "id"],
                condition=models.Q(completedon__isnull=True, status__in=["ASSIGNED", "INPROGRESS"]),
                name="idx_activity_schedule_open",
            ),
            BTreeIndex(
                fields=["movedfrom"],
                condition=models.Q(movedfrom__isnull=False),
                name="idx_activity_schedule_moved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} on {self.scheduledon}"


class TourActivity(TenantModel):
    """A tour being walked: one occurrence of a task with identifier TOUR."""

    tour = models.ForeignKey(
        TaskSchedule,
        on_delete=models.RESTRICT,
        related_name="activities",
        db_index=False,  # idx_activity_tour_visits begins with it
    )
    checkpoint = models.ForeignKey(
        "activity.Asset", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    visitedon = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "activity_touractivity"
        indexes = [BTreeIndex(fields=["tour", "createdon"], name="idx_activity_tour_visits")]

    def __str__(self) -> str:
        return f"{self.tour_id} at {self.checkpoint_id}"
