"""The register of those who receive data: partners, processors and third parties."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from privacy_domain.privacy import Always, Staff, Technical
from privacy_domain.protocols.types import Recipient, SectorLaw
from privacy_domain.tenancy.models import TenantModel


class Partner(TenantModel):
    """An organisation, or a professional who works for himself, that data can go to; classed, and in the register from one
    day until another (Leek 1 onder d and f, Landsmeer 1). It is nobody's personal data: a contact is a work address."""

    class Class(models.TextChoices):
        """What the recipient is to the municipality; the class decides which rule applies."""

        PARTNER = "partner", _("partner")
        PROCESSOR = "processor", _("processor")
        THIRD_PARTY = "third_party", _("third party")

    class Organisation(models.TextChoices):
        """What kind of organisation."""

        MUNICIPALITY = "municipality", _("municipality")
        PUBLIC = "public", _("public organisation")
        PRIVATE = "private", _("private organisation")
        SELF_EMPLOYED = "self_employed", _("self-employed professional")

    name = models.CharField(_("name"), max_length=200)
    organisation = models.CharField(_("kind of organisation"), max_length=20, choices=Organisation)
    recipient_class = models.CharField(_("class"), max_length=20, choices=Class)
    code = models.CharField(_("kind of recipient"), max_length=30, choices=[(code.value, code.value) for code in Recipient])
    laws = ArrayField(
        models.CharField(max_length=20, choices=[(law.value, law.value) for law in SectorLaw]),
        verbose_name=_("laws"),
        default=list,
        blank=True,
    )
    direct_authority = models.BooleanField(_("works under the municipality's direct authority"), default=False)
    postal_address = models.CharField(_("postal address"), max_length=300, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    valid_from = models.DateField(_("in the register from"))
    valid_until = models.DateField(_("last day in the register"), null=True, blank=True)

    history = HistoricalRecords()  # how a recipient was classed when data went to it

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="partner_ends_after_start",
            ),
            models.UniqueConstraint(fields=["municipality", "name"], condition=Q(valid_until__isnull=True), name="partner_once_in_register"),
        ]

    def __str__(self) -> str:
        """The name, for lists of the administration."""
        return self.name

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("The register of recipients (avg art. 30 lid 1 onder d); organisations, not clients.")
        fields: ClassVar = dict.fromkeys(
            [
                "id",
                "municipality",
                "name",
                "organisation",
                "recipient_class",
                "code",
                "laws",
                "direct_authority",
                "postal_address",
                "valid_from",
                "valid_until",
            ],
            Technical(),
        ) | dict.fromkeys(["contact", "email", "telephone"], Staff())


class Agreement(TenantModel):
    """A processing agreement or covenant with somebody in the register, from one day until another (Leek 1 onder d)."""

    class Kind(models.TextChoices):
        """What was agreed."""

        PROCESSING = "processing", _("processing agreement")
        COVENANT = "covenant", _("covenant")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("partner"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    reference = models.CharField(_("reference"), max_length=100)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("last day in force"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="agreement_ends_after_start",
            ),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("The register of recipients and agreements (avg art. 28 and 30); organisations, not clients.")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "partner", "kind", "reference", "valid_from", "valid_until"], Technical())
