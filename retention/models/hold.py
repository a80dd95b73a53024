"""What is not destroyed for now, and why."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.people.models import Person
from privacy_domain.privacy import Fact, Personal, Technical
from privacy_domain.tenancy.models import TenantModel
from retention.states import REVIEWED_REASONS, HoldOn, HoldReason


class Hold(TenantModel):
    """A person, a dossier or one item (by its series) is not destroyed while this stands: for which reason, who placed it, until when
    somebody looks again, who lifted it and why (leek-2018 art. 6; landsmeer-2016 art. 6; leiden-2016 art. 10 lid 2, 17 lid 2;
    opsterland-2015 art. 9 lid 2, 20 lid 2). `source_kind` and `source_id` name the row of an upper floor that is the cause."""

    encryption_key: ClassVar = ("person", "person_id")

    on = models.CharField(_("what is kept"), max_length=10, choices=HoldOn)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    series = models.UUIDField(_("item"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=15, choices=HoldReason)
    explanation = EncryptedTextField(_("why this is needed"), max_length=2000, multiline=True)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True, default="")
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    source_kind = models.CharField(_("kind of cause"), max_length=40, blank=True, default="")
    source_id = models.UUIDField(_("cause"), null=True, blank=True)
    placed_at = models.DateTimeField(_("placed on"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted on"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_because = EncryptedTextField(_("why it was lifted"), max_length=2000, blank=True, default="", multiline=True)

    class Meta:
        verbose_name = _("hold on destruction")
        verbose_name_plural = _("holds on destruction")
        indexes = [
            models.Index(fields=["person"], condition=Q(lifted_at__isnull=True), name="hold_of_person"),
            models.Index(fields=["municipality", "review_on"], condition=Q(lifted_at__isnull=True), name="hold_to_review"),
            models.Index(fields=["municipality", "source_kind", "source_id"], name="hold_by_cause"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(on=HoldOn.PERSON, dossier__isnull=True, series__isnull=True)
                | Q(on=HoldOn.DOSSIER, dossier__isnull=False, series__isnull=True)
                | Q(on=HoldOn.ITEM, dossier__isnull=False, series__isnull=False),
                name="hold_names_what_it_keeps",
            ),
            models.CheckConstraint(condition=~Q(reason__in=sorted(REVIEWED_REASONS)) | Q(review_on__isnull=False), name="hold_is_looked_at_again"),
            models.CheckConstraint(condition=~(Q(source_kind="") ^ Q(source_id__isnull=True)), name="hold_cause_pair"),
            models.CheckConstraint(condition=Q(placed_by__isnull=False) | ~Q(source_kind=""), name="hold_has_an_author_or_a_cause"),
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "person", "dossier", "series"],
                condition=Q(lifted_at__isnull=True, source_id__isnull=False),
                nulls_distinct=False,
                name="hold_once_a_cause",
            ),
        ]

    class Privacy:
        subject = "person_id"
        dossier = ("dossier_id",)
        clock = "dossier"
        item = ("series",)
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "person", "dossier", "series", "source_kind", "source_id", "placed_by", "lifted_by"], Technical())
            | dict.fromkeys(["on", "reason", "review_on", "protocol_version", "citations", "placed_at", "lifted_at"], Fact())
            | dict.fromkeys(["explanation", "lifted_because"], Personal())
        )
