"""Who may act for somebody, and findings on whether he can act himself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.people.models.person import Person
from privacy_domain.privacy import Fact, Personal, Technical
from privacy_domain.protocols.types import RepresentativeKind, Role
from privacy_domain.tenancy.models import TenantModel


class Representative(TenantModel):
    """One person can act for another, in a capacity, from one day until another.

    Sealed under the key of the person who is represented; the representative is a person with a key of his own.
    """

    encryption_key: ClassVar = ("person", "person_id")

    class Kind(models.TextChoices):
        """In which capacity. The first four are legal representatives; which of the others counts is the protocol's to say."""

        PARENTAL_AUTHORITY = "parental_authority", _("parent with authority")
        GUARDIAN = "guardian", _("guardian of a minor")
        CURATOR = "curator", _("curator")
        MENTOR = "mentor", _("mentor")
        SPOUSE = "spouse", _("spouse or partner")
        PARENT = "parent", _("parent without authority")
        SIBLING = "sibling", _("brother or sister")
        CHILD = "child", _("son or daughter")

    LEGAL: ClassVar = frozenset({Kind.PARENTAL_AUTHORITY, Kind.GUARDIAN, Kind.CURATOR, Kind.MENTOR})

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    representative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("representative"))
    kind = models.CharField(_("capacity"), max_length=20, choices=Kind)
    willing = models.BooleanField(_("willing"), default=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("last day"), null=True, blank=True)
    basis = EncryptedTextField(_("what this rests on"), max_length=1000, blank=True, multiline=True)
    limited_at = models.DateTimeField(_("limited or refused on"), null=True, blank=True)
    limited_by = models.UUIDField(_("limited or refused by"), null=True, blank=True)
    limited_because = EncryptedTextField(_("weighty interest of the data subject"), max_length=2000, null=True, blank=True, multiline=True)

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        indexes = [models.Index(fields=["municipality", "representative"], name="represents")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="representative_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(person=F("representative")), name="representative_is_another"),
            models.CheckConstraint(
                condition=Q(limited_at__isnull=True, limited_by__isnull=True) | Q(limited_at__isnull=False, limited_by__isnull=False),
                name="representative_limited_pair",
            ),
            models.UniqueConstraint(
                fields=["person", "representative", "kind"],
                condition=Q(valid_until__isnull=True),
                name="represents_once",
            ),
        ]

    class Privacy:
        subject = "person_id"
        clock = "person"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "person", "representative", "limited_by"], Technical())
            | dict.fromkeys(["kind", "willing", "valid_from", "valid_until", "limited_at"], Fact())
            | dict.fromkeys(["basis", "limited_because"], Personal())
        )

    @property
    def engine_kind(self) -> RepresentativeKind:
        """The kind as the rules know it."""
        return RepresentativeKind.LEGAL if self.kind in self.LEGAL else RepresentativeKind(self.kind)


class CapacityFinding(TenantModel):
    """A finding that somebody can, or cannot, exercise his rights in one situation: dated and reasoned (Leek 12 lid 2).

    `matter_id` is the matter it holds for (a dossier's key); who found it is an account of an upper floor, known by its key.
    """

    encryption_key: ClassVar = ("person", "person_id")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    matter_id = models.UUIDField(_("matter"), null=True, blank=True)
    able = models.BooleanField(_("able to exercise his rights"))
    situation = EncryptedTextField(_("situation"), max_length=500)
    reasons = EncryptedTextField(_("reasons"), max_length=4000, multiline=True)
    found_on = models.DateField(_("found on"))
    found_by = models.UUIDField(_("found by"), editable=False)
    found_as = models.CharField(_("in the role of"), max_length=30, choices=[(role.value, role.value) for role in Role])
    recorded_at = models.DateTimeField(_("recorded on"), editable=False)

    class Meta:
        verbose_name = _("finding on capacity")
        verbose_name_plural = _("findings on capacity")
        indexes = [models.Index(fields=["person", "found_on"], name="capacity_of_person")]

    class Privacy:
        subject = "person_id"
        clock = "person"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "person", "matter_id", "found_by"], Technical())
            | dict.fromkeys(["able", "found_on", "found_as", "recorded_at"], Fact())
            | dict.fromkeys(["situation", "reasons"], Personal(special=True))
        )
