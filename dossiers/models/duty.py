"""Access on a duty in law: asked by one person, granted by another, for a while, and reviewed by two."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states import DutyState
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical


class DutyAccess(DossierRow):
    """Somebody asks to see a dossier, or only its plan, because a law compels it: the provision, who asks for the data, and until when
    (leek-2018 and landsmeer-2016 art. 7 lid 3; leiden-2016 art. 11 lid 3; opsterland-2015 art. 12 lid 2)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    provision = models.CharField(_("provision of law"), max_length=200)
    requester = models.CharField(_("who asks"), max_length=200)
    opens_plan = models.BooleanField(_("the plan"), default=False)
    opens_dossier = models.BooleanField(_("the dossier"), default=False)
    explanation = EncryptedTextField(_("explanation"), blank=True, default="")
    until = models.DateField(_("last day"))
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=10, choices=DutyState, default=DutyState.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("access on a duty in law")
        verbose_name_plural = _("access on a duty in law")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "user"], condition=Q(state__in=["asked", "granted"]), name="duty_once"),
            models.CheckConstraint(condition=Q(opens_plan=True) | Q(opens_dossier=True), name="duty_opens_something"),
            models.CheckConstraint(condition=~Q(provision="") & ~Q(requester=""), name="duty_names_provision"),
            models.CheckConstraint(condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("user")), name="duty_decided_by_another"),
            models.CheckConstraint(condition=Q(state="asked") ^ Q(decided_at__isnull=False), name="duty_decided_when"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "user", "decided_by", "ended_by"], Technical())
            | dict.fromkeys(["provision", "requester", "opens_plan", "opens_dossier", "until", "asked_at", "state", "decided_at", "ended_at"], Fact())
            | {"explanation": Personal()}
        )


class DutyReview(DossierRow):
    """The team leader or the privacy officer looked whether this access was right."""

    duty = models.ForeignKey(DutyAccess, on_delete=models.PROTECT, related_name="reviews")
    role = models.CharField(_("role"), max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    right = models.BooleanField(_("it was right"))
    note = EncryptedTextField(_("note"), blank=True, default="")

    class Meta:
        verbose_name = _("review of access on a duty in law")
        verbose_name_plural = _("reviews of access on a duty in law")
        constraints = [models.UniqueConstraint(fields=["duty", "role"], name="duty_reviewed_once")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "duty", "role", "by"], Technical())
            | dict.fromkeys(["at", "right"], Fact())
            | {"note": Personal()}
        )
