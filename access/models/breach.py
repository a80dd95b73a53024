"""Something went wrong with data: what, discovered when, and everything that was done about it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models.accounts import User
from access.states import BreachKind, BreachOutcome, BreachRisk, BreachState, BreachStepKind
from privacy_domain.crypto.fields import EncryptedJSONField, EncryptedTextField
from privacy_domain.privacy import Along, Personal, Technical, Until
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import BREACH, TYPED


class Breach(TenantModel):
    """A report. `content` is what its reporter typed and did not send yet; the rest is filled when it is sent, `discovered_at` as soon
    as it is known, because both clocks run from the first discovery (leek-2018 art. 3 lid 3; avg art. 33). `subject` is the dossier it
    is about, where there is one. Kept at least three years, and longer than a dossier it names."""

    encryption_key: ClassVar = ("municipality", "municipality_id")

    state = models.CharField(_("state"), max_length=10, choices=BreachState, default=BreachState.DRAFT)
    reporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("reported by"))
    begun_at = models.DateTimeField(_("begun on"))
    version = models.PositiveIntegerField(_("version"), default=0)
    saved_at = models.DateTimeField(_("saved on"))
    content = EncryptedJSONField(_("typed"), default=dict)
    kind = models.CharField(_("what went wrong"), max_length=20, choices=BreachKind, blank=True, default="")
    happened = EncryptedTextField(_("what happened"), max_length=4000, blank=True, default="", multiline=True)
    discovered_at = models.DateTimeField(_("discovered on"), null=True, blank=True)
    dossier_number = models.CharField(_("number of the dossier"), max_length=20, blank=True, default="")
    subject = models.UUIDField(_("subject"), null=True, blank=True)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True, default="")
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    internal_by = models.DateTimeField(_("to be reported inside by"), null=True, blank=True)
    regulator_by = models.DateTimeField(_("to be reported to the regulator by"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lessons = EncryptedTextField(_("what is done to prevent it"), max_length=4000, blank=True, default="", multiline=True)

    class Meta:
        verbose_name = _("data breach")
        verbose_name_plural = _("data breaches")
        indexes = [
            models.Index(fields=["municipality", "-discovered_at"], name="breach_by_day"),
            models.Index(fields=["reporter"], name="breach_by_reporter"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reporter"], condition=Q(state=BreachState.DRAFT), name="breach_one_draft"),
            models.CheckConstraint(condition=Q(state=BreachState.DRAFT) ^ Q(reported_at__isnull=False), name="breach_reported_when"),
            models.CheckConstraint(condition=Q(state=BreachState.DRAFT) | Q(discovered_at__isnull=False) & ~Q(kind=""), name="breach_says_what"),
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | Q(discovered_at__lte=models.F("reported_at")), name="breach_reported_after_discovery"
            ),
            models.CheckConstraint(condition=~(Q(closed_at__isnull=True) ^ Q(closed_by__isnull=True)), name="breach_closed_pair"),
            models.CheckConstraint(condition=Q(state=BreachState.CLOSED) ^ Q(closed_at__isnull=True), name="breach_closed_when"),
        ]

    class Privacy:
        subject = None
        clock = "log"
        kept = (Until(BREACH, since="closed_at"), Until(TYPED, since="saved_at", where=Q(state=BreachState.DRAFT)))
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality", "state", "reporter", "begun_at", "version", "saved_at", "kind", "discovered_at", "dossier_number", "subject",
                "protocol_version", "citations", "internal_by", "regulator_by", "reported_at", "closed_at", "closed_by",
            ],
            Technical(),
        ) | dict.fromkeys(["content", "happened", "lessons"], Personal())  # fmt: skip


class BreachStep(TenantModel):
    """One thing that was done about it, when and by whom; never changed. What was decided last counts, and no longer than the
    assessment it rests on."""

    encryption_key: ClassVar = ("municipality", "municipality_id")

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=12, choices=BreachStepKind)
    risk = models.CharField(_("risk"), max_length=10, choices=BreachRisk, blank=True, default="")
    outcome = models.CharField(_("outcome"), max_length=10, choices=BreachOutcome, blank=True, default="")
    done_at = models.DateTimeField(_("done on"))
    text = EncryptedTextField(_("explanation"), max_length=4000, blank=True, default="", multiline=True)
    reference = EncryptedTextField(_("reference"), max_length=100, blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("step about a data breach")
        verbose_name_plural = _("steps about data breaches")
        indexes = [models.Index(fields=["breach", "recorded_at"], name="breach_step_order")]
        constraints = [
            models.CheckConstraint(condition=Q(kind=BreachStepKind.ASSESSMENT) ^ Q(risk=""), name="breach_assessment_says_risk"),
            models.CheckConstraint(
                condition=Q(kind__in=[BreachStepKind.REGULATOR, BreachStepKind.PEOPLE]) ^ Q(outcome=""), name="breach_decision_says_outcome"
            ),
            models.CheckConstraint(condition=Q(done_at__lte=models.F("recorded_at")), name="breach_step_recorded_after"),
        ]

    class Privacy:
        subject = None
        clock = "log"
        kept = Along("breach")
        fields: ClassVar = dict.fromkeys(
            ["id", "municipality", "breach", "kind", "risk", "outcome", "done_at", "recorded_at", "recorded_by"], Technical()
        ) | dict.fromkeys(["text", "reference"], Personal())


class BreachAffected(TenantModel):
    """A subject whose data are in it, as the privacy officer found in the log or in the ledger. An opaque reference: it says that
    there was a breach also when the subject has gone."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="affected")
    subject = models.UUIDField(_("subject"))
    found_in = models.CharField(_("found in"), max_length=10)
    added_at = models.DateTimeField(_("added on"))
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("subject of a data breach")
        verbose_name_plural = _("subjects of data breaches")
        constraints = [models.UniqueConstraint(fields=["breach", "subject"], name="breach_affects_once")]

    class Privacy:
        subject = None
        clock = "log"
        kept = Along("breach")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "breach", "subject", "found_in", "added_at", "added_by"], Technical())
