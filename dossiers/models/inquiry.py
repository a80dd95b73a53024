"""An inquiry into lawfulness after a suspicion of fraud: what is suspected, how far one may look, until when, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states.safety import InquiryAbout, InquiryEnd, InquiryState
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.people.models import Partner
from privacy_domain.privacy import Fact, Personal, Technical

LONG = 4000


class FraudInquiry(DossierRow):
    """One inquiry in one dossier (leek-2018 art. 8 lid 2 and 3; opsterland-2015 art. 15 lid 2; elsewhere by law).

    It opens no dossier: who acts in it came in by himself. `acting_role` is the role in which it was begun. The privacy officer
    looks at each one, never the one who began it.
    """

    state = models.CharField(_("state"), max_length=10, choices=InquiryState, default=InquiryState.RUNNING)
    about = EncryptedTextField(_("into whom"), max_length=10, choices=InquiryAbout)
    provider = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    suspicion = EncryptedTextField(_("what is suspected, and on what that rests"), max_length=LONG, multiline=True)
    investigation = EncryptedTextField(_("which investigation"), max_length=200)
    scope = EncryptedTextField(_("which data are needed, and of which period"), max_length=LONG, multiline=True)
    until = models.DateField(_("last day"))
    acting_role = models.CharField(_("in which role"), max_length=30)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list)
    started_at = models.DateTimeField(_("started on"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(_("looked at on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judgement = EncryptedTextField(_("what the privacy officer says"), max_length=LONG, multiline=True, blank=True, default="")
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end = EncryptedTextField(_("how it ended"), max_length=15, choices=InquiryEnd, blank=True, default="")
    outcome = EncryptedTextField(_("what came of it"), max_length=LONG, multiline=True, blank=True, default="")

    class Meta:
        verbose_name = _("inquiry into fraud")
        verbose_name_plural = _("inquiries into fraud")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(state=InquiryState.RUNNING), name="inquiry_runs_once"),
            models.CheckConstraint(
                condition=Q(state=InquiryState.RUNNING, ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(state=InquiryState.RUNNING) & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="inquiry_ended_when_and_by_whom",
            ),
            models.CheckConstraint(condition=Q(reviewed_at__isnull=True) ^ Q(reviewed_by__isnull=False), name="inquiry_reviewed_when_and_by_whom"),
            models.CheckConstraint(condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("started_by")), name="inquiry_reviewed_by_another"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "provider", "started_by", "reviewed_by", "ended_by"], Technical())
            | dict.fromkeys(
                ["state", "until", "acting_role", "protocol_version", "citations", "started_at", "reviewed_at", "ended_at"],
                Fact(),
            )
            | dict.fromkeys(["about", "suspicion", "investigation", "scope", "judgement", "end", "outcome"], Personal())
        )
