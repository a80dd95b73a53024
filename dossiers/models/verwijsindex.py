"""The verwijsindex: from when until when a municipality uses it, an entry with why and after which consultation, and the message."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states.safety import IndexState, RemovalReason
from privacy_domain.crypto.fields import EncryptedBooleanField, EncryptedDateField, EncryptedTextField
from privacy_domain.privacy import Always, Fact, Personal, Staff, Technical
from privacy_domain.tenancy.models import TenantModel

LONG = 4000


class IndexPeriod(TenantModel):
    """The municipality uses the verwijsindex from a day, perhaps until another, on this decision. Without a row: not at all."""

    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("decision"), max_length=200, help_text=_("The decision of the municipality, with its date."))

    class Meta:
        verbose_name = _("use of the verwijsindex")
        verbose_name_plural = _("use of the verwijsindex")
        ordering = ("-valid_from",)
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="index_period_ends_after_start"),
            models.CheckConstraint(condition=~Q(source=""), name="index_period_has_a_source"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Whether the verwijsindex was in use on a date; says nothing about a person.")
        fields: ClassVar = {"id": Technical(), "municipality": Technical(), "valid_from": Fact(), "valid_until": Fact(), "source": Fact()}

    def __str__(self) -> str:
        return self.source


class IndexEntry(DossierRow):
    """What the dossier keeps of an entry: ground, suspicion and consultation. None of that is in the index (opsterland-2015 art. 17)."""

    state = models.CharField(_("state"), max_length=10, choices=IndexState, default=IndexState.REPORTED)
    ground = EncryptedTextField(_("ground"), max_length=1)
    mother_or_pregnant = EncryptedBooleanField(_("mother or pregnant"), default=False)
    suspicion = EncryptedTextField(_("the reasonable suspicion"), max_length=LONG, multiline=True)
    consult = ArrayField(models.CharField(max_length=10), verbose_name=_("to be consulted"), default=list, blank=True)
    consulted = ArrayField(models.CharField(max_length=10), verbose_name=_("consulted beforehand"), default=list, blank=True)
    consulted_on = EncryptedDateField(_("consulted on"), null=True, blank=True)
    consulted_note = EncryptedTextField(_("what was said"), max_length=LONG, multiline=True, blank=True, default="")
    not_consulted_because = EncryptedTextField(_("why not consulted beforehand"), max_length=LONG, multiline=True, blank=True, default="")
    told_on = EncryptedDateField(_("client told on"), null=True, blank=True)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    remove_by = models.DateField(_("last day in the index"))
    removed_at = models.DateTimeField(_("taken out on"), null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removal_reason = models.CharField(_("why taken out"), max_length=15, choices=RemovalReason, blank=True)
    removal_note = EncryptedTextField(_("explanation"), max_length=LONG, multiline=True, blank=True, default="")

    class Meta:
        verbose_name = _("entry in the verwijsindex")
        verbose_name_plural = _("entries in the verwijsindex")
        indexes = [models.Index(fields=["municipality", "remove_by"], condition=Q(state=IndexState.REPORTED), name="index_entry_to_remove")]
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(state=IndexState.REPORTED), name="index_entry_once"),
            models.CheckConstraint(
                condition=Q(state=IndexState.REPORTED, removed_at__isnull=True, removed_by__isnull=True, removal_reason="")
                | (Q(state=IndexState.REMOVED, removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")),
                name="index_entry_removed_when_by_whom_and_why",
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "recorded_by", "removed_by"], Technical())
            | dict.fromkeys(
                ["state", "consult", "consulted", "protocol_version", "citations", "recorded_at", "remove_by", "removed_at", "removal_reason"],
                Fact(),
            )
            | dict.fromkeys(
                ["ground", "mother_or_pregnant", "suspicion", "consulted_on", "consulted_note", "not_consulted_because", "told_on", "removal_note"],
                Personal(),
            )
        )


class IndexMessage(DossierRow):
    """What is sent to the index: five fields and no place for more (opsterland-2015 art. 17 lid 2). It never changes."""

    entry = models.OneToOneField(IndexEntry, on_delete=models.PROTECT, related_name="message")
    bsn = EncryptedTextField(_("citizen service number"), max_length=9)
    reporter_identity = models.CharField(_("who reports"), max_length=120)
    reporter_contact = models.CharField(_("telephone or e-mail of who reports"), max_length=254)
    reported_at = models.DateTimeField(_("reported on"))
    remove_by = models.DateField(_("last day in the index"))

    class Meta:
        verbose_name = _("message to the verwijsindex")
        verbose_name_plural = _("messages to the verwijsindex")

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "entry"], Technical())
            | dict.fromkeys(["reporter_identity", "reporter_contact"], Staff())
            | dict.fromkeys(["reported_at", "remove_by"], Fact())
            | {"bsn": Personal()}
        )
