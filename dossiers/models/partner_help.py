"""Help that partners give or gave, and which of their data were seen."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states import Threatened
from dossiers.states.people import HelpTime
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.people.models import Partner
from privacy_domain.privacy import Fact, Personal, Technical


class PartnerHelp(DossierRow):
    """Support, care or another service that the client has or recently had from a partner, listed together with him (Opsterland
    8 lid 1)."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    time = models.CharField(_("when"), max_length=10, choices=HelpTime)
    what = EncryptedTextField(_("which help"), max_length=1000, multiline=True)
    listed_at = models.DateTimeField(_("listed on"))
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("help from a partner")
        verbose_name_plural = _("help from partners")
        constraints = [models.UniqueConstraint(fields=["dossier", "partner", "time"], name="partner_help_once")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "partner", "listed_by"], Technical())
            | dict.fromkeys(["time", "listed_at"], Fact())
            | {"what": Personal()}
        )


class PartnerView(DossierRow):
    """Data of a partner that were seen through the member of the team who has access to them: which, why they were needed, and
    that the client was told (Opsterland 8).

    `contact_on`: the day of the contact with a referred client that came first. `threatened` and `indications` instead of it:
    what made the team judge that looking could not wait.
    """

    help = models.ForeignKey(PartnerHelp, on_delete=models.PROTECT, related_name="+")
    through = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("through"))
    categories = ArrayField(models.CharField(max_length=40), verbose_name=_("kinds of data"))
    seen = EncryptedTextField(_("which data were seen"), max_length=2000, multiline=True)
    because = EncryptedTextField(_("why this was necessary"), max_length=2000, multiline=True)
    seen_on = models.DateField(_("seen on"))
    contact_on = models.DateField(_("contact with the client on"), null=True, blank=True)
    threatened = ArrayField(models.CharField(max_length=10, choices=Threatened), verbose_name=_("whose safety"), default=list, blank=True)
    indications = EncryptedTextField(_("concrete indications"), max_length=4000, blank=True, default="", multiline=True)
    judged_with = EncryptedTextField(_("who of the team judged this"), max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    discussed_on = models.DateField(_("discussed with the client on"), null=True, blank=True)
    discussed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reaction = EncryptedTextField(_("what the client said about it"), max_length=2000, blank=True, default="", multiline=True)

    class Meta:
        verbose_name = _("data of a partner that were seen")
        verbose_name_plural = _("data of partners that were seen")
        indexes = [models.Index(fields=["dossier", "seen_on"], name="partner_view_of_dossier")]
        constraints = [
            models.CheckConstraint(condition=Q(categories__len__gt=0), name="partner_view_of_something"),
            models.CheckConstraint(condition=Q(contact_on__isnull=True) | Q(contact_on__lte=F("seen_on")), name="partner_view_after_contact"),
            models.CheckConstraint(condition=Q(discussed_on__isnull=True) ^ Q(discussed_by__isnull=False), name="partner_view_discussed_by_whom"),
            models.CheckConstraint(condition=Q(discussed_on__isnull=True) | Q(discussed_on__gte=F("seen_on")), name="partner_view_discussed_after"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "help", "through", "recorded_by", "discussed_by"], Technical())
            | dict.fromkeys(["categories", "seen_on", "contact_on", "threatened", "recorded_at", "discussed_on"], Fact())
            | dict.fromkeys(["seen", "because", "indications", "judged_with", "reaction"], Personal())
        )
