"""Comply or explain: in one case the team departs from the policy of the municipality."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.states import RecordGround
from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical


class PolicyDeparture(DossierRow):
    """From which rule, for whose legal framework, why, and why that is the only way to go on (sittard-geleen-2018 par. 1 and 4).

    It is no legal ground: `basis` is that of AVG 6, and with special data `exception` names that of AVG 9. The item of a
    dossier can depart by itself (Departure); this is what concerns the case as a whole.
    """

    rule = EncryptedTextField(_("which rule"), max_length=1000, multiline=True)
    framework = EncryptedTextField(_("for which legal framework of a chain partner"), max_length=1000, multiline=True, blank=True, default="")
    reason = EncryptedTextField(_("reason to depart"), max_length=2000, multiline=True)
    only_way = EncryptedTextField(_("why it is the only way"), max_length=2000, multiline=True)
    basis = models.CharField(_("ground in AVG article 6"), max_length=30, choices=RecordGround)
    special = models.BooleanField(_("special data are concerned"), default=False)
    exception = EncryptedTextField(_("exception in AVG article 9"), max_length=1000, multiline=True, blank=True, default="")
    protocol_version = models.CharField(_("protocol"), max_length=60)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(_("looked at on"), null=True, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judgement = EncryptedTextField(_("what the privacy officer says"), max_length=2000, multiline=True, blank=True, default="")

    class Meta:
        verbose_name = _("departure from the policy")
        verbose_name_plural = _("departures from the policy")
        constraints = [
            models.CheckConstraint(condition=Q(judged_at__isnull=True) ^ Q(judged_by__isnull=False), name="policy_departure_judged_when_and_by_whom"),
            models.CheckConstraint(
                condition=Q(basis__in=["consent", "legal_duty", "vital_interest", "public_task"]), name="policy_departure_has_a_ground"
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "recorded_by", "judged_by"], Technical())
            | dict.fromkeys(["basis", "special", "protocol_version", "citations", "recorded_at", "judged_at"], Fact())
            | dict.fromkeys(["rule", "framework", "reason", "only_way", "exception", "judgement"], Personal())
        )
