"""The decision on a request: per part granted or refused, on which ground, by whom, under which authority, by which letter."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.privacy import Fact, Personal, Technical
from requests.models.mandate import Mandate
from requests.models.request import RequestRow
from requests.states import DecisionAuthority, DecisionOutcome, DecisionState

_SIGNED = Q(state__in=[DecisionState.SIGNED, DecisionState.SENT])


class Decision(RequestRow):
    """What is decided on a request, in writing and with reasons (leek-2018 and landsmeer-2016 art. 11 lid 5; leiden-2016 art. 18;
    opsterland-2015 art. 18 lid 2 and 4, 19 lid 3, 21).

    It is prepared part by part, put to who may sign it, signed, and known to who asked from the day its letter went out: only then has
    the request been decided. `outcome` follows from the parts. `object_by` is the last day to object, counted from the letter.
    """

    state = models.CharField(_("state"), max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    outcome = models.CharField(_("outcome"), max_length=10, choices=DecisionOutcome, blank=True, default="")
    explanation = EncryptedTextField(_("explanation"), max_length=4000, blank=True, default="", multiline=True)
    passed_to = EncryptedTextField(_("passed on to"), max_length=200, blank=True, default="")
    protocol_version = models.CharField(_("protocol on the day of receipt"), max_length=60, blank=True, default="")
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    prepared_at = models.DateTimeField(_("prepared on"))
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned_because = EncryptedTextField(_("why it came back"), max_length=2000, blank=True, default="", multiline=True)
    authority = models.CharField(_("on whose behalf"), max_length=12, choices=DecisionAuthority, blank=True, default="")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed on"), null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.UUIDField(_("letter"), null=True, blank=True)
    object_by = models.DateField(_("last day to object"), null=True, blank=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("decision on a request")
        verbose_name_plural = _("decisions on requests")
        indexes = [
            models.Index(fields=["request"], name="decision_of_request"),
            models.Index(fields=["signer"], condition=Q(state=DecisionState.PROPOSED), name="decision_to_sign"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=~Q(state=DecisionState.TAKEN_BACK), name="decided_once"),
            models.CheckConstraint(condition=~Q(state=DecisionState.PROPOSED) | Q(signer__isnull=False), name="decision_put_to_somebody"),
            models.CheckConstraint(
                condition=~_SIGNED | Q(signed_at__isnull=False, signed_by__isnull=False, letter__isnull=False) & ~Q(authority="") & ~Q(outcome=""),
                name="decision_signed_when_by",
            ),
            models.CheckConstraint(
                condition=~Q(authority=DecisionAuthority.MANDATE) ^ Q(mandate__isnull=False), name="decision_mandate_on_file"
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=False, sent_by__isnull=False) & Q(state=DecisionState.SENT)
                | Q(sent_on__isnull=True, sent_by__isnull=True) & ~Q(state=DecisionState.SENT),
                name="decision_sent_when_by",
            ),
            models.CheckConstraint(
                condition=~(Q(state=DecisionState.TAKEN_BACK) ^ Q(taken_back_at__isnull=False, taken_back_by__isnull=False)),
                name="decision_taken_back_when_by",
            ),
        ]  # fmt: skip

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(
                [
                    "id", "municipality", "request", "person", "prepared_by", "signer", "mandate", "signed_by", "letter", "sent_by",
                    "taken_back_by",
                ],
                Technical(),
            )
            | dict.fromkeys(
                [
                    "state", "outcome", "protocol_version", "citations", "prepared_at", "authority", "signed_at", "object_by", "sent_on",
                    "taken_back_at",
                ],
                Fact(),
            )
            | dict.fromkeys(["explanation", "passed_to", "returned_because"], Personal())
        )  # fmt: skip


class DecisionPart(RequestRow):
    """One part of a decision: which data, granted or refused; a refusal rests on one ground of the rules and says why. `series` and
    `file` name the item of a dossier that it is about; empty: what `what` says."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(_("place"))
    what = EncryptedTextField(_("about which data"), max_length=300)
    file = models.UUIDField(_("dossier"), null=True, blank=True)
    series = models.UUIDField(_("item"), null=True, blank=True)
    granted = models.BooleanField(_("granted"))
    ground = models.CharField(_("ground of the refusal"), max_length=30, blank=True, default="")
    provision = EncryptedTextField(_("provision"), max_length=200, blank=True, default="")
    reasons = EncryptedTextField(_("reasons"), max_length=2000, blank=True, default="", multiline=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)

    class Meta:
        verbose_name = _("part of a decision")
        verbose_name_plural = _("parts of decisions")
        indexes = [models.Index(fields=["decision", "position"], name="parts_of_decision")]
        constraints = [
            models.UniqueConstraint(fields=["decision", "position"], name="decision_part_place"),
            models.CheckConstraint(condition=Q(granted=True) ^ ~Q(ground=""), name="decision_part_refused_on_a_ground"),
            models.CheckConstraint(condition=Q(series__isnull=True) | Q(file__isnull=False), name="decision_part_item_of_a_dossier"),
        ]

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "request", "person", "decision", "position", "file", "series"], Technical())
            | dict.fromkeys(["granted", "ground", "citations"], Fact())
            | dict.fromkeys(["what", "provision", "reasons"], Personal())
        )
