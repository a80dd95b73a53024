"""A complaint, an objection, or a second request to the college: what it is against, its stages, its days, how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical
from requests.models.request import SubjectRequest
from requests.states import CaseKind, CaseOutcome, CaseState, CaseStepKind, CaseTarget, Received, RequestKind


class Case(DossierRow):
    """Somebody is not content with how his data were handled, or with a decision about them (leek-2018 and landsmeer-2016 art. 14;
    leiden-2016 art. 18 lid 3 and 19; awb title 9.1 and chapter 7). It belongs to a dossier, and to a decision on a request where there is one.

    `stage` is where a complaint stands, a code of the protocol of the day of receipt. A second request (Leek) asks again for what was
    refused: `asked`. `decided_on` is the day on which the decision was sent that it is against; `file_by` and `due_on` follow from it."""

    number = models.CharField(_("number"), max_length=10, editable=False)
    kind = models.CharField(_("kind of case"), max_length=15, choices=CaseKind)
    request = models.ForeignKey(SubjectRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    target = models.CharField(_("against whom"), max_length=15, choices=CaseTarget)
    organisation = EncryptedTextField(_("other organisation"), max_length=200, blank=True, default="")
    asked = models.CharField(_("what is asked again"), max_length=15, choices=RequestKind, blank=True, default="")
    channel = models.CharField(_("how it came in"), max_length=10, choices=Received)
    received_on = models.DateField(_("received on"))
    words = EncryptedTextField(_("in the person's own words"), max_length=4000, multiline=True)
    decided_on = models.DateField(_("decision sent on"), null=True, blank=True)
    file_by = models.DateField(_("to be filed by"), null=True, blank=True)
    late_because = EncryptedTextField(_("why it is heard though it came too late"), max_length=1000, blank=True, default="", multiline=True)
    committee = models.BooleanField(_("a committee advises"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=CaseState, default=CaseState.RECEIVED)
    stage = models.CharField(_("stage"), max_length=20, blank=True, default="")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("last day"), null=True, blank=True)
    adjourned_on = models.DateField(_("adjourned on"), null=True, blank=True)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True, default="")
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    registered_at = models.DateTimeField(_("registered on"))
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=15, choices=CaseOutcome, blank=True, default="")
    findings = EncryptedTextField(_("findings and conclusion"), max_length=4000, blank=True, default="", multiline=True)
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("complaint or objection")
        verbose_name_plural = _("complaints and objections")
        indexes = [
            models.Index(fields=["municipality", "due_on"], condition=Q(ended_at__isnull=True), name="case_by_last_day"),
            models.Index(fields=["handler"], condition=Q(ended_at__isnull=True), name="case_of_handler"),
            models.Index(fields=["dossier"], name="case_of_dossier"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="case_number"),
            models.CheckConstraint(
                condition=Q(state=CaseState.RUNNING) ^ Q(handler__isnull=True) | Q(ended_at__isnull=False), name="case_running_is_handled"
            ),
            models.CheckConstraint(
                condition=~(Q(state=CaseState.ENDED) ^ Q(ended_at__isnull=False, ended_by__isnull=False)), name="case_ended_when_by"
            ),
            models.CheckConstraint(condition=Q(state=CaseState.ENDED) ^ Q(outcome=""), name="case_ended_how"),
            models.CheckConstraint(condition=Q(kind=CaseKind.SECOND_REQUEST) ^ Q(asked=""), name="case_asks_again"),
            models.CheckConstraint(condition=Q(kind=CaseKind.COMPLAINT) ^ Q(stage=""), name="case_complaint_has_a_stage"),
            models.CheckConstraint(condition=~Q(kind=CaseKind.OBJECTION) | Q(decided_on__isnull=False), name="case_objection_to_a_decision"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "number", "request", "handler", "registered_by", "ended_by"], Technical())
            | dict.fromkeys(
                [
                    "kind", "target", "asked", "channel", "received_on", "decided_on", "file_by", "committee", "state", "stage", "due_on",
                    "adjourned_on", "protocol_version", "citations", "registered_at", "outcome", "ended_at",
                ],
                Fact(),
            )
            | dict.fromkeys(["organisation", "words", "late_because", "findings"], Personal())
        )  # fmt: skip


class CaseStep(DossierRow):
    """One thing that was done in a case, by whom and when; never changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=15, choices=CaseStepKind)
    stage = models.CharField(_("stage"), max_length=20, blank=True, default="")
    done_on = models.DateField(_("done on"))
    text = EncryptedTextField(_("what was said or agreed"), max_length=4000, blank=True, default="", multiline=True)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("step in a case")
        verbose_name_plural = _("steps in cases")
        indexes = [models.Index(fields=["case", "recorded_at"], name="case_step_order")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "case", "recorded_by"], Technical())
            | dict.fromkeys(["kind", "stage", "done_on", "recorded_at"], Fact())
            | {"text": Personal()}
        )
