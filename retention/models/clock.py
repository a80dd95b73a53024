"""Until when something is kept."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from privacy_domain.privacy import Fact, Technical


class Clock(DossierRow):
    """How long one part of a dossier is kept, as counted on `computed_at`, with the facts it was counted from.

    A part is what a dossier holds under one law; where the text counts from the receipt of each item (leek-2018 art. 6, wmo-2015
    art. 5.3.4 lid 1 where the protocol is silent) an item has a row of its own, named by its series, and the row without a series is
    the rest. `protocol_version` governs: in force at closing, or today while there is none. `destroy_from` is the first day on which
    that version, the version of today and the law all allow destruction; empty: not known yet, or nobody sets a term (`waits` says
    that it is the closing which is awaited).
    """

    law = models.CharField(_("law"), max_length=20)
    series = models.UUIDField(_("item"), null=True, blank=True)
    received_on = models.DateField(_("received or made on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    last_change = models.DateField(_("last change"))
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True, default="")
    current_version = models.CharField(_("protocol of today"), max_length=60, blank=True, default="")
    protocol_until = models.DateField(_("kept by the protocol until"), null=True, blank=True)
    law_until = models.DateField(_("kept by law until"), null=True, blank=True)
    destroy_from = models.DateField(_("to be destroyed from"), null=True, blank=True)
    waits = models.BooleanField(_("waits for the closing"), default=False)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    steps = models.JSONField(_("calculation"), default=list)
    computed_at = models.DateTimeField(_("counted on"))

    class Meta:
        verbose_name = _("retention clock")
        verbose_name_plural = _("retention clocks")
        indexes = [
            models.Index(fields=["municipality", "destroy_from", "id"], condition=Q(destroy_from__isnull=False), name="clock_due"),
            models.Index(fields=["municipality", "waits"], condition=Q(waits=True), name="clock_waits"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "law", "series"], name="clock_once_a_part", nulls_distinct=False),
            models.CheckConstraint(condition=~Q(waits=True) | Q(destroy_from__isnull=True), name="clock_waits_without_a_day"),
            models.CheckConstraint(
                condition=Q(protocol_until__isnull=True) | Q(destroy_from__isnull=True) | Q(destroy_from__gt=F("protocol_until")),
                name="clock_never_before_protocol",
            ),
            models.CheckConstraint(
                condition=Q(law_until__isnull=True) | Q(destroy_from__isnull=True) | Q(destroy_from__gt=F("law_until")), name="clock_never_before_law"
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        item = ("series",)
        fields: ClassVar = dict.fromkeys(["id", "municipality", "dossier", "series", "current_version", "computed_at"], Technical()) | dict.fromkeys(
            [
                "law", "received_on", "closed_on", "last_change", "protocol_version", "protocol_until", "law_until", "destroy_from", "waits",
                "citations", "steps",
            ],
            Fact(),
        )  # fmt: skip
