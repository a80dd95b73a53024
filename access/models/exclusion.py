"""Who may not come near a subject, whatever other rows say."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models.accounts import User
from privacy_domain import clock
from privacy_domain.privacy import Technical, Until
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import LOG


class Exclusion(TenantModel):
    """This account may not see or know of this subject, because of a cause that an upper floor knows (a conflict of interest,
    the wish of the client). It beats every way in except a duty in law."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("account"))
    subject = models.UUIDField(_("subject"))
    source_kind = models.CharField(_("kind of cause"), max_length=40)
    source = models.UUIDField(_("cause"))
    placed_at = models.DateTimeField(_("placed at"), default=clock.now)
    placed_by = models.UUIDField(_("placed by"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.UUIDField(_("ended by"), null=True, blank=True)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            # also the index of the gate (one account, one subject) and of lists (one account)
            models.UniqueConstraint(fields=["user", "subject"], condition=Q(ended_at__isnull=True), name="excluded_once"),
            models.CheckConstraint(condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False), name="exclusion_ended_by_at"),
            models.CheckConstraint(condition=Q(ended_by__isnull=True) | ~Q(ended_by=models.F("user")), name="exclusion_ended_by_another"),
        ]

    class Privacy:
        subject = None
        clock = "log"
        kept = Until(LOG, since="ended_at")
        fields: ClassVar = dict.fromkeys(
            ["id", "municipality", "user", "subject", "source_kind", "source", "placed_at", "placed_by", "ended_at", "ended_by"], Technical()
        )
