"""How a dossier began: who registered the client, the triage, on which ways the first data were written down; and the count
of contacts that were about information only."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consent.models import WithoutConsent
from dossiers.models.dossier import DossierRow
from dossiers.states import ReferralAgreement, ReporterKind, Threatened, TriageKind
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Always, Fact, Personal, Technical
from privacy_domain.tenancy.models import TenantModel


class Referral(DossierRow):
    """Somebody registered the client: who, why, what he told, and whether the client agrees (Leiden 8 and 10 lid 1, Opsterland
    7 and 9 lid 1 onder d). `contact_sought` None: the client agreed, so nobody had to look for contact first."""

    kind = models.CharField(_("who registered"), max_length=10, choices=ReporterKind)
    name = EncryptedTextField(_("name"), max_length=200)
    position = EncryptedTextField(_("position"), max_length=200, blank=True, default="")
    contact = EncryptedTextField(_("how to reach"), max_length=300, blank=True, default="")
    because = EncryptedTextField(_("reason for the referral"), max_length=4000, multiline=True)
    told = EncryptedTextField(_("what was told about the client"), max_length=4000, multiline=True)
    contacts = EncryptedTextField(_("contacts with the client about it"), max_length=4000, blank=True, default="", multiline=True)
    discussed = models.BooleanField(_("discussed with the client beforehand"))
    agreement = models.CharField(_("the client agrees"), max_length=10, choices=ReferralAgreement)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    contact_sought = models.BooleanField(_("contact is sought"), null=True, blank=True)
    contact_how = EncryptedTextField(_("how contact is sought"), max_length=1000, blank=True, default="")
    contact_by = EncryptedTextField(_("who seeks contact"), max_length=200, blank=True, default="")
    threatened = ArrayField(models.CharField(max_length=10, choices=Threatened), verbose_name=_("whose safety"), default=list, blank=True)
    indications = EncryptedTextField(_("concrete indications"), max_length=4000, blank=True, default="", multiline=True)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], name="one_referral_a_dossier"),
            models.CheckConstraint(condition=~Q(agreement=ReferralAgreement.YES) | Q(discussed=True), name="referral_agreed_was_discussed"),
            models.CheckConstraint(condition=Q(agreement=ReferralAgreement.YES) ^ Q(agreed_on__isnull=True), name="referral_agreed_when"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "recorded_by"], Technical())
            | dict.fromkeys(["kind", "discussed", "agreement", "agreed_on", "contact_sought", "threatened", "recorded_at"], Fact())
            | dict.fromkeys(["name", "position", "contact", "because", "told", "contacts", "contact_how", "contact_by", "indications"], Personal())
        )


class Triage(DossierRow):
    """One step of the triage: a simple question or more, which data that asks, how broad professional and client look together.
    Never changed; a later step stands beside an earlier one (Sittard-Geleen par. 2 and 4)."""

    kind = models.CharField(_("kind of question"), max_length=10, choices=TriageKind)
    needed = EncryptedTextField(_("data that are needed"), max_length=4000, multiline=True)
    scope = EncryptedTextField(_("how broad is agreed"), max_length=4000, multiline=True)
    with_client = models.BooleanField(_("agreed with the client"))
    beforehand = models.BooleanField(_("information is looked at beforehand"), default=False)
    cause = EncryptedTextField(_("cause to look beforehand"), max_length=4000, blank=True, default="", multiline=True)
    necessity = EncryptedTextField(_("why looking beforehand is necessary"), max_length=4000, blank=True, default="", multiline=True)
    judged_at = models.DateTimeField(_("judged on"))
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("triage")
        verbose_name_plural = _("triages")
        indexes = [models.Index(fields=["dossier", "judged_at"], name="triage_of_dossier")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "judged_by"], Technical())
            | dict.fromkeys(["kind", "with_client", "beforehand", "judged_at"], Fact())
            | dict.fromkeys(["needed", "scope", "cause", "necessity"], Personal())
        )


class FirstRecording(DossierRow):
    """On which ways the data of the start were written down, before anybody was informed or asked: free, on the task in the
    law, or on the exception with its note."""

    free = ArrayField(models.CharField(max_length=40), verbose_name=_("without condition"), default=list, blank=True)
    agreed_on = models.DateField(_("the client agrees on"), null=True, blank=True)
    by_task = ArrayField(models.CharField(max_length=40), verbose_name=_("on the task in the law"), default=list, blank=True)
    exception = models.ForeignKey(
        WithoutConsent, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("exception with its note")
    )
    protocol_version = models.CharField(_("protocol"), max_length=40, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("first recording")
        verbose_name_plural = _("first recordings")
        constraints = [models.UniqueConstraint(fields=["dossier"], name="one_first_recording")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = dict.fromkeys(["id", "municipality", "dossier", "exception", "recorded_by"], Technical()) | dict.fromkeys(
            ["free", "agreed_on", "by_task", "protocol_version", "citations", "recorded_at"], Fact()
        )


class InformationCount(TenantModel):
    """How many people came with a question for information on one day, by subject: nobody's name, number or words (Leiden
    bijlage I rij 1)."""

    day = models.DateField(_("day"))
    subject = models.CharField(_("subject"), max_length=40)
    number = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("count of information contacts")
        verbose_name_plural = _("counts of information contacts")
        constraints = [models.UniqueConstraint(fields=["municipality", "day", "subject"], name="one_count_a_day")]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Counts of questions by month, of nobody in particular; shown in the yearly figures.")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "day", "subject", "number"], Technical())
