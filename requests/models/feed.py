"""A calendar of last days that a calendar program reads without logging in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.privacy import Technical, Until
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import SHUT


class CalendarFeed(TenantModel):
    """The private address of one account's calendar. Only a digest of its secret part is kept; closed, it answers no more."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(_("digest of the secret"), max_length=64)
    made_at = models.DateTimeField(_("made on"))
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "digest"], name="feed_by_secret"),
            models.UniqueConstraint(fields=["user"], condition=Q(closed_at__isnull=True), name="one_open_feed_a_user"),
        ]

    class Privacy:
        subject = None
        clock = "account"
        kept = Until(SHUT, since="closed_at")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "user", "digest", "made_at", "closed_at"], Technical())
