"""Who acknowledged which version of the municipality's text on duties and secrecy. The texts themselves stand in `texts`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models.accounts import User
from privacy_domain import clock
from privacy_domain.privacy import Technical, Until
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import LOG


class Acknowledgement(TenantModel):
    """This account read and accepted that version, at that moment (leek-2018 art. 3; landsmeer-2016 art. 3; leiden-2016 art. 5)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acknowledgements", verbose_name=_("account"))
    version = models.CharField(_("version"), max_length=60)
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("acknowledgement of duties and secrecy")
        verbose_name_plural = _("acknowledgements of duties and secrecy")
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="acknowledgement_once")]

    class Privacy:
        subject = None
        clock = "account"
        kept = Until(LOG, since="user__deactivated_at")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "user", "version", "at"], Technical())
