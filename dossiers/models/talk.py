"""The talk at the kitchen table: who sits there, what is half written, and which partners are spoken about."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consent.models import Consent
from dossiers.models.dossier import DossierRow
from dossiers.states import OPEN_TALKS, Capacity, Step, TalkState
from privacy_domain.crypto.fields import EncryptedJSONField, EncryptedTextField
from privacy_domain.people.models import Partner, Person
from privacy_domain.privacy import Fact, Personal, Technical, Until
from privacy_domain.tenancy.managers import TenantManager
from privacy_domain.terms import TYPED


class TalkManager(TenantManager["Talk"]):
    """The talks that there are for anybody: one that is shielded only for who is named, who has a door of his own."""

    def get_queryset(self) -> models.QuerySet[Talk]:
        """The talks of the municipality in scope."""
        return super().get_queryset().filter(shielded=False)


class Talk(DossierRow):
    """One talk. It can stop after any step and go on another day.

    `relation`: with whom it is, when that is a relative who is a client himself (Opsterland 1 onder f); else with the client.
    """

    relation = models.ForeignKey("dossiers.Relation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=TalkState, default=TalkState.PREPARING)
    planned_at = models.DateTimeField(_("planned for"), null=True, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started on"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    large_print = models.BooleanField(_("large print"), default=False)
    language = models.CharField(_("language of the explanation"), max_length=8, default="nl")
    last_step = models.CharField(_("last step"), max_length=30, choices=Step, blank=True)
    steps_done = ArrayField(models.CharField(max_length=30), verbose_name=_("steps done"), default=list)
    special_needed = models.BooleanField(_("special data needed"), null=True, blank=True)
    special_reason = EncryptedTextField(_("why special data are needed or not"), blank=True, default="")
    checked_at = models.DateTimeField(_("checked together on"), null=True, blank=True)
    notes = EncryptedTextField(_("notes"), blank=True, default="")
    next_appointment = EncryptedTextField(_("next appointment"), blank=True, default="")
    receipt_letter_id = models.UUIDField(_("receipt"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped on"), null=True, blank=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stopped_because = EncryptedTextField(_("why stopped"), null=True, blank=True)
    shielded = models.BooleanField(_("shielded"), default=False, editable=False)

    objects: ClassVar = TalkManager()
    stored: ClassVar = TenantManager["Talk"]()  # also what is shielded, for its own door

    class Meta:
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        indexes = [models.Index(fields=["dossier", "state"], name="talk_by_dossier")]
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(state__in=OPEN_TALKS), name="one_open_talk_a_dossier"),
            models.CheckConstraint(
                condition=~Q(state=TalkState.FINISHED) | Q(finished_at__isnull=False, started_at__isnull=False), name="talk_finished_when"
            ),
            models.CheckConstraint(
                condition=Q(state=TalkState.STOPPED, stopped_at__isnull=False, stopped_by__isnull=False)
                | ~Q(state=TalkState.STOPPED) & Q(stopped_at__isnull=True, stopped_by__isnull=True),
                name="talk_stopped_by_at",
            ),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(
                [
                    "id",
                    "municipality",
                    "dossier",
                    "relation",
                    "prepared_by",
                    "last_step",
                    "steps_done",
                    "receipt_letter_id",
                    "stopped_by",
                    "shielded",
                ],
                Technical(),
            )
            | dict.fromkeys(
                ["state", "planned_at", "started_at", "finished_at", "large_print", "language", "special_needed", "checked_at", "stopped_at"], Fact()
            )
            | dict.fromkeys(["special_reason", "notes", "next_appointment", "stopped_because"], Personal())
        )

    @property
    def person(self) -> Person:
        """With whom the talk is: he is told, he is asked, he answers and signs."""
        found: Person | None = self.relation.person if self.relation else None
        return found or self.dossier.person

    @property
    def person_id(self) -> UUID:
        """The key of who is told and asked."""
        found: UUID | None = self.relation.person_id if self.relation else None
        return found or self.dossier.person_id

    @property
    def with_relative(self) -> bool:
        """Whether it is with a relative, of whom the dossier's help question is not."""
        return self.relation_id is not None


class Participant(DossierRow):
    """Somebody at the table: the client, family, a representative, an interpreter."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = EncryptedTextField(_("name"))
    capacity = models.CharField(_("capacity"), max_length=20, choices=Capacity)
    language = models.CharField(_("interprets into"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "talk", "person"], Technical())
            | dict.fromkeys(["capacity", "language"], Fact())
            | {"name": Personal()}
        )


class Draft(DossierRow):
    """What is typed and not yet said: saved while typing, on the server only, with a version so that two tabs notice each other."""

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="drafts")
    step = models.CharField(_("step"), max_length=30)
    slot = models.CharField(_("part of the step"), max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(_("version"), default=1)
    content = EncryptedJSONField(_("content"))
    saved_at = models.DateTimeField(_("saved on"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["talk", "step", "slot"], name="one_draft_a_page")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        kept = Until(TYPED, since="saved_at")
        fields: ClassVar = dict.fromkeys(
            ["id", "municipality", "dossier", "talk", "step", "slot", "version", "saved_at", "saved_by"], Technical()
        ) | {"content": Personal()}


class PartnerChoice(DossierRow):
    """A partner that is spoken about in the talk: for what, which data, on which occasion; asked, or only told."""

    class Outcome(models.TextChoices):
        """What the page of this partner led to."""

        OPEN = "open", _("not discussed yet")
        TOLD = "told", _("told; consent is not asked here")
        ASKED = "asked", _("consent asked")

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(_("occasion"), max_length=40, blank=True)
    items = ArrayField(models.CharField(max_length=40), verbose_name=_("data"), default=list)
    purpose = EncryptedTextField(_("why"), blank=True, default="")
    valid_until = models.DateField(_("until"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(_("told on"), null=True, blank=True)

    class Meta:
        verbose_name = _("partner in the talk")
        verbose_name_plural = _("partners in the talk")
        constraints = [
            models.UniqueConstraint(fields=["talk", "partner", "occasion"], name="partner_once_a_talk"),
            models.CheckConstraint(condition=~Q(outcome="asked") | Q(consent__isnull=False), name="asked_has_its_consent"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "talk", "partner", "occasion", "consent"], Technical())
            | dict.fromkeys(["items", "valid_until", "outcome", "told_at"], Fact())
            | {"purpose": Personal()}
        )
