"""The Meldcode in one dossier: each step keeps its own facts, with who wrote them down and when.

A part of the dossier for who is directly involved, and for the team leader who was asked to think along.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states.safety import AdviceFrom, Concern, MeldcodeState, NotSpoken, SignalKind, WeighAnswer
from privacy_domain.crypto.fields import EncryptedBooleanField, EncryptedDateField, EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical

LONG = 4000


class Meldcode(DossierRow):
    """Signals of domestic violence or child abuse: the five steps (leek-2018 and landsmeer-2016 art. 10 lid 1; leiden-2016 art. 14
    lid 1; opsterland-2015 art. 16 lid 1; elsewhere by law)."""

    state = models.CharField(_("state"), max_length=10, choices=MeldcodeState, default=MeldcodeState.RUNNING)
    concern = EncryptedTextField(_("about"), max_length=20, choices=Concern)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list)
    started_at = models.DateTimeField(_("started on"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cleared_because = EncryptedTextField(_("how the signals were cleared up"), max_length=LONG, multiline=True, blank=True, default="")

    class Meta:
        verbose_name = _("step plan")
        verbose_name_plural = _("step plans")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(state=MeldcodeState.RUNNING), name="meldcode_runs_once"),
            models.CheckConstraint(
                condition=Q(state=MeldcodeState.RUNNING, ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(state=MeldcodeState.RUNNING) & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="meldcode_ended_when_and_by_whom",
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "started_by", "ended_by"], Technical())
            | dict.fromkeys(["state", "protocol_version", "citations", "started_at", "ended_at"], Fact())
            | dict.fromkeys(["concern", "cleared_because"], Personal())
        )


class MeldcodeRow(DossierRow):
    """Something that was written down in a step."""

    meldcode = models.ForeignKey(Meldcode, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written down on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


_ROW = dict.fromkeys(["id", "municipality", "dossier", "meldcode", "by"], Technical()) | {"at": Fact()}


class MeldcodeSignal(MeldcodeRow):
    """Step 1: one signal, on a day, with whose words it is."""

    kind = EncryptedTextField(_("whose words"), max_length=15, choices=SignalKind)
    noticed_on = EncryptedDateField(_("noticed on"))
    text = EncryptedTextField(_("what"), max_length=LONG, multiline=True)

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = _ROW | dict.fromkeys(["kind", "noticed_on", "text"], Personal())


class MeldcodeAdvice(MeldcodeRow):
    """Step 2: somebody thought along. The team leader, where he is consulted, says himself that it was so."""

    source = models.CharField(_("who thought along"), max_length=15, choices=AdviceFrom)
    who = EncryptedTextField(_("name and function"), max_length=200, blank=True, default="")
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    anonymous = models.BooleanField(_("without saying who it is about"), default=False)
    given_on = EncryptedDateField(_("on"))
    text = EncryptedTextField(_("advice"), max_length=LONG, multiline=True)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    confirmed_note = EncryptedTextField(_("note of the team leader"), max_length=LONG, multiline=True, blank=True, default="")

    class Meta:
        verbose_name = _("advice")
        verbose_name_plural = _("advice")
        constraints = [
            models.CheckConstraint(condition=Q(source=AdviceFrom.LEAD) ^ Q(lead__isnull=True), name="advice_of_a_lead_names_him"),
            models.CheckConstraint(condition=~Q(source=AdviceFrom.VEILIG_THUIS) | Q(anonymous=True), name="advice_of_veilig_thuis_names_nobody"),
            models.CheckConstraint(condition=Q(lead__isnull=True) | ~Q(lead=F("by")), name="advice_of_another"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            _ROW
            | {"lead": Technical()}
            | dict.fromkeys(["source", "anonymous", "confirmed_at"], Fact())
            | dict.fromkeys(["who", "given_on", "text", "confirmed_note"], Personal())
        )


class MeldcodeTalk(MeldcodeRow):
    """Step 3: what was said to and by those concerned; or why they were not spoken with."""

    spoken = EncryptedBooleanField(_("spoken"))
    spoken_on = EncryptedDateField(_("on"), null=True, blank=True)
    with_whom = EncryptedTextField(_("with whom"), max_length=200, blank=True, default="")
    why_not = EncryptedTextField(_("why not"), max_length=15, choices=NotSpoken, blank=True, default="")
    text = EncryptedTextField(_("what was said, or why not"), max_length=LONG, multiline=True)

    class Meta:
        verbose_name = _("talk about the signals")
        verbose_name_plural = _("talks about the signals")

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = _ROW | dict.fromkeys(["spoken", "spoken_on", "with_whom", "why_not", "text"], Personal())


class MeldcodeWeighing(MeldcodeRow):
    """Step 4: the five questions of the compulsory weighing framework. Weighed again, the last counts; the earlier ones stay."""

    suspicion = EncryptedBooleanField(_("there is a suspicion"))
    acute = EncryptedBooleanField(_("acute danger"))
    structural = EncryptedBooleanField(_("structural danger"))
    able = EncryptedTextField(_("we can give or arrange help"), max_length=10, choices=WeighAnswer)
    accepted = EncryptedTextField(_("those concerned accept it"), max_length=10, choices=WeighAnswer)
    leads_to_safety = EncryptedTextField(_("it leads to safety in time"), max_length=10, choices=WeighAnswer)
    text = EncryptedTextField(_("why"), max_length=LONG, multiline=True)

    class Meta:
        verbose_name = _("weighing")
        verbose_name_plural = _("weighings")

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = _ROW | dict.fromkeys(["suspicion", "acute", "structural", "able", "accepted", "leads_to_safety", "text"], Personal())


class MeldcodeDecision(MeldcodeRow):
    """Step 5: the two decisions, to report and to help, each by itself, with what was told to those concerned beforehand."""

    report = EncryptedBooleanField(_("report to Veilig Thuis"))
    helps = EncryptedBooleanField(_("give or arrange help"))
    text = EncryptedTextField(_("why"), max_length=LONG, multiline=True)
    departs_because = EncryptedTextField(_("why not reported although that is the norm"), max_length=LONG, multiline=True, blank=True, default="")
    told_on = EncryptedDateField(_("told beforehand on"), null=True, blank=True)
    not_told_because = EncryptedTextField(_("why not told beforehand"), max_length=LONG, multiline=True, blank=True, default="")
    reported_at = models.DateTimeField(_("written down that it was reported, on"), null=True, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reported_on = EncryptedDateField(_("reported on"), null=True, blank=True)
    reported_how = EncryptedTextField(_("how, and to whom"), max_length=1000, multiline=True, blank=True, default="")

    class Meta:
        verbose_name = _("decision on the signals")
        verbose_name_plural = _("decisions on the signals")
        constraints = [
            models.UniqueConstraint(fields=["meldcode"], name="meldcode_decided_once"),
            models.CheckConstraint(condition=Q(reported_at__isnull=True) ^ Q(reported_by__isnull=False), name="reported_when_and_by_whom"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            _ROW
            | {"reported_by": Technical(), "reported_at": Fact()}
            | dict.fromkeys(["report", "helps", "text", "departs_because", "told_on", "not_told_because", "reported_on", "reported_how"], Personal())
        )
