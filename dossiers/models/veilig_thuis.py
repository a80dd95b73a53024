"""Veilig Thuis asks for data about a client: who asked, when, by which way, what for, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states.safety import AskedState, AskedWay
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical

LONG = 2000


class VeiligThuisQuestion(DossierRow):
    """A question after a report about violence (leek-2018 and landsmeer-2016 art. 10 lid 2; leiden-2016 art. 14 lid 2;
    opsterland-2015 art. 16 lid 2; elsewhere by law). What was given stands in the envelope that answers it."""

    state = models.CharField(_("state"), max_length=10, choices=AskedState, default=AskedState.OPEN)
    asked_at = models.DateTimeField(_("asked on"))
    way = models.CharField(_("by which way"), max_length=15, choices=AskedWay)
    asked_by = EncryptedTextField(_("who asked"), max_length=200)
    reference = EncryptedTextField(_("number of the report"), max_length=100, blank=True, default="")
    about = EncryptedTextField(_("what for"), max_length=LONG, multiline=True)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    nothing_because = EncryptedTextField(_("why nothing was given"), max_length=LONG, multiline=True, blank=True, default="")

    class Meta:
        verbose_name = _("question of Veilig Thuis")
        verbose_name_plural = _("questions of Veilig Thuis")
        indexes = [models.Index(fields=["dossier", "-asked_at"], name="vt_question_of_dossier")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AskedState.OPEN, closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state=AskedState.OPEN) & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="vt_question_closed_when_and_by_whom",
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "recorded_by", "closed_by"], Technical())
            | dict.fromkeys(["state", "asked_at", "way", "protocol_version", "citations", "recorded_at", "closed_at"], Fact())
            | dict.fromkeys(["asked_by", "reference", "about", "nothing_because"], Personal())
        )
