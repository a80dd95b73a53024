"""Task and Job."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.privacy import Fact, Technical, Until
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import WORK


class Task(TenantModel):
    """Something a person must do, with the date before which. It points at what it is about by opaque keys and holds no text:
    the title is a key of the screens, the reason to waive it a code."""

    class State(models.TextChoices):
        """Where the task stands."""

        OPEN = "open", _("open")
        DONE = "done", _("done")
        WAIVED = "waived", _("waived")

    kind = models.CharField(_("kind"), max_length=80)
    title_key = models.CharField(max_length=80)
    source_kind = models.CharField(max_length=80)
    source_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    dossier_id = models.UUIDField(null=True)
    due_on = models.DateField(_("due on"), null=True)
    assignee_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    role = models.CharField(_("role"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.UUIDField(null=True)
    reason = models.CharField(_("reason"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "source_kind", "source_id", "kind"], name="task_once_per_source_and_kind"),
            models.CheckConstraint(condition=Q(state="open") ^ Q(closed_at__isnull=False), name="task_closed_has_a_moment"),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(reason=""), name="task_waived_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["municipality", "assignee_id", "due_on"], condition=Q(state="open"), name="task_open_of_person"),
            models.Index(fields=["municipality", "team_id", "due_on"], condition=Q(state="open"), name="task_open_of_team"),
            models.Index(fields=["municipality", "role", "due_on"], condition=Q(state="open"), name="task_open_of_role"),
            models.Index(fields=["municipality", "dossier_id", "due_on"], name="task_of_dossier"),
            models.Index(fields=["municipality", "person_id", "due_on"], name="task_about_person"),
        ]

    class Privacy:
        subject = "person_id"
        dossier = ("dossier_id",)
        person = ("person_id",)
        clock = "dossier"
        kept = Until(WORK, since="closed_at", where=Q(dossier_id__isnull=True, person_id__isnull=True))
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality", "title_key", "source_kind", "source_id", "person_id", "dossier_id", "assignee_id", "team_id",
                "role", "made_at", "made_by", "closed_by",
            ],
            Technical(),
        ) | dict.fromkeys(["kind", "due_on", "state", "closed_at", "reason"], Fact())  # fmt: skip


class Job(TenantModel):
    """Work for the machine. (municipality, kind, key) exists once: asked twice, it is done once.

    `attempts` is counted before the work starts, so that work which kills its worker is counted too. `lease_id` tells the
    worker that claimed it from one that came later; a lease that ran out belongs to nobody.
    """

    class State(models.TextChoices):
        """Where the job stands."""

        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        QUARANTINED = "quarantined", _("set apart")

    kind = models.CharField(_("kind"), max_length=80)
    key = models.CharField(max_length=120)
    args = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    run_after = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(_("total"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    owner_id = models.UUIDField(null=True)
    message = models.CharField(_("message"), max_length=80, blank=True)
    result_id = models.UUIDField(null=True)
    made_at = models.DateTimeField(_("made at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind", "key"], name="job_once_per_key"),
            models.CheckConstraint(condition=Q(state="running") ^ Q(lease_until__isnull=True), name="job_running_has_a_lease"),
            models.CheckConstraint(condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "run_after", "id"],
                condition=Q(state__in=["queued", "running"]),
                name="job_to_do",
            ),
            models.Index(fields=["municipality", "owner_id", "made_at"], name="job_of_owner"),
            models.Index(fields=["municipality", "made_at"], condition=Q(state="quarantined"), name="job_set_apart"),
        ]

    class Privacy:
        subject = None
        clock = "log"
        kept = Until(WORK, since="ended_at")
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality", "kind", "key", "args", "state", "run_after", "attempts", "lease_id", "lease_until", "total", "done",
                "owner_id", "message", "result_id", "made_at", "started_at", "ended_at",
            ],
            Technical(),
        )  # fmt: skip
