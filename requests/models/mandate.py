"""Who may decide on requests for the college."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.models.teams import GIVEN_FIELDS, Given
from privacy_domain.privacy import Technical, Until
from privacy_domain.terms import LOG
from requests.states import MandateAct


class Mandate(Given):
    """The college lets somebody decide in its name, in writing, from a day until another (opsterland-2015 art. 21; awb art. 10:3, 10:5).
    `document` names the decision of the college, `capacity` the function in which he has it."""

    act = models.CharField(_("for what"), max_length=15, choices=MandateAct, default=MandateAct.REQUESTS)
    capacity = models.CharField(_("function"), max_length=120)
    document = models.CharField(_("written decision of the college"), max_length=200)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        indexes = [models.Index(fields=["user", "act"], name="mandates_of_user")]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="mandate_ends_after_start"),
            models.CheckConstraint(condition=Q(given_by__isnull=True) | ~Q(given_by=F("user")), name="mandate_by_another"),
            models.CheckConstraint(condition=~Q(document="") & ~Q(capacity=""), name="mandate_in_writing"),
            models.UniqueConstraint(fields=["user", "act"], condition=Q(until__isnull=True, ended_at__isnull=True), name="mandate_one_open"),
        ]

    class Privacy:
        subject = None
        clock = "account"
        kept = (Until(LOG, since="ended_at"), Until(LOG, since="until"))
        fields: ClassVar = dict.fromkeys([*GIVEN_FIELDS, "act", "capacity", "document"], Technical())
