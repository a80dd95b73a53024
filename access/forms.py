"""Shapes of what people fill in."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from access.states import Reason


class OpeningReasonForm(forms.Form):
    """Why somebody needs to see a dossier now."""

    reason = forms.ChoiceField(
        label=_("Why do you need to see this?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    reference = forms.CharField(
        label=_("Number of the case or the investigation"),
        help_text=_("A number, never a name."),
        max_length=40,
        required=False,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9 ./-]*$", _("Only letters, digits, spaces, dots, dashes and slashes."))],
    )


class AcknowledgementForm(forms.Form):
    """Accepting one version of the text on duties and secrecy."""

    version = forms.CharField(max_length=60, widget=forms.HiddenInput)
    accepted = forms.BooleanField(
        label=_("I have read this and I will keep to it"), error_messages={"required": _("Tick the box if you will keep to it.")}
    )
