"""Which lines of a register, and as what kind of file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import day
from privacy_domain.desk.models import Export
from privacy_domain.desk.registers.shape import Register, Wanted
from requests.forms.request import capitalised


class WantedForm(forms.Form):
    """Which lines: a period, and the choices that this register has."""

    def __init__(self, data: Any, *, register: Register) -> None:
        super().__init__(data)
        self.register = register
        if register.moment:
            self.fields["vanaf"] = day(_("From"), required=False)
            self.fields["tot"] = day(_("Up to and including"), required=False)
        for choice in register.choices:
            known = capitalised([(option.code, option.words) for option in choice.options])
            self.fields[choice.name] = forms.ChoiceField(label=str(choice.label), choices=[("", _("Everything")), *known], required=False)

    def clean(self) -> dict[str, Any]:
        """An end before the beginning cannot be."""
        said = super().clean() or {}
        first, last = said.get("vanaf"), said.get("tot")
        if first and last and last < first:
            self.add_error("tot", _("The last day comes before the first day."))
        return said

    def wanted(self) -> Wanted:
        """What was filled in; everything as long as that is not right."""
        if not self.is_valid():
            return Wanted()
        said = self.cleaned_data
        chosen = {choice.name: said[choice.name] for choice in self.register.choices if said.get(choice.name)}
        return Wanted(said.get("vanaf"), said.get("tot"), chosen)


class ExportForm(forms.Form):
    """As what kind of file."""

    form = forms.ChoiceField(
        label=_("Kind of file"),
        choices=Export.Form.choices,
        initial=Export.Form.ODS,
        error_messages={"required": _("Choose a kind of file."), "invalid_choice": _("Choose a kind of file.")},
    )
