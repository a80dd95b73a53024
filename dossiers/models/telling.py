"""The duty to tell the client what was shared without his consent, and every step taken about it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states.telling import TellingAct, TellingState, ToldHow
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical

LONG = 4000


class Telling(DossierRow):
    """One thing that the client must hear: what was shared with whom and why, and where the telling stands.

    It arises with the sharing itself, whatever that was (`source_kind`, `source_id`), and stays open until the client was told.
    While it waits, the client sees nothing of it anywhere; `look_on` is the day on which somebody looks at it again.
    """

    state = models.CharField(_("state"), max_length=10, choices=TellingState, default=TellingState.DUE)
    after = models.CharField(_("after"), max_length=40)
    source_kind = models.CharField(_("what it arose from"), max_length=40)
    source_id = models.UUIDField(_("what it arose from"))
    recipient = EncryptedTextField(_("who received it"), max_length=400)
    what = EncryptedTextField(_("what was shared"), max_length=LONG, multiline=True)
    why = EncryptedTextField(_("why it was shared"), max_length=LONG, multiline=True)
    occurred_on = models.DateField(_("shared on"))
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    arisen_at = models.DateTimeField(_("arisen on"))
    look_on = models.DateField(_("look again on"), null=True, blank=True)
    ground = models.CharField(_("why it may wait"), max_length=20, blank=True)
    situation_ended_on = models.DateField(_("the situation ended on"), null=True, blank=True)
    returned_on = models.DateField(_("last put before somebody on"), null=True, blank=True)
    letter_id = models.UUIDField(_("letter"), null=True, blank=True)
    told_on = models.DateField(_("told on"), null=True, blank=True)
    told_how = models.CharField(_("told how"), max_length=15, choices=ToldHow, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("duty to tell the client")
        verbose_name_plural = _("duties to tell the client")
        indexes = [
            models.Index(fields=["municipality", "look_on"], condition=Q(state__in=["due", "waiting"]), name="telling_to_look_at"),
            models.Index(fields=["dossier", "-occurred_on"], name="telling_of_dossier"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "source_kind", "source_id"], name="telling_once_a_source"),
            models.CheckConstraint(
                condition=(Q(state="waiting", look_on__isnull=False) & ~Q(ground=""))
                | Q(state="due", look_on__isnull=False, ground="")
                | Q(state__in=["told", "lapsed"], look_on__isnull=True, ground=""),
                name="telling_waits_on_a_ground_until_a_day",
            ),
            models.CheckConstraint(
                condition=(Q(state="told", told_on__isnull=False, told_by__isnull=False) & ~Q(told_how=""))
                | (~Q(state="told") & Q(told_on__isnull=True, told_by__isnull=True, told_how="")),
                name="telling_told_when_how_and_by_whom",
            ),
            models.CheckConstraint(condition=~Q(ground="convenience"), name="telling_never_waits_for_convenience"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "source_kind", "source_id", "responsible", "letter_id", "told_by"], Technical())
            | dict.fromkeys(
                [
                    *("state", "after", "occurred_on", "protocol_version", "citations", "arisen_at", "look_on", "ground"),
                    *("situation_ended_on", "returned_on", "told_on", "told_how"),
                ],
                Fact(),
            )
            | dict.fromkeys(["recipient", "what", "why"], Personal())
        )


class TellingStep(DossierRow):
    """One step, in order, which never changes: postponed on a ground until a day, tried, not to wait any more, told, or given up."""

    telling = models.ForeignKey(Telling, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(_("what was done"), max_length=10, choices=TellingAct)
    ground = models.CharField(_("on which ground"), max_length=20, blank=True)
    on = models.DateField(_("on"))
    look_on = models.DateField(_("look again on"), null=True, blank=True)
    note = EncryptedTextField(_("explanation"), max_length=LONG, blank=True, default="", multiline=True)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list)
    at = models.DateTimeField(_("written down on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("step in telling the client")
        verbose_name_plural = _("steps in telling the client")
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=(Q(act="postponed", look_on__isnull=False) & ~Q(ground="")) | ~Q(act="postponed"), name="telling_postponed_on_a_ground"
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "telling", "by"], Technical())
            | dict.fromkeys(["act", "ground", "on", "look_on", "protocol_version", "citations", "at"], Fact())
            | {"note": Personal()}
        )
