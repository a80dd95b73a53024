"""Filling in a measurement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import YES_NO, day, line, lines
from privacy_domain import clock

# general words only: the criteria of an instrument belong to its publisher
LEVELS = [
    ("1", _("1, acute problems")),
    ("2", _("2, not self-reliant")),
    ("3", _("3, partly self-reliant")),
    ("4", _("4, sufficient")),
    ("5", _("5, fully self-reliant")),
]


class BeginForm(forms.Form):
    """The day that the measurement is about."""

    measured_on = day(_("Which day is the measurement about?"), initial=clock.today)


class AreaForm(forms.Form):
    """One area of life: why the question asks for it, and where the client stands."""

    reason = lines(
        _("Why does the client's question ask for this area?"),
        rows=2,
        length=1000,
        error_messages={"required": _("Write down why. Without a reason the area stays closed.")},
    )
    level = forms.TypedChoiceField(label=_("Level"), choices=LEVELS, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect)
    explanation = lines(_("Explanation"), rows=3, length=2000, required=False, help_text=_("Only what the question needs."))


class FinishForm(forms.Form):
    """With whom the measurement was drawn up."""

    with_client = forms.ChoiceField(
        label=_("Did you draw up this measurement together with the client?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    drawn_up_with = line(_("With whom?"), length=300, required=False)
    not_together = lines(_("If not: why not?"), rows=2, length=1000, required=False)

    def __init__(self, *args: Any, joint: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if joint:
            del self.fields["not_together"]

    def said(self) -> dict[str, Any]:
        """What was said, for the service."""
        given = self.cleaned_data
        return {
            "with_client": given["with_client"] == "yes",
            "drawn_up_with": given["drawn_up_with"],
            "not_together": given.get("not_together", ""),
        }
