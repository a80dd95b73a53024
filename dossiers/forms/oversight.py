"""Asking after a look, answering, and saying what came of it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import lines
from dossiers.states.oversight import LookFinding


class AskWhyForm(forms.Form):
    """The question; there is one ready."""

    question = lines(_("What do you want to know?"), rows=3, length=1000)


class ExplainForm(forms.Form):
    """What the employee says."""

    answer = lines(
        _("Why did you look?"),
        rows=5,
        length=2000,
        help_text=_("Who reviews it reads this: your team leader, the head or the privacy officer. It is kept."),
    )


class FindingForm(forms.Form):
    """What came of it."""

    finding = forms.ChoiceField(
        label=_("What came of it?"),
        choices=LookFinding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it."), "invalid_choice": _("Choose what came of it.")},
    )
    note = lines(_("What do you base that on?"), rows=3, length=2000)
