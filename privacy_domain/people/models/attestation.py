"""What the municipality keeps beside the register of recipients: what partners attested, and by which ways data may leave."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.people.models.partner import Partner
from privacy_domain.privacy import Always, Staff, Technical
from privacy_domain.tenancy.models import TenantModel


class Attestation(TenantModel):
    """A partner states that it answers for its own processing; dated, by whom, about which points (Leek 3 lid 5, Landsmeer 3 lid 3).

    It is not changed: it ends, or a newer one stands beside it.
    """

    class Point(models.TextChoices):
        """What is stated."""

        LAWFUL_DATA = "lawful_data", _("data are lawfully obtained, correct, complete and relevant")
        SECURITY = "security", _("data are secured")
        INTERNAL_ACCESS = "internal_access", _("it is agreed which employees and others have access")
        INSTRUCTIONS = "instructions", _("processing follows the instructions on security")
        PROTOCOL = "protocol", _("processing follows the protocol of this municipality")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="attestations", verbose_name=_("partner"))
    points = ArrayField(models.CharField(max_length=20, choices=Point), verbose_name=_("what is stated"))
    signed_by = models.CharField(_("signed by, for the partner"), max_length=200)
    reference = models.CharField(_("where it is kept"), max_length=100)
    valid_from = models.DateField(_("dated"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        ordering = ("-valid_from",)
        constraints = [
            models.CheckConstraint(condition=Q(points__len__gt=0), name="attestation_states_something"),
            models.CheckConstraint(condition=~Q(signed_by="") & ~Q(reference=""), name="attestation_by_somebody"),
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="attestation_ends_after_start"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Explains on what ground earlier disclosures were sent; names whoever signed for an organisation.")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "partner", "points", "reference", "valid_from", "valid_until"], Technical()) | {
            "signed_by": Staff()
        }


class Channel(TenantModel):
    """A way by which data may leave, on the administrator's list: nothing goes by what does not stand here (Leek 3 lid 4)."""

    class Kind(models.TextChoices):
        """What kind of way."""

        LETTER = "letter", _("letter by post")
        SECURE_MAIL = "secure_mail", _("secure mail")
        BY_HAND = "by_hand", _("by hand")
        ORALLY = "orally", _("orally, in a meeting or by telephone")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    valid_from = models.DateField(_("in use from"))
    valid_until = models.DateField(_("last day in use"), null=True, blank=True)

    class Meta:
        verbose_name = _("way of sending")
        verbose_name_plural = _("ways of sending")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="channel_has_a_name"),
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="channel_ends_after_start"),
            models.UniqueConstraint(fields=["municipality", "name"], condition=Q(valid_until__isnull=True), name="channel_once_in_use"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Explains by which way earlier disclosures were sent; says nothing about a person.")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "kind", "name", "valid_from", "valid_until"], Technical())
