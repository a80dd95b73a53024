"""Shapes of what people fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from access.states import WITH_REFERENCE, Reason


class OpeningReasonForm(forms.Form):
    """Why somebody needs to see a dossier now: the reasons that fit his task, and a number where one of them has one."""

    reason = forms.ChoiceField(label=_("Why do you need to see this?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a reason.")})
    reference = forms.CharField(
        label=_("Number of the case or the investigation"),
        help_text=_("A number, never a name."),
        max_length=40,
        required=False,
        error_messages={"required": _("Fill in the number of the case or the investigation.")},
        validators=[
            RegexValidator(r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9._/-]*$", _("Write a number: digits and letters without spaces, such as Z-2026-17."))
        ],
    )

    def __init__(self, *args: Any, reasons: Sequence[Reason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(reason.value, reason.label) for reason in reasons]  # type: ignore[attr-defined]
        if not WITH_REFERENCE.intersection(reasons):
            del self.fields["reference"]
        elif WITH_REFERENCE.issuperset(reasons):
            self.fields["reference"].required = True


class AcknowledgementForm(forms.Form):
    """Accepting one version of the text on duties and secrecy."""

    version = forms.CharField(max_length=60, widget=forms.HiddenInput)
    accepted = forms.BooleanField(
        label=_("I have read this and I will keep to it"), error_messages={"required": _("Tick the box if you will keep to it.")}
    )
