"""The administration of what this floor decides for a whole municipality: the instrument that it measures with, and the use of the verwijsindex."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dossiers.models import IndexPeriod, Instrument
from dossiers.policies.measurement import protocol_measures
from dossiers.states import LifeArea
from privacy_domain import clock
from privacy_domain.backoffice.admin import ScopedAdmin, ScopedForm
from privacy_domain.backoffice.site import site


class InstrumentForm(ScopedForm):
    """An instrument with its areas, chosen from the known ones."""

    areas = forms.MultipleChoiceField(label=_("areas of life"), choices=LifeArea.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Instrument
        fields = ("name", "areas", "source", "valid_from", "valid_until")

    def clean(self) -> dict[str, Any] | None:
        """No end before the start, and nothing beside what the protocol measures with itself."""
        said = super().clean() or {}
        start, end = said.get("valid_from", self.instance.valid_from), said.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day comes before the first day."))
        if start and "valid_from" in self.fields and protocol_measures(start):
            self.add_error("valid_from", _("On this day the protocol itself names the instrument. Nothing comes beside it."))
        return said


@admin.register(Instrument, site=site)
class InstrumentAdmin(ScopedAdmin):
    """The municipality's own switch: measuring is off until an instrument is put in use, and what was in use is not rewritten."""

    form = InstrumentForm
    list_display = ("name", "valid_from", "valid_until", "source")
    ordering = ("-valid_from",)
    fields = ("name", "areas", "source", "valid_from", "valid_until")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Once an instrument was in use only its last day can still be set."""
        begun = isinstance(obj, Instrument) and obj.valid_from <= clock.today()
        return ("name", "areas", "source", "valid_from") if begun else ()


class IndexPeriodForm(ScopedForm):
    """From when until when the verwijsindex is used, and on which decision."""

    class Meta:
        model = IndexPeriod
        fields = ("valid_from", "valid_until", "source")

    def clean(self) -> dict[str, Any] | None:
        """No end before the start."""
        said = super().clean() or {}
        start, end = said.get("valid_from", self.instance.valid_from), said.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day comes before the first day."))
        return said


@admin.register(IndexPeriod, site=site)
class IndexPeriodAdmin(ScopedAdmin):
    """The switch of the verwijsindex: off until a decision of the municipality stands here, and off again when the law ends it."""

    form = IndexPeriodForm
    list_display = ("source", "valid_from", "valid_until")
    ordering = ("-valid_from",)
    fields = ("valid_from", "valid_until", "source")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Once the index was in use, only its last day can still be set."""
        begun = isinstance(obj, IndexPeriod) and obj.valid_from <= clock.today()
        return ("valid_from", "source") if begun else ()
