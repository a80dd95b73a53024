"""A colleague who is kept away from a dossier, and why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states import ExclusionGround
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical


class Exclusion(DossierRow):
    """This colleague may not see the dossier: a conflict of interest, or the client wants it so. The gate's own row keeps him
    out; this says why. The reason is the dossier's, so that it goes with the dossier."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("ground"), max_length=20, choices=ExclusionGround)
    reason = EncryptedTextField(_("reason"))
    placed_at = models.DateTimeField(_("placed at"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "user"], condition=Q(ended_at__isnull=True), name="excluded_from_dossier_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="exclusion_ended_pair",
            ),
            models.CheckConstraint(condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("user")), name="dossier_exclusion_ended_by_another"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "user", "placed_by", "ended_by"], Technical())
            | dict.fromkeys(["ground", "placed_at", "ended_at"], Fact())
            | {"reason": Personal()}
        )
