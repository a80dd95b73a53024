"""The administration of what stands in the cellar: the municipality itself and the protocol versions it adopted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from privacy_domain import clock
from privacy_domain.backoffice.admin import ScopedAdmin, ScopedForm
from privacy_domain.backoffice.site import site
from privacy_domain.desk import activities as activities  # their pages stand beside these
from privacy_domain.desk import register as register
from privacy_domain.protocols import book
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Adoption, Municipality


@admin.register(Municipality, site=site)
class MunicipalityAdmin(ScopedAdmin):
    """What stands on letters and pages. Its code stands in addresses and never changes."""

    can_add = False
    list_display = ("name", "controller", "telephone", "email")
    fields = ("code", "name", "controller", "visiting_address", "postal_address", "telephone", "email", "website", "privacy_officer")
    readonly_fields = ("code",)


class AdoptionForm(ScopedForm):
    """Taking a version of the municipality's own protocol into force."""

    version = forms.ChoiceField(label=_("protocol version"))

    class Meta:
        model = Adoption
        fields = ("version", "valid_from", "valid_until", "basis", "source", "review_on", "owner")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "version" in self.fields:
            own = [protocol for protocol in book.versions() if protocol.municipality == scope.require().code]
            self.fields["version"].choices = [(protocol.id, protocol.citation_title) for protocol in own]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """An end before the start cannot be."""
        said = super().clean() or {}
        start, end = said.get("valid_from", self.instance.valid_from), said.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day comes before the first day."))
        if said.get("review_on") and not said.get("owner"):
            self.add_error("owner", _("Say who sees to the evaluation."))
        return said


@admin.register(Adoption, site=site)
class AdoptionAdmin(ScopedAdmin):
    """Which version holds from when until when. What has been in force is not rewritten: only its end can still be set."""

    form = AdoptionForm
    list_display = ("version", "valid_from", "valid_until", "basis", "source")
    list_filter = ("basis",)
    lookups = frozenset({"basis__exact"})
    ordering = ("-valid_from",)
    fields = ("version", "valid_from", "valid_until", "basis", "source", "review_on", "owner")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Once a version has been in force its start is history."""
        begun = isinstance(obj, Adoption) and obj.valid_from <= clock.today()
        return ("version", "valid_from", "basis", "source") if begun else ()
