"""What leaves the dossier: the envelope, what is in it, what was found, who decided, and what came back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.models.item import Item
from dossiers.models.relation import Relation
from dossiers.states import DisclosureState
from privacy_domain.crypto.fields import EncryptedJSONField, EncryptedTextField
from privacy_domain.people.models import Agreement, Channel, Partner
from privacy_domain.privacy import Fact, Personal, Technical
from privacy_domain.protocols.types import Category


class Disclosure(DossierRow):
    """One envelope: to one recipient, for one purpose, with items chosen one by one.

    Sealed, its content and digest stand: the approval is of exactly that, and what was sent never changes; a correction is a
    new envelope. Exactly one of `partner` (the register) and `relation` (family, network) is the recipient.
    """

    class Ground(models.TextChoices):
        """On what it rests, as it was when it was sealed."""

        CONSENT = "consent", _("consent of the client")
        PROTOCOL = "protocol", _("the protocol allows it without asking")
        WITHOUT_CONSENT = "without_consent", _("without consent, on findings")

    state = models.CharField(_("state"), max_length=15, choices=DisclosureState, default=DisclosureState.DRAFTING)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    relation = models.ForeignKey(Relation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recipient_code = models.CharField(_("kind of recipient"), max_length=30)
    occasion = models.CharField(_("occasion"), max_length=40, blank=True)
    purpose = EncryptedTextField(_("why"), max_length=1000, multiline=True)
    necessity = EncryptedTextField(_("why it is necessary"), max_length=1000, blank=True, default="", multiline=True)
    interest = EncryptedTextField(_("the interest of the client"), max_length=1000, blank=True, default="", multiline=True)
    told_beforehand = EncryptedTextField(_("what the client was told beforehand"), max_length=1000, blank=True, default="", multiline=True)
    safety = models.BooleanField(_("safety is at stake"), default=False)
    without_consent = models.BooleanField(_("without consent"), default=False)
    ground = models.CharField(_("rests on"), max_length=20, choices=Ground, blank=True)
    consent_ids = ArrayField(models.UUIDField(), verbose_name=_("consents"), default=list)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list)
    obligations = ArrayField(models.CharField(max_length=40), verbose_name=_("what must be done with it"), default=list)
    content = EncryptedJSONField(_("what leaves"), null=True, blank=True)
    digest = models.CharField(_("digest of what leaves"), max_length=64, blank=True)
    prepared_at = models.DateTimeField(_("prepared on"))
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(_("sealed on"), null=True, blank=True)
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    attendees = EncryptedJSONField(_("who heard what"), null=True, blank=True)
    recipient_told = models.BooleanField(_("recipient told of the protocol and of secrecy"), default=False)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = EncryptedTextField(_("why not shared"), max_length=2000, blank=True, default="", multiline=True)

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        indexes = [
            models.Index(fields=["dossier", "-prepared_at"], name="disclosure_of_dossier"),
            models.Index(fields=["sealed_at"], condition=Q(state=DisclosureState.WAITING), name="disclosure_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(partner__isnull=True) ^ Q(relation__isnull=True), name="disclosure_one_recipient"),
            models.CheckConstraint(
                condition=Q(state__in=["drafting", "asked_back", "withdrawn", "not_shared", "refused"])
                | (~Q(digest="") & Q(content__isnull=False, sealed_at__isnull=False, sealed_by__isnull=False) & ~Q(ground="")),
                name="disclosure_sealed_before_it_goes",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False, sent_by__isnull=False, channel__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True, sent_by__isnull=True)),
                name="disclosure_sent_when_by_whom_and_how",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["withdrawn", "not_shared"], ended_at__isnull=False, ended_by__isnull=False)
                | (~Q(state__in=["withdrawn", "not_shared"]) & Q(ended_at__isnull=True, ended_by__isnull=True)),
                name="disclosure_ended_when_and_by_whom",
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(
                [
                    *("id", "municipality", "dossier", "partner", "relation", "recipient_code", "consent_ids", "agreement", "digest"),
                    *("prepared_by", "sealed_by", "channel", "sent_by", "ended_by"),
                ],
                Technical(),
            )
            | dict.fromkeys(
                [
                    *("state", "occasion", "safety", "without_consent", "ground", "protocol_version", "citations", "obligations"),
                    *("prepared_at", "sealed_at", "recipient_told", "sent_at", "ended_at"),
                ],
                Fact(),
            )
            | dict.fromkeys(["purpose", "necessity", "interest", "told_beforehand", "content", "attendees", "end_reason"], Personal())
        )


class DisclosureItem(DossierRow):
    """One thing in an envelope, chosen by itself: a kind of data about the person, or an item of the dossier.

    `level`: only that it is so, or the content as well, and then why that is needed.
    """

    class Level(models.TextChoices):
        """How much of it goes."""

        THAT = "that", _("only that it is so")
        CONTENT = "content", _("the content as well")

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(_("data"), max_length=40, blank=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(_("how much"), max_length=10, choices=Level, default=Level.THAT)
    text = EncryptedTextField(_("what it says"), max_length=2000, blank=True, default="", multiline=True)
    reason = EncryptedTextField(_("why the content is needed"), max_length=1000, blank=True, default="", multiline=True)

    class Meta:
        verbose_name = _("item of a disclosure")
        verbose_name_plural = _("items of disclosures")
        constraints = [
            models.CheckConstraint(condition=Q(item__isnull=True) ^ Q(code=""), name="disclosed_data_or_item"),
            models.UniqueConstraint(fields=["disclosure", "code"], condition=~Q(code=""), name="disclosed_data_once"),
            models.UniqueConstraint(fields=["disclosure", "item"], name="disclosed_item_once"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        item = ("item__series",)
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "disclosure", "item"], Technical())
            | dict.fromkeys(["code", "level"], Fact())
            | dict.fromkeys(["text", "reason"], Personal())
        )

    @property
    def chosen_code(self) -> Category | None:
        """The kind of data; None for an item of the dossier."""
        return Category(self.code) if self.code else None


class DisclosureFinding(DossierRow):
    """The answer to one question before sharing without consent: whether it holds, in the professional's own words."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="findings")
    question = models.CharField(_("question"), max_length=40)
    holds = models.BooleanField(_("it holds"))
    text = EncryptedTextField(_("in your own words"), max_length=3000, multiline=True)
    answered_at = models.DateTimeField(_("answered on"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [models.UniqueConstraint(fields=["disclosure", "question"], name="finding_once_a_question")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "disclosure", "question", "answered_by"], Technical())
            | dict.fromkeys(["holds", "answered_at"], Fact())
            | {"text": Personal()}
        )


class Consultation(DossierRow):
    """What the team leader said about exactly this content; never about one's own request.

    By telephone when it could not wait: written down by who called, and confirmed or denied by the leader afterwards in a row
    of his own.
    """

    class Outcome(models.TextChoices):
        """What was said."""

        APPROVED = "approved", _("agreed to it")
        REFUSED = "refused", _("not agreed")
        ASKED_BACK = "asked_back", _("asked back")
        CONFIRMED = "confirmed", _("the telephone call confirmed")
        DENIED = "denied", _("the telephone call denied")

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="consultations")
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome)
    reason = EncryptedTextField(_("reason"), max_length=2000, multiline=True)
    digest = models.CharField(_("digest of what it is about"), max_length=64)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided on"))
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("decided_at",)
        constraints = [
            models.CheckConstraint(condition=~Q(requested_by=F("decided_by")), name="consulted_somebody_else"),
            models.CheckConstraint(
                condition=Q(called_at__isnull=False) | Q(recorded_by=F("decided_by")), name="consultation_recorded_by_who_decided"
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="consultation_about_something"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "disclosure", "digest", "requested_by", "decided_by", "recorded_by"], Technical())
            | dict.fromkeys(["outcome", "decided_at", "called_at"], Fact())
            | {"reason": Personal()}
        )


class DisclosureRemark(DossierRow):
    """What came after: the recipient accepts, refuses, is done, or acts against the protocol and is addressed."""

    class Kind(models.TextChoices):
        """What happened."""

        ACCEPTED = "accepted", _("the recipient accepted it")
        REFUSED = "refused", _("the recipient did not accept it")
        DONE = "done", _("the recipient is done with it")
        AGAINST = "against", _("the recipient acts against the protocol")
        ADDRESSED = "addressed", _("the recipient was addressed about it")

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(_("what happened"), max_length=15, choices=Kind)
    note = EncryptedTextField(_("note"), max_length=2000, blank=True, default="", multiline=True)
    at = models.DateTimeField(_("on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("remark on a disclosure")
        verbose_name_plural = _("remarks on disclosures")
        ordering = ("at",)

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "disclosure", "by"], Technical())
            | dict.fromkeys(["kind", "at"], Fact())
            | {"note": Personal()}
        )
