"""Shielded: kept, and read by nobody except who is named."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.models.talk import Talk
from dossiers.states.shielding import ReadingGround, ShieldOn, ShieldReason, ShieldState
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical


class Shield(DossierRow):
    """An item (its series) or a talk is kept without being used (avg art. 18; leek-2018 art. 11 lid 4). Placed and lifted with reason
    and author; before it is lifted the client is told (avg art. 18 lid 3). `source` is the request that asked for it, where there is one.
    What is shielded carries the mark `shielded` itself, and its table leaves it out everywhere."""

    on = models.CharField(_("what is shielded"), max_length=10, choices=ShieldOn)
    series = models.UUIDField(_("item"), null=True, blank=True)
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("talk"))
    state = models.CharField(_("state"), max_length=10, choices=ShieldState, default=ShieldState.STANDING)
    reason = models.CharField(_("reason"), max_length=15, choices=ShieldReason)
    explanation = EncryptedTextField(_("explanation"), max_length=2000, multiline=True)
    source = models.UUIDField(_("request behind it"), null=True, blank=True)
    placed_at = models.DateTimeField(_("placed on"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("client told on"), null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_how = EncryptedTextField(_("how the client was told"), max_length=1000, blank=True, default="", multiline=True)
    lifted_at = models.DateTimeField(_("lifted on"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_because = EncryptedTextField(_("why it was lifted"), max_length=2000, blank=True, default="", multiline=True)

    class Meta:
        verbose_name = _("shielding")
        verbose_name_plural = _("shieldings")
        indexes = [models.Index(fields=["dossier", "-placed_at"], name="shield_of_dossier")]
        constraints = [
            models.UniqueConstraint(fields=["series"], condition=Q(lifted_at__isnull=True), name="item_shielded_once"),
            models.UniqueConstraint(fields=["talk"], condition=Q(lifted_at__isnull=True), name="talk_shielded_once"),
            models.CheckConstraint(
                condition=Q(on=ShieldOn.ITEM, series__isnull=False, talk__isnull=True) | Q(on=ShieldOn.TALK, series__isnull=True, talk__isnull=False),
                name="shield_names_what_it_hides",
            ),
            models.CheckConstraint(condition=~(Q(told_at__isnull=True) ^ Q(told_by__isnull=True)), name="shield_told_pair"),
            models.CheckConstraint(condition=~(Q(lifted_at__isnull=True) ^ Q(lifted_by__isnull=True)), name="shield_lifted_pair"),
            models.CheckConstraint(condition=Q(lifted_at__isnull=True) | Q(told_at__lte=models.F("lifted_at")), name="shield_lifted_after_telling"),
            models.CheckConstraint(condition=Q(state=ShieldState.STANDING) ^ Q(told_at__isnull=False), name="shield_told_when"),
            models.CheckConstraint(condition=Q(state=ShieldState.LIFTED) ^ Q(lifted_at__isnull=True), name="shield_lifted_when"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        item = ("series",)
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "series", "talk", "source", "placed_by", "told_by", "lifted_by"], Technical())
            | dict.fromkeys(["on", "state", "reason", "placed_at", "told_at", "lifted_at"], Fact())
            | dict.fromkeys(["explanation", "told_how", "lifted_because"], Personal())
        )


class ShieldReader(DossierRow):
    """This account may read what is shielded, on a ground that somebody else wrote down."""

    shield = models.ForeignKey(Shield, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("ground"), max_length=10, choices=ReadingGround)
    explanation = EncryptedTextField(_("explanation"), max_length=1000, multiline=True)
    named_at = models.DateTimeField(_("named on"))
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("reader of what is shielded")
        verbose_name_plural = _("readers of what is shielded")
        constraints = [
            models.UniqueConstraint(fields=["shield", "user"], condition=Q(ended_at__isnull=True), name="shield_reader_once"),
            models.CheckConstraint(condition=~Q(user=models.F("named_by")), name="shield_reader_named_by_another"),
            models.CheckConstraint(condition=~(Q(ended_at__isnull=True) ^ Q(ended_by__isnull=True)), name="shield_reader_ended_pair"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        item = ("shield__series",)
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "shield", "user", "named_by", "ended_by"], Technical())
            | dict.fromkeys(["ground", "named_at", "ended_at"], Fact())
            | {"explanation": Personal()}
        )
