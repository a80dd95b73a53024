"""One row is one version of one text of one municipality."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_domain.privacy import Always, Staff, Technical
from privacy_domain.tenancy.models import TenantModel


class Text(TenantModel):
    """A version of a text. Its words never change: whoever wants other words publishes the next version.

    The database refuses every change except that of `used_at`, and refuses to delete what was used.
    """

    class Origin(models.TextChoices):
        """Who wrote the words."""

        SHIPPED = "shipped", _("came with the application")
        OWN = "own", _("written by the municipality")

    protocol = models.CharField(_("protocol version"), max_length=60)
    key = models.CharField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20)
    language = models.CharField(_("language"), max_length=12, default="nl")
    version = models.PositiveIntegerField(_("version"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    body = models.TextField(_("words"))
    icon = models.CharField(_("pictogram"), max_length=40, blank=True)
    citations = models.JSONField(_("articles"), default=list, blank=True)
    covers = models.JSONField(_("items that it explains"), default=list, blank=True)
    condition = models.CharField(_("only when"), max_length=20, blank=True)
    valid_from = models.DateField(_("valid from"))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    source = models.CharField(_("source"), max_length=200, blank=True)
    published_by = models.CharField(_("published by"), max_length=150)
    published_at = models.DateTimeField(_("published at"))
    used_at = models.DateTimeField(_("first used at"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "protocol", "key", "language", "version"], name="text_one_row_a_version"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Which wording stood on a letter or form is explained by its version; says nothing about a person.")
        fields: ClassVar = {
            **dict.fromkeys(
                [
                    "id", "municipality", "protocol", "key", "kind", "language", "version", "order", "heading", "body", "icon",
                    "citations", "covers", "condition", "valid_from", "origin", "source", "published_at", "used_at",
                ],
                Technical(),
            ),
            "published_by": Staff(),
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
