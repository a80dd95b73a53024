"""Shapes of what people fill in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AcknowledgementForm(forms.Form):
    """Accepting one version of the text on duties and secrecy."""

    version = forms.CharField(max_length=60, widget=forms.HiddenInput)
    accepted = forms.BooleanField(
        label=_("I have read this and I will keep to it"), error_messages={"required": _("Tick the box if you will keep to it.")}
    )
