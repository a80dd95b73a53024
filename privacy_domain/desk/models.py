"""The register of processing activities, and what was taken out of the registers for a while."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from privacy_domain.crypto.fields import EncryptedJSONField
from privacy_domain.crypto.stored import StoredFileField
from privacy_domain.privacy import Always, Personal, Technical, Until
from privacy_domain.tenancy.models import TenantModel
from privacy_domain.terms import EXPORT


class Basis(models.TextChoices):
    """On what a processing activity rests (avg art. 6 lid 1)."""

    CONSENT = "consent", _("consent (a)")
    CONTRACT = "contract", _("contract (b)")
    LEGAL_DUTY = "legal_duty", _("legal duty (c)")
    VITAL_INTEREST = "vital_interest", _("vital interest (d)")
    PUBLIC_TASK = "public_task", _("task in the public interest (e)")


class ProcessingActivity(TenantModel):
    """One activity of the register that the law asks of a controller (avg art. 30 lid 1). Earlier versions stay in its history."""

    name = models.CharField(_("name of the activity"), max_length=150)
    purpose = models.TextField(_("what it is for"), max_length=2000)
    basis = models.CharField(_("ground"), max_length=20, choices=Basis)
    law = models.CharField(_("law and article on which that rests"), max_length=300)
    subjects = models.TextField(_("whose data"), max_length=1000)
    data = models.TextField(_("kinds of data"), max_length=2000)
    exception = models.CharField(
        _("exception for special data"), max_length=300, blank=True, help_text=_("The article by which special data are allowed.")
    )
    recipients = models.TextField(_("recipients"), max_length=2000)
    outside = models.CharField(
        _("passed on outside the EEA"), max_length=300, blank=True, help_text=_("To which country, and with which safeguards. Empty: not.")
    )
    terms = models.TextField(_("how long it is kept"), max_length=1000)
    measures = models.TextField(_("how it is protected"), max_length=2000)
    together_with = models.CharField(_("joint controller"), max_length=300, blank=True)
    contact = models.CharField(_("who answers for it"), max_length=150, help_text=_("A function, not a name."))
    assessed_on = models.DateField(_("impact assessed on"), null=True, blank=True, help_text=_("The day of the DPIA, where one was made."))
    valid_from = models.DateField(_("since"))
    valid_until = models.DateField(_("last day"), null=True, blank=True)

    history = HistoricalRecords()  # a regulator asks what the register said then

    class Meta:
        verbose_name = _("processing activity")
        verbose_name_plural = _("processing activities")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name", "valid_from"], name="activity_named_once"),
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="activity_ends_after_start"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("The register of processing activities (avg art. 30); says nothing about a person.")
        fields: ClassVar = dict.fromkeys(
            [
                "id", "municipality", "name", "purpose", "basis", "law", "subjects", "data", "exception", "recipients", "outside", "terms", "measures",
                "together_with", "contact", "assessed_on", "valid_from", "valid_until",
            ],
            Technical(),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Export(TenantModel):
    """Lines of a register in a file, made by a job for who asked, for nobody else, and gone after a week. `gathered` holds the lines until
    the file is there; `count` is how many they were."""

    class Form(models.TextChoices):
        """What kind of file."""

        CSV = "csv", _("CSV, for any program")
        ODS = "ods", _("ODS, a spreadsheet")
        PDF = "pdf", _("PDF, to read and to hand over")

    encryption_key: ClassVar = ("municipality", "municipality_id")

    register = models.CharField(_("register"), max_length=40)
    form = models.CharField(_("kind of file"), max_length=5, choices=Form)
    wanted = models.JSONField(_("choice"), default=dict)
    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    gathered = EncryptedJSONField(_("lines"), null=True, blank=True)
    count = models.PositiveIntegerField(_("number of lines"), null=True, blank=True)
    made_at = models.DateTimeField(_("made on"), null=True, blank=True)
    file = StoredFileField(_("file"), max_length=80, blank=True, default="")
    digest = models.CharField(_("digest"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("export of a register")
        verbose_name_plural = _("exports of registers")
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="export_of_asker")]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, file="", digest="")
                | Q(made_at__isnull=False, count__isnull=False, gathered__isnull=True) & ~Q(file="") & ~Q(digest=""),
                name="export_made_whole",
            ),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Until(EXPORT, since="asked_at")
        fields: ClassVar = dict.fromkeys(
            ["id", "municipality", "register", "form", "wanted", "asked_at", "asked_by", "count", "made_at", "file", "digest"], Technical()
        ) | {"gathered": Personal(in_access_package=False)}

    @property
    def file_place(self) -> str:
        """Where the file belongs; it opens nowhere else."""
        return f"export|{self.pk}"
