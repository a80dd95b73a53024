"""What a request for access, a copy or an overview leads to: the search, what is left out of it, and the package that the person gets."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy_domain.crypto.fields import EncryptedTextField
from privacy_domain.crypto.stored import StoredFileField
from privacy_domain.privacy import Fact, Personal, Technical
from requests.models.request import RequestRow
from requests.states import FileKind, Found, HandedHow, PackageState, SearchedIn


class SearchTask(RequestRow):
    """Somebody who holds data looks for what there is: in the person's own dossier, in one of somebody else in which he may be named,
    or outside every dossier. `dossier` is that dossier; with it the row goes."""

    where = models.CharField(_("where is looked"), max_length=10, choices=SearchedIn)
    dossier = models.UUIDField(_("dossier"), null=True, blank=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    found = models.CharField(_("what was found"), max_length=10, choices=Found, blank=True, default="")
    paper = EncryptedTextField(_("on paper: what, and where it is kept"), max_length=2000, blank=True, default="", multiline=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("search for data")
        verbose_name_plural = _("searches for data")
        constraints = [
            models.UniqueConstraint(fields=["request", "dossier"], name="searched_once_a_place", nulls_distinct=False),
            models.CheckConstraint(condition=Q(where=SearchedIn.BESIDE) ^ Q(dossier__isnull=False), name="searched_in_a_dossier_or_beside"),
            models.CheckConstraint(
                condition=Q(found="", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(found="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="searched_what_when_by",
            ),
        ]

    class Privacy:
        subject = "person_id"
        dossier = ("dossier",)
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "request", "person", "dossier", "holder", "asked_by", "answered_by"], Technical())
            | dict.fromkeys(["where", "asked_at", "found", "answered_at"], Fact())
            | {"paper": Personal()}
        )


class PartMark(RequestRow):
    """What was decided about one part of a package: left out, on a ground that the protocol of the day names, or shown although the rules
    leave it out by themselves (`shown`), with the reason. `part` names it: the table, and the id of the row."""

    part = models.CharField(_("part"), max_length=80)
    shown = models.BooleanField(_("shown after all"), default=False)
    ground = models.CharField(_("ground"), max_length=30, blank=True, default="")
    explanation = EncryptedTextField(_("reason"), max_length=1000, multiline=True)
    marked_at = models.DateTimeField(_("marked on"))
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("mark on a part of a package")
        verbose_name_plural = _("marks on parts of a package")
        constraints = [
            models.UniqueConstraint(fields=["request", "part"], name="part_marked_once"),
            models.CheckConstraint(condition=Q(shown=True) ^ ~Q(ground=""), name="part_left_out_on_a_ground"),
        ]

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "request", "person", "part", "marked_by"], Technical())
            | dict.fromkeys(["shown", "ground", "marked_at"], Fact())
            | {"explanation": Personal()}
        )


class AccessPackage(RequestRow):
    """What the person gets, one for each request. `round` counts how often it was made; `digest` is that of everything in it, in order.

    Somebody else than who had it made reads it, and agrees to exactly this digest; handed over, it never changes."""

    state = models.CharField(_("state"), max_length=10, choices=PackageState, default=PackageState.BUILDING)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    job = models.UUIDField(_("job"), null=True, blank=True)
    built_at = models.DateTimeField(_("made on"), null=True, blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True, default="")
    failure = models.CharField(_("why it was not made"), max_length=200, blank=True, default="")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(_("agreed on"), null=True, blank=True)
    agreed_digest = models.CharField(_("digest that was agreed to"), max_length=64, blank=True, default="")
    remark = EncryptedTextField(_("what has to be changed"), max_length=1000, blank=True, default="", multiline=True)
    handed_at = models.DateTimeField(_("handed over on"), null=True, blank=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handed_how = models.CharField(_("how it was handed over"), max_length=15, choices=HandedHow, blank=True, default="")

    class Meta:
        verbose_name = _("access package")
        verbose_name_plural = _("access packages")
        constraints = [
            models.UniqueConstraint(fields=["request"], name="one_package_a_request"),
            models.CheckConstraint(condition=Q(reader__isnull=True) | ~Q(reader=F("asked_by")), name="package_read_by_another"),
            models.CheckConstraint(
                condition=~Q(state__in=[PackageState.AGREED, PackageState.HANDED])
                | Q(agreed_at__isnull=False, reader__isnull=False, agreed_digest=F("digest")) & ~Q(digest=""),
                name="package_agreed_as_it_is",
            ),
            models.CheckConstraint(
                condition=Q(state=PackageState.HANDED, handed_at__isnull=False, handed_by__isnull=False) & ~Q(handed_how="")
                | ~Q(state=PackageState.HANDED) & Q(handed_at__isnull=True, handed_by__isnull=True, handed_how=""),
                name="package_handed_when_by_and_how",
            ),
        ]

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(
                ["id", "municipality", "request", "person", "asked_by", "job", "digest", "reader", "agreed_digest", "handed_by"], Technical()
            )
            | dict.fromkeys(["state", "round", "asked_at", "built_at", "failure", "agreed_at", "handed_at", "handed_how"], Fact())
            | {"remark": Personal()}
        )

    def forget_agreement(self) -> None:
        """Nobody has read or agreed to it any more."""
        self.reader, self.agreed_at, self.agreed_digest = None, None, ""


class PackageFile(RequestRow):
    """One file of a package: the data for machines, a volume of the document for people, or a copy of a document from the dossier."""

    package = models.ForeignKey(AccessPackage, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind)
    name = EncryptedTextField(_("name"), max_length=200)
    file = StoredFileField(_("file"), max_length=80)
    digest = models.CharField(_("digest"), max_length=64)
    media_type = models.CharField(_("kind of file"), max_length=40)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)

    class Meta:
        verbose_name = _("file of an access package")
        verbose_name_plural = _("files of access packages")
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["package", "position"], name="package_file_position")]

    class Privacy:
        subject = "person_id"
        clock = "request"
        fields: ClassVar = (
            dict.fromkeys(["id", "municipality", "request", "person", "package", "position", "file", "digest"], Technical())
            | dict.fromkeys(["kind", "media_type", "pages"], Fact())
            | {"name": Personal()}
        )
