"""Informing, consent, the signed form and the exception. They hang on a person and an opaque matter (a dossier's key):
the dossier stands a floor higher and is not known here."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consent.states import AnswerForm, ConsentState, ExceptionGround, FormState, Scope, SigningMethod
from privacy_domain.crypto.fields import EncryptedJSONField, EncryptedTextField
from privacy_domain.crypto.stored import StoredFileField
from privacy_domain.people.models import Partner, Person
from privacy_domain.privacy import Fact, Personal, Technical
from privacy_domain.tenancy.models import TenantModel


class PersonRow(TenantModel):
    """A row about one person in one matter, encrypted under that person's key."""

    encryption_key: ClassVar = ("person", "person_id")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    matter_id = models.UUIDField(_("matter"))

    class Meta:
        abstract = True


class Informing(PersonRow):
    """The client was told: in which form, with which texts, about what, and who else may get the data."""

    form = models.CharField(_("form"), max_length=10, choices=AnswerForm)
    informed_at = models.DateTimeField(_("told on"))
    informed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cards = models.JSONField(_("texts"), default=list)  # [{"key": ..., "version": ...}]: which words were used
    items = ArrayField(models.CharField(max_length=40), verbose_name=_("content"), default=list)
    parties = EncryptedJSONField(_("named parties"), default=list)
    none_known_yet = models.BooleanField(_("no party known yet"), default=False)
    reaction = EncryptedTextField(_("reaction of the client"), blank=True, default="")
    agreed = EncryptedTextField(_("what was agreed about questions and objections"), blank=True, default="")
    interpreter = EncryptedTextField(_("interpreter"), blank=True, default="")

    class Meta:
        verbose_name = _("informing")
        verbose_name_plural = _("informings")
        indexes = [models.Index(fields=["person", "matter_id"], name="informing_by_matter")]

    class Privacy:
        subject = "person_id"
        dossier = ("matter_id",)
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "person", "matter_id", "informed_by", "cards"], Technical())
            | dict.fromkeys(["form", "informed_at", "items", "none_known_yet"], Fact())
            | dict.fromkeys(["parties", "reaction", "agreed", "interpreter"], Personal())
        )


class ConsentForm(PersonRow):
    """One paper, or one screen, that covers one or more questions; signed by everyone who must sign, or refused. Both are kept."""

    reference = models.CharField(_("reference"), max_length=12)
    state = models.CharField(_("state"), max_length=10, choices=FormState, default=FormState.OPEN)
    required_signers = ArrayField(models.CharField(max_length=10), verbose_name=_("must sign"))
    protocol_version = models.CharField(_("protocol version"), max_length=60, blank=True)
    text_versions = models.JSONField(_("texts"), default=list)
    content_digest = models.CharField(_("digest of what was agreed"), max_length=64)
    made_at = models.DateTimeField(_("made on"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("signed or refused on"), null=True, blank=True)
    scan_file = StoredFileField(_("scan"), max_length=80, blank=True)
    scan_media_type = models.CharField(_("kind of scan"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("consent form")
        verbose_name_plural = _("consent forms")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "reference"], name="consent_form_reference"),
            models.CheckConstraint(
                condition=Q(state=FormState.OPEN, closed_at__isnull=True) | ~Q(state=FormState.OPEN) & Q(closed_at__isnull=False),
                name="consent_form_closed",
            ),
        ]

    class Privacy:
        subject = "person_id"
        dossier = ("matter_id",)
        clock = "dossier"
        fields: ClassVar = dict.fromkeys(
            [
                "id",
                "municipality",
                "person",
                "matter_id",
                "reference",
                "required_signers",
                "text_versions",
                "content_digest",
                "made_by",
                "scan_file",
                "scan_media_type",
            ],
            Technical(),
        ) | dict.fromkeys(["state", "protocol_version", "made_at", "closed_at"], Fact())


class Signature(PersonRow):
    """One signature, or one refusal, on a form. Of the ink only x and y are kept: neither speed nor pressure."""

    form = models.ForeignKey(ConsentForm, on_delete=models.PROTECT, related_name="signatures")
    holder = models.CharField(_("capacity"), max_length=10)
    signer_name = EncryptedTextField(_("name of the signer"))
    agreed = models.BooleanField(_("agreed"))
    method = models.CharField(_("how"), max_length=10, choices=SigningMethod)
    ink = EncryptedJSONField(_("lines"), null=True, blank=True)
    ink_digest = models.CharField(_("digest of the lines"), max_length=64, blank=True)
    signed_at = models.DateTimeField(_("signed on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [models.UniqueConstraint(fields=["form", "holder"], name="signature_once_a_holder")]

    class Privacy:
        subject = "person_id"
        dossier = ("matter_id",)
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "person", "matter_id", "form", "ink_digest", "recorded_by"], Technical())
            | dict.fromkeys(["holder", "agreed", "method", "signed_at"], Fact())
            | dict.fromkeys(["signer_name", "ink"], Personal())
        )


class Consent(PersonRow):
    """One question and its answer: for which purpose, which data, with whom, in which form; told about it first.

    Specific by construction: without purpose, data, recipients and an informing there is no row (Leek 1 onder i).
    """

    scope = models.CharField(_("about"), max_length=10, choices=Scope)
    state = models.CharField(_("state"), max_length=20, choices=ConsentState, default=ConsentState.ASKED)
    purpose = EncryptedTextField(_("purpose"))
    categories = ArrayField(models.CharField(max_length=40), verbose_name=_("data"))
    recipient_code = models.CharField(_("kind of recipient"), max_length=40)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recipient_name = EncryptedTextField(_("recipient"))
    occasion = models.CharField(_("occasion"), max_length=40, blank=True)
    form_needed = models.CharField(_("form the protocol asks"), max_length=10, choices=AnswerForm)
    form_given = models.CharField(_("form of the answer"), max_length=10, choices=AnswerForm, blank=True)
    informing = models.ForeignKey(Informing, on_delete=models.PROTECT, related_name="+")
    consent_form = models.ForeignKey(ConsentForm, on_delete=models.PROTECT, null=True, blank=True, related_name="consents")
    protocol_version = models.CharField(_("protocol version"), max_length=60, blank=True)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("rests on"), default=list)
    text_key = models.CharField(_("text"), max_length=80)
    text_version = models.PositiveIntegerField(_("version of the text"))
    text_id = models.UUIDField(_("the very words"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_by = EncryptedTextField(_("answered by"), blank=True, default="")
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_said_by = EncryptedTextField(_("withdrawn by"), blank=True, default="")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["person", "matter_id", "scope"], name="consent_by_matter")]
        constraints = [
            models.CheckConstraint(condition=Q(categories__len__gt=0), name="consent_names_data"),
            models.CheckConstraint(condition=~Q(recipient_code=""), name="consent_names_recipient"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consent_withdrawn_pair",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="consent_answered_pair",
            ),
            models.CheckConstraint(condition=~Q(state=ConsentState.WITHDRAWN) | Q(withdrawn_at__isnull=False), name="consent_withdrawn_when"),
            models.CheckConstraint(
                condition=~Q(state=ConsentState.GIVEN) | (Q(answered_at__isnull=False) & ~Q(form_given="")), name="consent_given_when_and_how"
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsentState.GIVEN, form_needed=AnswerForm.WRITTEN) | Q(form_given=AnswerForm.WRITTEN, consent_form__isnull=False),
                name="consent_written_has_its_form",
            ),
        ]

    class Privacy:
        subject = "person_id"
        dossier = ("matter_id",)
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(
                [
                    "id",
                    "municipality",
                    "person",
                    "matter_id",
                    "recipient_code",
                    "partner",
                    "occasion",
                    "form_needed",
                    "informing",
                    "consent_form",
                    "text_key",
                    "text_id",
                    "text_version",
                    "asked_by",
                    "answered_by",
                    "withdrawn_by",
                ],
                Technical(),
            )
            | dict.fromkeys(
                [
                    "scope",
                    "state",
                    "categories",
                    "form_given",
                    "protocol_version",
                    "citations",
                    "valid_until",
                    "asked_at",
                    "answered_at",
                    "withdrawn_at",
                ],
                Fact(),
            )
            | dict.fromkeys(["purpose", "recipient_name", "said_by", "withdrawal_said_by"], Personal())
        )


class WithoutConsent(PersonRow):
    """The decision to go on without consent, with its ground and note (Leek 4 lid 6, Landsmeer 4 lid 5)."""

    ground = models.CharField(_("ground"), max_length=30, choices=ExceptionGround)
    note = EncryptedTextField(_("note"))
    categories = ArrayField(models.CharField(max_length=40), verbose_name=_("data"))
    protocol_version = models.CharField(_("protocol version"), max_length=60)
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("rests on"))
    noted_at = models.DateTimeField(_("noted on"))
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("processing without consent")
        verbose_name_plural = _("processing without consent")
        indexes = [models.Index(fields=["person", "matter_id"], name="without_consent_by_matter")]

    class Privacy:
        subject = "person_id"
        dossier = ("matter_id",)
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "person", "matter_id", "noted_by"], Technical())
            | dict.fromkeys(["ground", "categories", "protocol_version", "citations", "noted_at"], Fact())
            | {"note": Personal()}
        )
