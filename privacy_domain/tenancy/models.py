"""Municipality and Adoption, and the base of every tenant row."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from privacy_domain.privacy import Always, Technical
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.managers import TenantManager


class Municipality(models.Model):
    """A municipality that works with this application. Its letterhead and accent are data; the register itself is public."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    active = models.BooleanField(_("active"), default=True)
    controller = models.CharField(_("controller"), max_length=200)
    visiting_address = models.CharField(_("visiting address"), max_length=200, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    privacy_officer = models.CharField(_("data protection officer's contact"), max_length=200, blank=True)

    history = HistoricalRecords()  # letters of last year are explained by the letterhead of last year

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("The municipality itself, with its letterhead of each day.")
        fields: ClassVar = dict.fromkeys(
            ["id", "code", "name", "active", "controller", "visiting_address", "postal_address", "telephone", "email", "website", "privacy_officer"],
            Technical(),
        )

    def __str__(self) -> str:
        return self.name

    def scope(self) -> scope.Scope:
        """What `tenancy.scope.entered` needs."""
        return scope.Scope(self.id, self.code, self.name)


class TenantModel(models.Model):
    """A row of one municipality. Outside a scope it can be neither found nor made."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, editable=False, related_name="+")

    objects = TenantManager[Any]()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args and "municipality" not in kwargs and "municipality_id" not in kwargs and scope.current():
            kwargs["municipality_id"] = scope.require().id
        super().__init__(*args, **kwargs)

    def __str__(self) -> str:
        """A code, never a name: texts of rows end up in logs and pages."""
        return f"{self._meta.model_name}-{str(self.pk)[:8]}"


class Adoption(TenantModel):
    """The municipality took a protocol version into force from one date until another. It decides which version holds on a date."""

    class Basis(models.TextChoices):
        """Where the dates come from."""

        DECIDED = "decided", _("decided and published")
        ASSUMED = "assumed", _("assumed, source to be supplied")
        DEMONSTRATION = "demonstration", _("adopted for demonstration")

    version = models.CharField(_("protocol version"), max_length=60)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("last day in force"), null=True, blank=True)
    basis = models.CharField(_("basis of the dates"), max_length=20, choices=Basis)
    source = models.CharField(_("source of the dates"), max_length=300)
    review_on = models.DateField(_("to be evaluated on"), null=True, blank=True)
    owner = models.CharField(_("who sees to the evaluation"), max_length=120, blank=True)

    history = HistoricalRecords()  # which dates were believed when a decision was taken

    class Meta:
        verbose_name = _("adoption of a protocol")
        verbose_name_plural = _("adoptions of protocols")
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="adoption_ends_after_start"),
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="adoption_one_start_a_day"),
            models.CheckConstraint(condition=Q(review_on__isnull=True) | ~Q(owner=""), name="adoption_review_has_an_owner"),
        ]

    class Privacy:
        subject = None
        clock = "none"
        kept = Always("Which protocol was in force on a date decides about every later question.")
        fields: ClassVar = dict.fromkeys(
            ["id", "municipality", "version", "valid_from", "valid_until", "basis", "source", "review_on", "owner"], Technical()
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let the scope read anew which version is in force."""
        super().save(*args, **kwargs)
        scope.forget()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and let the scope read anew which version is in force."""
        gone = super().delete(*args, **kwargs)
        scope.forget()
        return gone
