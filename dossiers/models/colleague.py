"""A question to a colleague about one client, and what stands of it in the dossiers it touches."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier, DossierRow
from dossiers.states import DeclineReason, QuestionState, SharingBasis
from privacy_domain import clock
from privacy_domain.crypto.fields import EncryptedDateField, EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical
from privacy_domain.tenancy.models import TenantModel

_DECIDED = Q(state__in=[QuestionState.ANSWERED, QuestionState.DECLINED])


class ColleagueQuestion(TenantModel):
    """One purpose, what is needed now, about one client, to one colleague; and one answer that he gives himself.

    On its way it belongs to no dossier: who asks may not have one, and nobody looked yet whether the colleague has. Its texts
    are wiped when the time to read them is over; what must stay stands in the dossiers, as ColleagueExchange.
    """

    encryption_key: ClassVar = ("municipality", "municipality_id")

    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    client_name = EncryptedTextField(_("client"), blank=True, default="")
    client_birth_date = EncryptedDateField(_("date of birth"), null=True, blank=True)
    purpose = EncryptedTextField(_("what it is for"), blank=True, default="")
    needed = EncryptedTextField(_("what is needed now"), blank=True, default="")
    because = EncryptedTextField(_("why it is needed now"), blank=True, default="")
    items = ArrayField(models.CharField(max_length=40), verbose_name=_("kinds of data"), default=list)
    basis = models.CharField(_("basis of sharing"), max_length=10, choices=SharingBasis, default=SharingBasis.TASK)
    law = models.CharField(_("law of the task"), max_length=20, blank=True)
    basis_note = EncryptedTextField(_("why the law leaves too little room, and what the client agreed to"), blank=True, default="")
    client_told_on = models.DateField(_("client told on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=QuestionState, default=QuestionState.ASKED)
    asked_at = models.DateTimeField(_("asked on"))
    expires_on = models.DateField(_("last day to answer"))
    decided_at = models.DateTimeField(_("answered or declined on"), null=True, blank=True)
    answered_from = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = EncryptedTextField(_("answer"), blank=True, default="")
    given = ArrayField(models.CharField(max_length=40), verbose_name=_("data given"), default=list, blank=True)
    with_content = models.BooleanField(_("more than the bare fact"), default=False)
    seen_at = models.DateTimeField(_("answer seen on"), null=True, blank=True)
    readable_until = models.DateField(_("readable until"), null=True, blank=True)
    wiped_at = models.DateTimeField(_("wiped on"), null=True, blank=True)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    obligations = ArrayField(models.CharField(max_length=40), verbose_name=_("what comes with it"), default=list, blank=True)

    class Meta:
        verbose_name = _("question to a colleague")
        verbose_name_plural = _("questions to colleagues")
        indexes = [
            models.Index(fields=["colleague", "state"], name="question_to_colleague"),
            models.Index(fields=["asker", "asked_at"], name="question_of_asker"),
            models.Index(fields=["municipality", "expires_on"], condition=Q(state=QuestionState.ASKED), name="question_to_expire"),
            models.Index(fields=["municipality", "readable_until"], condition=Q(wiped_at__isnull=True), name="question_to_wipe"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("colleague")), name="question_to_another"),
            models.CheckConstraint(condition=_DECIDED ^ Q(decided_at__isnull=True), name="question_decided_when"),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED) | Q(answered_from__isnull=False) | Q(wiped_at__isnull=False), name="question_answered_from"
            ),
            models.CheckConstraint(condition=Q(state=QuestionState.ASKED) ^ Q(readable_until__isnull=False), name="question_over_is_wiped"),
            models.CheckConstraint(condition=Q(basis=SharingBasis.TASK) ^ Q(law=""), name="question_task_names_a_law"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        kept_by = ("dossiers.ColleagueExchange",)
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "asker", "colleague", "dossier", "answered_from"], Technical())
            | dict.fromkeys(
                [
                    "items", "basis", "law", "client_told_on", "state", "asked_at", "expires_on", "decided_at", "given", "with_content", "seen_at",
                    "readable_until", "wiped_at", "protocol_version", "citations", "obligations",
                ],
                Fact(),
            )
            | dict.fromkeys(["client_name", "client_birth_date", "purpose", "needed", "because", "basis_note", "answer"], Personal())
        )  # fmt: skip


class ColleagueExchange(DossierRow):
    """What a dossier keeps of a question to a colleague: why it was asked, what was given, on which articles, and that the client
    was told (sittard-geleen-2018 par. 4 and bijlage 1; leek-2018 art. 8 lid 1). In the asker's dossier and in the colleague's."""

    question = models.ForeignKey(ColleagueQuestion, on_delete=models.PROTECT, related_name="exchanges")
    outcome = models.CharField(_("outcome"), max_length=10, choices=QuestionState, default=QuestionState.ASKED)
    purpose = EncryptedTextField(_("what it is for"))
    needed = EncryptedTextField(_("what is needed now"))
    because = EncryptedTextField(_("why it is needed now"))
    basis_note = EncryptedTextField(_("why the law leaves too little room, and what the client agreed to"), blank=True, default="")
    answer = EncryptedTextField(_("answer"), blank=True, default="")
    content_because = EncryptedTextField(_("why more than the bare fact"), blank=True, default="")
    beyond_because = EncryptedTextField(_("why more than was asked"), blank=True, default="")
    decline_reason = models.CharField(_("why not answered"), max_length=15, choices=DeclineReason, blank=True)
    decline_note = EncryptedTextField(_("explanation"), blank=True, default="")
    client_told_on = models.DateField(_("client told on"), null=True, blank=True)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    recorded_at = models.DateTimeField(_("recorded on"))

    class Meta:
        verbose_name = _("exchange with a colleague")
        verbose_name_plural = _("exchanges with colleagues")
        indexes = [models.Index(fields=["dossier", "recorded_at"], name="exchange_of_dossier")]
        constraints = [models.UniqueConstraint(fields=["question", "dossier"], name="exchange_once_a_dossier")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "question"], Technical())
            | dict.fromkeys(["outcome", "decline_reason", "client_told_on", "protocol_version", "citations", "recorded_at"], Fact())
            | dict.fromkeys(["purpose", "needed", "because", "basis_note", "answer", "content_because", "beyond_because", "decline_note"], Personal())
        )

    @classmethod
    def of(cls, question: ColleagueQuestion, dossier: Dossier) -> ColleagueExchange:
        """The row of this question in a dossier, new or known, as the question stands now; to be saved by who made it change."""
        row: ColleagueExchange = cls.objects.filter(question=question, dossier=dossier).first() or cls(question=question, dossier=dossier)
        row.outcome = question.state
        for name in ("purpose", "needed", "because", "basis_note", "answer", "client_told_on", "protocol_version", "citations"):
            setattr(row, name, getattr(question, name))
        row.recorded_at = clock.now()
        return row
