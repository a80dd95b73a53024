"""Looking at who looked: each week a short list of looks to ask after."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models import Team
from dossiers.states.oversight import LookFinding, LookPattern, LookReviewState
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Along, Personal, Technical, Until
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import LOG

_UNDER_WAY = [state for state in LookReviewState if state != LookReviewState.CLOSED]


class LookWeek(TenantModel):
    """A week whose looks were gone through: made once, with the figures that say how much of it the list shows."""

    week = models.DateField(_("Monday of the week"))
    looks = models.PositiveIntegerField(_("looks"))
    employees = models.PositiveIntegerField(_("employees who looked"))
    listed = models.PositiveIntegerField(_("lines on the list"))
    left_out = models.PositiveIntegerField(_("lines that the list had no room for"))
    made_at = models.DateTimeField(_("made on"))

    class Meta:
        verbose_name = _("week of looks")
        verbose_name_plural = _("weeks of looks")
        constraints = [models.UniqueConstraint(fields=["municipality", "week"], name="look_week_once")]

    class Privacy:
        subject = None
        clock = "log"
        kept = Until(LOG, since="made_at", where=~Q(lines__state__in=_UNDER_WAY))
        fields: ClassVar = dict.fromkeys(["id", "municipality", "week", "looks", "employees", "listed", "left_out", "made_at"], Technical())


class LookReview(TenantModel):
    """One employee and one subject in one week (no subject: many dossiers at once), what was odd about it, and what he said.

    An opaque subject, as in the log: that it was asked after must outlive the dossier. What is asked and answered may name
    somebody, and is sealed.
    """

    encryption_key: ClassVar = ("municipality", "municipality_id")

    week = models.ForeignKey(LookWeek, on_delete=models.PROTECT, related_name="lines")
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("employee"))
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team"))
    subject = models.UUIDField(_("subject"), null=True, blank=True)
    patterns = ArrayField(models.CharField(max_length=20, choices=LookPattern), verbose_name=_("what was seen"))
    weight = models.PositiveSmallIntegerField(_("weight"))
    looks = models.PositiveIntegerField(_("looks"))
    days = models.PositiveSmallIntegerField(_("days"))
    dossiers = models.PositiveIntegerField(_("dossiers"), default=1)
    outside = models.PositiveIntegerField(_("looks outside working hours"), default=0)
    first_at = models.DateTimeField(_("first look"))
    last_at = models.DateTimeField(_("last look"))
    state = models.CharField(_("state"), max_length=10, choices=LookReviewState, default=LookReviewState.OPEN)
    question = EncryptedTextField(_("question"), max_length=1000, multiline=True, blank=True, default="")
    asked_at = models.DateTimeField(_("asked on"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = EncryptedTextField(_("answer"), max_length=2000, multiline=True, blank=True, default="")
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    finding = models.CharField(_("what came of it"), max_length=20, choices=LookFinding, blank=True, default="")
    note = EncryptedTextField(_("explanation"), max_length=2000, multiline=True, blank=True, default="")
    closed_at = models.DateTimeField(_("done on"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("look to ask after")
        verbose_name_plural = _("looks to ask after")
        indexes = [models.Index(fields=["municipality", "state", "-weight"], name="look_review_open")]
        constraints = [
            models.UniqueConstraint(fields=["week", "employee", "subject"], name="look_review_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(asked_at__isnull=True) ^ Q(asked_by__isnull=False), name="look_review_asked_when_and_by_whom"),
            models.CheckConstraint(condition=~Q(asked_by=models.F("employee")), name="look_review_asked_by_another"),
            models.CheckConstraint(condition=~Q(state=LookReviewState.ASKED) | Q(asked_at__isnull=False), name="look_review_asked"),
            models.CheckConstraint(condition=~Q(state=LookReviewState.ANSWERED) | Q(answered_at__isnull=False), name="look_review_answered"),
            models.CheckConstraint(condition=Q(closed_at__isnull=True) ^ Q(closed_by__isnull=False), name="look_review_closed_when_and_by_whom"),
            models.CheckConstraint(condition=~Q(closed_by=models.F("employee")), name="look_review_closed_by_another"),
            models.CheckConstraint(condition=Q(state=LookReviewState.CLOSED) ^ Q(closed_at__isnull=True), name="look_review_closed"),
            models.CheckConstraint(condition=Q(finding="") ^ Q(closed_at__isnull=False), name="look_review_closed_with_a_finding"),
        ]

    class Privacy:
        subject = None
        clock = "log"
        kept = Along("week")
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality", "week", "employee", "team", "subject", "patterns", "weight", "looks", "days", "dossiers", "outside", "first_at",
                "last_at", "state", "asked_at", "asked_by", "answered_at", "finding", "closed_at", "closed_by",
            ],
            Technical(),
        ) | dict.fromkeys(["question", "answer", "note"], Personal())  # fmt: skip
