"""The dossier and who is involved in it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.models import Team
from dossiers.states import DossierState
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.people.models import Person
from privacy_domain.privacy import Fact, Personal, Technical
from privacy_domain.tenancy.managers import TenantManager
from privacy_domain.tenancy.models import TenantModel


class DossierManager(TenantManager["Dossier"]):
    """The dossiers that there are for anybody: one that is being destroyed is not there any more."""

    def get_queryset(self) -> models.QuerySet[Dossier]:
        """The dossiers of the municipality in scope."""
        return super().get_queryset().exclude(state=DossierState.GOING)


class Dossier(TenantModel):
    """One client's dossier: why there is one, under which laws and in which domains, since when, until when."""

    encryption_key: ClassVar = ("dossier", "id")

    number = models.CharField(_("number"), max_length=14, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=DossierState, default=DossierState.OPEN)
    purposes = ArrayField(models.CharField(max_length=40), verbose_name=_("purposes"))
    domains = ArrayField(models.CharField(max_length=40), verbose_name=_("domains"))
    law_tags = ArrayField(models.CharField(max_length=20), verbose_name=_("laws"))
    help_question = EncryptedTextField(_("help question"), blank=True, default="")
    without_help_question = models.BooleanField(_("support that was not asked for"), default=False)
    opened_on = models.DateField(_("opened on"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    referrer_name = EncryptedTextField(_("referrer"), blank=True, default="")
    referrer_told = EncryptedTextField(_("what the referrer told"), blank=True, default="")

    objects: ClassVar = DossierManager()
    with_going: ClassVar = TenantManager["Dossier"]()  # also what is being destroyed, for who destroys it

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="dossier_number"),
            models.CheckConstraint(condition=Q(purposes__len__gt=0), name="dossier_has_a_purpose"),
            models.CheckConstraint(condition=Q(law_tags__len__gt=0), name="dossier_has_a_law"),
            models.CheckConstraint(condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="dossier_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(state=DossierState.OPEN, closed_on__isnull=True)
                | Q(state__in=[DossierState.CLOSED, DossierState.GOING], closed_on__isnull=False),
                name="dossier_closed_when",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="dossier_by_person")]
        default_permissions = ("view", "change")

    class Privacy:
        subject = "person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "number", "person", "team", "opened_by"], Technical())
            | dict.fromkeys(["state", "purposes", "domains", "law_tags", "without_help_question", "opened_on", "closed_on"], Fact())
            | dict.fromkeys(["help_question", "referrer_name", "referrer_told"], Personal())
        )


class DossierRow(TenantModel):
    """A row inside a dossier, encrypted under the dossier's key."""

    encryption_key: ClassVar = ("dossier", "dossier_id")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Involvement(DossierRow):
    """A professional is directly involved in the support, with a reason, from one day until another. Its Ground is what the gate reads."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(_("reason"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "user"], condition=Q(until__isnull=True), name="involved_once"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="involvement_ends_after_start"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "user", "started_by"], Technical())
            | dict.fromkeys(["since", "until"], Fact())
            | {"reason": Personal()}
        )
