"""What stands in a dossier: notes, contacts, judgements, documents, paper parts, and what the client says about them."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import DossierRow
from dossiers.models.relation import Relation
from dossiers.states import Carrier, ItemKind, ItemSource, RecordGround
from privacy_domain.crypto.fields import EncryptedJSONField, EncryptedTextField
from privacy_domain.crypto.stored import StoredFileField
from privacy_domain.privacy import Fact, Personal, Technical, Until
from privacy_domain.tenancy.managers import TenantManager
from privacy_domain.terms import TYPED


class ItemManager(TenantManager["Item"]):
    """The items that there are for anybody: one that is being destroyed is not there any more, and one that is shielded only for who
    is named, who has a door of his own (dossiers.services.shielding)."""

    def get_queryset(self) -> models.QuerySet[Item]:
        """The items of the municipality in scope."""
        return super().get_queryset().filter(going=False, shielded=False)


class KeptItemManager(TenantManager["Item"]):
    """What is kept, shielded or not, for who counts how long."""

    def get_queryset(self) -> models.QuerySet[Item]:
        """The items of the municipality in scope."""
        return super().get_queryset().filter(going=False)


class PassageManager(TenantManager["Passage"]):
    """The passages that there are for anybody."""

    def get_queryset(self) -> models.QuerySet[Passage]:
        """The passages of the municipality in scope, without those of items that are shielded."""
        return super().get_queryset().filter(item__shielded=False)


class Item(DossierRow):
    """One version of one thing in the dossier: why it is there, on which ground, from whom, on what it is carried.

    A version is never changed. A correction is a new row of the same `series` that `supersedes` the earlier one, which stays;
    the current version is the one without `superseded_at`. `received_on`, the day it was received or made, goes along with a
    correction: retention counts from it (Leek 6). The text stands in the passages, a document's file beside the row.
    """

    series = models.UUIDField(_("series"), default=uuid4, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by")
    superseded_at = models.DateTimeField(_("superseded on"), null=True, blank=True)
    correction_reason = EncryptedTextField(_("reason of the correction"), max_length=1000, blank=True, default="", multiline=True)
    kind = models.CharField(_("kind"), max_length=15, choices=ItemKind)
    title = EncryptedTextField(_("title"), max_length=200)
    received_on = models.DateField(_("received or made on"))
    categories = ArrayField(models.CharField(max_length=40), verbose_name=_("data"))
    list_entry = models.CharField(_("place in the list of the protocol"), max_length=40, blank=True, default="")
    law = models.CharField(_("law"), max_length=20)
    domain = models.CharField(_("domain"), max_length=40)
    purpose = models.CharField(_("purpose"), max_length=40)
    necessity = EncryptedTextField(_("why this is needed for the question"), max_length=1000, blank=True, default="", multiline=True)
    grounds = ArrayField(models.CharField(max_length=30, choices=RecordGround), verbose_name=_("grounds"))
    ground_note = EncryptedTextField(_("explanation of the ground"), max_length=2000, blank=True, default="", multiline=True)
    legal_basis = models.CharField(_("law it rests on"), max_length=40, blank=True, default="")
    protocol_version = models.CharField(_("protocol"), max_length=60, blank=True, default="")
    citations = ArrayField(models.CharField(max_length=80), verbose_name=_("articles"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=15, choices=ItemSource)
    source_name = EncryptedTextField(_("from whom"), max_length=200, blank=True, default="")
    carrier = models.CharField(_("carrier"), max_length=10, choices=Carrier)
    place = EncryptedTextField(_("where it is kept"), max_length=300, blank=True, default="")
    under_secrecy = models.BooleanField(_("under professional secrecy"), default=False)
    beside = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("stands beside"))
    file = StoredFileField(_("file"), max_length=80, blank=True, default="")
    media_type = models.CharField(_("kind of file"), max_length=40, blank=True, default="")
    file_size = models.PositiveIntegerField(_("size of the file"), default=0)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    going = models.BooleanField(_("being destroyed"), default=False, editable=False)
    shielded = models.BooleanField(_("shielded"), default=False, editable=False)

    objects: ClassVar = ItemManager()
    kept: ClassVar = KeptItemManager()  # also what is shielded, for who counts how long it is kept
    with_going: ClassVar = TenantManager["Item"]()  # also what is being destroyed, for who destroys it

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        indexes = [
            models.Index(fields=["dossier", "-received_on", "-id"], name="item_of_dossier"),
            models.Index(fields=["series"], name="item_by_series"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["series"], condition=Q(superseded_at__isnull=True), name="one_current_version"),
            models.UniqueConstraint(fields=["series", "version"], name="version_once"),
            models.CheckConstraint(condition=Q(version=1) ^ Q(supersedes__isnull=False), name="later_version_supersedes"),
            models.CheckConstraint(condition=Q(categories__len__gt=0), name="item_names_data"),
            models.CheckConstraint(condition=Q(grounds__len__gt=0), name="item_has_a_ground"),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(law="") & ~Q(domain=""), name="item_has_a_purpose"),
            models.CheckConstraint(condition=Q(beside__isnull=True) | Q(kind=ItemKind.STATEMENT), name="only_a_statement_stands_beside"),
            models.CheckConstraint(condition=Q(file="") | Q(kind=ItemKind.DOCUMENT), name="only_a_document_has_a_file"),
            models.CheckConstraint(condition=~Q(file="") ^ Q(media_type="", file_size=0), name="file_with_its_kind"),
        ]

    class Privacy:
        subject = "dossier__person_id"
        clock = "item"
        item = ("series",)
        fields: ClassVar = (
            dict.fromkeys(
                ["id", "municipality", "dossier", "series", "version", "supersedes", "beside", "file", "recorded_by", "going", "shielded"],
                Technical(),
            )
            | dict.fromkeys(
                [
                    "superseded_at",
                    "kind",
                    "received_on",
                    "categories",
                    "list_entry",
                    "law",
                    "domain",
                    "purpose",
                    "grounds",
                    "legal_basis",
                    "protocol_version",
                    "citations",
                    "source",
                    "carrier",
                    "under_secrecy",
                    "media_type",
                    "file_size",
                    "recorded_at",
                ],
                Fact(),
            )
            | dict.fromkeys(["correction_reason", "title", "necessity", "ground_note", "source_name", "place"], Personal())
        )

    @property
    def current(self) -> bool:
        """Whether this is the version that counts."""
        return self.superseded_at is None

    @property
    def file_place(self) -> str:
        """Where the file belongs; sealed for this series, it opens nowhere else."""
        return f"item|{self.series}"


class Passage(DossierRow):
    """A part of an item's text, and whom it is about: the client, people around him (`subjects`), somebody who is not on the
    list of people (`about_others`). A copy for one of them leaves the passages about others out."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveSmallIntegerField(_("position"))
    text = EncryptedTextField(_("text"), multiline=True)
    about_client = models.BooleanField(_("about the client"), default=True)
    about_others = models.BooleanField(_("about somebody else"), default=False)

    objects: ClassVar = PassageManager()
    stored: ClassVar = TenantManager["Passage"]()  # also what is shielded, for its own door

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="passage_position")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "item"
        item = ("item__series",)
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "item", "position"], Technical())
            | dict.fromkeys(["about_client", "about_others"], Fact())
            | {"text": Personal()}
        )


class PassageSubject(DossierRow):
    """One of the people around the client whom a passage is about."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="subjects")
    relation = models.ForeignKey(Relation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("subject of a passage")
        verbose_name_plural = _("subjects of passages")
        constraints = [models.UniqueConstraint(fields=["passage", "relation"], name="subject_once")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "item"
        item = ("passage__item__series",)
        fields: ClassVar = dict.fromkeys(["id", "municipality", "dossier", "passage", "relation"], Technical())


class Departure(DossierRow):
    """For this item the team departs from a rule of the AVG: why, and why that is the only way to go on with the service
    (Sittard-Geleen par. 4). It is no legal ground: the item has its own beside it."""

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="departure")
    reason = EncryptedTextField(_("reason to depart"), max_length=2000, multiline=True)
    only_way = EncryptedTextField(_("why it is the only way"), max_length=2000, multiline=True)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("departure from the rules")
        verbose_name_plural = _("departures from the rules")

    class Privacy:
        subject = "dossier__person_id"
        clock = "item"
        item = ("item__series",)
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "dossier", "item", "recorded_by"], Technical())
            | {"recorded_at": Fact()}
            | dict.fromkeys(["reason", "only_way"], Personal())
        )


class ItemDraft(DossierRow):
    """What somebody types and has not recorded yet: saved while typing, on the server only, for himself, with a version so that
    two tabs notice each other."""

    page = models.CharField(_("page"), max_length=60)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(_("version"), default=1)
    content = EncryptedJSONField(_("content"))
    saved_at = models.DateTimeField(_("saved on"))

    class Meta:
        verbose_name = _("draft of an item")
        verbose_name_plural = _("drafts of items")
        constraints = [models.UniqueConstraint(fields=["dossier", "author", "page"], name="one_draft_of_an_item")]

    class Privacy:
        subject = "dossier__person_id"
        clock = "dossier"
        kept = Until(TYPED, since="saved_at")
        fields: ClassVar = dict.fromkeys(["id", "municipality", "dossier", "page", "author", "version", "saved_at"], Technical()) | {
            "content": Personal()
        }
