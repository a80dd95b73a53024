"""One row is one letter, from draft to sent."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.crypto.fields import EncryptedJSONField
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.crypto.stored import StoredFileField
from privacy_domain.letters.kinds import Channel, LetterKind
from privacy_domain.privacy import Fact, Personal, Staff, Technical
from privacy_domain.tenancy.models import TenantModel


class Letter(TenantModel):
    """A letter about a person. Its facts and sentences are sealed under the dossier's key, or the person's where there is no dossier.

    From approval on, the database refuses to change what it says; once sent, nothing changes any more, except that
    destruction may empty it.
    """

    class State(models.TextChoices):
        """The life of a letter."""

        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved")
        RENDERED = "rendered", _("printed")
        FAILED = "failed", _("could not be printed")
        SENT = "sent", _("sent")

    kind = models.CharField(_("kind"), max_length=30, choices=[(kind.value, kind.value) for kind in LetterKind])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    reference = models.CharField(_("reference"), max_length=12)
    person_id = models.UUIDField(_("person"))
    organisation_id = models.UUIDField(_("organisation"), null=True, blank=True)
    dossier_id = models.UUIDField(_("dossier"), null=True, blank=True)
    context = EncryptedJSONField(_("facts and sentences"), null=True)
    language = models.CharField(_("language"), max_length=12, default="nl")
    large_print = models.BooleanField(_("large print"), default=False)
    protocol_version = models.CharField(_("protocol version"), max_length=60, blank=True)
    citations = models.JSONField(_("articles"), default=list, blank=True)
    template_version = models.CharField(_("template version"), max_length=16)
    text_ids = models.JSONField(_("texts"), default=list)
    pdf_file = StoredFileField(_("file"), max_length=32, blank=True)
    pdf_digest = models.CharField(_("digest of the PDF"), max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    failure = models.CharField(_("why it could not be printed"), max_length=200, blank=True)
    written_on = models.DateField(_("date of the letter"))
    drafted_at = models.DateTimeField(_("drafted at"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    rendered_at = models.DateTimeField(_("printed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_by = models.CharField(_("sent by"), max_length=150, blank=True)
    channel = models.CharField(_("sent by way of"), max_length=20, blank=True, choices=[(way.value, way.value) for way in Channel])

    class Meta(TenantModel.Meta):
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "reference"], name="letter_reference"),
            models.CheckConstraint(condition=Q(approved_at__isnull=True) | ~Q(state="draft"), name="letter_approved_is_no_draft"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by="") | (Q(sent_at__isnull=False) & ~Q(sent_by="")),
                name="letter_sent_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "dossier_id", "-drafted_at"], name="letter_of_dossier"),
            models.Index(fields=["municipality", "person_id", "-drafted_at"], name="letter_of_person"),
        ]

    class Privacy:
        subject = "person_id"
        dossier = ("dossier_id",)
        person = ("person_id",)
        clock = "dossier"
        fields: ClassVar = {
            **dict.fromkeys(
                [
                    "id", "municipality", "reference", "person_id", "organisation_id", "dossier_id", "citations", "template_version",
                    "text_ids", "pdf_file", "pdf_digest", "pages", "failure",
                ],
                Technical(),
            ),
            **dict.fromkeys(
                [
                    "kind", "state", "language", "large_print", "protocol_version", "written_on", "drafted_at", "approved_at",
                    "rendered_at", "sent_at", "channel",
                ],
                Fact(),
            ),
            "context": Personal(),
            **dict.fromkeys(["approved_by", "sent_by"], Staff()),
        }  # fmt: skip

    @property
    def encryption_key(self) -> tuple[str, str]:
        """Whose key seals the letter: the dossier's, so that it goes with the dossier; the person's when there is none."""
        return (KeyKind.DOSSIER, "dossier_id") if self.dossier_id else (KeyKind.PERSON, "person_id")

    def key_subject(self) -> UUID:
        """The subject of that key."""
        subject: UUID = self.dossier_id or self.person_id
        return subject

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
