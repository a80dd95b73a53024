"""How a dossier ends and goes on: closings and reopenings, death and move, tasks of one's own, and mistakes that were mended."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier, DossierRow
from dossiers.states import ClosingReason, LifeEventKind
from privacy_domain.crypto.fields import EncryptedJSONField, EncryptedTextField
from privacy_domain.people.models import Person
from privacy_domain.privacy import Fact, Personal, Technical
from privacy_domain.tenancy.models import TenantModel


class Closing(DossierRow):
    """A dossier was closed: why, on which day, with which results, and what the client thinks of it, or why he was not asked
    (leiden-2016 art. 10 lid 1; opsterland-2015 art. 9 lid 1 onder i). Reopened, the closing stays."""

    reason = models.CharField(_("reason"), max_length=15, choices=ClosingReason)
    explanation = EncryptedTextField(_("explanation"), blank=True, default="")
    results = EncryptedJSONField(_("results"), default=dict)  # for each purpose of the dossier what came of it
    opinion = EncryptedTextField(_("opinion of the client"), blank=True, default="")
    not_asked_because = EncryptedTextField(_("why the client was not asked"), blank=True, default="")
    closed_on = models.DateField(_("closed on"))
    closed_at = models.DateTimeField(_("recorded on"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(_("reopened on"), null=True, blank=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reopened_because = EncryptedTextField(_("why reopened"), blank=True, default="")

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(reopened_at__isnull=True), name="closed_once"),
            models.CheckConstraint(condition=~(Q(reopened_at__isnull=True) ^ Q(reopened_by__isnull=True)), name="closing_reopened_pair"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "closed_by", "reopened_by"], Technical())
            | dict.fromkeys(["reason", "closed_on", "closed_at", "reopened_at"], Fact())
            | dict.fromkeys(["explanation", "results", "opinion", "not_asked_because", "reopened_because"], Personal())
        )


class LifeEvent(DossierRow):
    """The client died or moved: on which day, from whom that is known, and what it means (leiden-2016 bijlage I rij 4)."""

    kind = models.CharField(_("what happened"), max_length=10, choices=LifeEventKind)
    happened_on = models.DateField(_("day"))
    source = EncryptedTextField(_("known from"))
    destination = EncryptedTextField(_("moved to"), blank=True, default="")
    inside_region = models.BooleanField(_("within the region"), null=True, blank=True)
    sheltered = models.BooleanField(_("sheltered housing goes on"), default=False)
    transfer_agreed_by = EncryptedTextField(_("who agreed to the transfer"), blank=True, default="")
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("death or move")
        verbose_name_plural = _("deaths and moves")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(kind=LifeEventKind.DEATH), name="dies_once"),
            models.CheckConstraint(condition=Q(kind=LifeEventKind.MOVE) ^ Q(inside_region__isnull=True), name="move_says_where"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "recorded_by"], Technical())
            | dict.fromkeys(["kind", "happened_on", "inside_region", "sheltered", "protocol_version", "citations", "recorded_at"], Fact())
            | dict.fromkeys(["source", "destination", "transfer_agreed_by"], Personal())
        )


class ProviderTask(DossierRow):
    """What one partner must hear after a death or a move, and that he heard it. Its task stands in somebody's list of work."""

    event = models.ForeignKey(LifeEvent, on_delete=models.PROTECT, related_name="providers")
    partner_name = EncryptedTextField(_("partner"))
    what = models.CharField(_("what to tell"), max_length=20)
    done_at = models.DateTimeField(_("told on"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("message to a partner")
        verbose_name_plural = _("messages to partners")
        constraints = [
            models.CheckConstraint(condition=~(Q(done_at__isnull=True) ^ Q(done_by__isnull=True)), name="provider_told_pair"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "event", "done_by"], Technical())
            | dict.fromkeys(["what", "done_at"], Fact())
            | {"partner_name": Personal()}
        )


class OwnTask(DossierRow):
    """Something that somebody of the team means to do in this dossier: for himself or a colleague, before a day."""

    text = EncryptedTextField(_("what"))
    made_at = models.DateTimeField(_("made on"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("own task")
        verbose_name_plural = _("own tasks")
        indexes = [models.Index(fields=["dossier", "made_at"], name="own_task_of_dossier")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = dict.fromkeys(["id", "municipality", "dossier", "made_by"], Technical()) | {"made_at": Fact()} | {"text": Personal()}


class Misplacement(DossierRow):
    """Something stood in this dossier by mistake and was moved to another: that it did, why, and who could see it meanwhile.
    Nothing of what it said stays here."""

    what = models.CharField(_("what"), max_length=40)
    moved_to = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    moved_id = models.UUIDField(_("where it is now"))
    because = EncryptedTextField(_("why it was moved"))
    seen_by = ArrayField(models.UUIDField(), verbose_name=_("who could see it"), default=list, blank=True)
    moved_at = models.DateTimeField(_("moved on"))
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("misplacement")
        verbose_name_plural = _("misplacements")
        constraints = [models.CheckConstraint(condition=~Q(dossier=F("moved_to")), name="moved_elsewhere")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "moved_to", "moved_id", "seen_by", "moved_by"], Technical())
            | dict.fromkeys(["what", "moved_at"], Fact())
            | {"because": Personal()}
        )


class Merge(TenantModel):
    """Two records turned out to be one person: the one that stays, the key of the one that is gone, and why."""

    encryption_key: ClassVar = ("person", "kept_id")

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.UUIDField(_("record that is gone"))
    because = EncryptedTextField(_("why these are one person"))
    moved = models.JSONField(_("rows that followed"), default=dict)  # how many, by table
    merged_at = models.DateTimeField(_("merged on"))
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("merge of persons")
        verbose_name_plural = _("merges of persons")
        constraints = [models.UniqueConstraint(fields=["municipality", "gone"], name="merged_once")]

    class Privacy:
        subject = "kept_id"
        clock = "person"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "kept", "gone", "moved", "merged_by"], Technical()) | {"merged_at": Fact()} | {"because": Personal()}
        )
