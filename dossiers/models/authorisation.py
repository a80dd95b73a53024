"""Who was authorised by name, and guardian's rows that say the same in Django's own way."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from dossiers.models.dossier import Dossier, DossierRow
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical


class Authorisation(DossierRow):
    """The beheerder let somebody in by name: to the plan, the dossier or both, to look, or also to add and change (Leiden 11
    lid 4, Opsterland 12 lid 3). The Ground that goes with it decides; this says who gave it, why, and until when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opens_plan = models.BooleanField(_("the plan"), default=False)
    opens_dossier = models.BooleanField(_("the dossier"), default=False)
    may_write = models.BooleanField(_("may add and change"), default=False)
    reason = EncryptedTextField(_("reason"))
    since = models.DateField(_("from"))
    until = models.DateField(_("last day"), null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("authorisation")
        verbose_name_plural = _("authorisations")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "user"], condition=Q(ended_at__isnull=True), name="authorised_once"),
            models.CheckConstraint(condition=Q(opens_plan=True) | Q(opens_dossier=True), name="authorisation_opens_something"),
            models.CheckConstraint(condition=~Q(user=F("given_by")), name="authorised_by_another"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="authorisation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False),
                name="authorisation_ended_pair",
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "user", "given_by", "reviewed_by", "ended_by"], Technical())
            | dict.fromkeys(["opens_plan", "opens_dossier", "may_write", "since", "until", "reviewed_at", "ended_at"], Fact())
            | {"reason": Personal()}
        )


class DossierUserObjectPermission(UserObjectPermissionBase):
    """Guardian's row for a dossier, with a real foreign key: it goes when the dossier goes. A mirror for lists and reviews of
    who was authorised by name; the gate never reads it."""

    content_object = models.ForeignKey(Dossier, on_delete=models.CASCADE)

    class Privacy:
        subject = None
        dossier = ("content_object_id",)
        clock = "dossier"
        fields: ClassVar = dict.fromkeys(["id", "permission", "user", "content_object"], Technical())
