"""Signing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.presenters.talk import HOLDERS

NO_AUTOCOMPLETE = {"autocomplete": "off"}


class SignersForm(forms.Form):
    """Who signs, where one of several may."""

    signer = forms.ChoiceField(label=_("Who signs?"), widget=forms.RadioSelect, error_messages={"required": _("Choose who signs.")})

    def __init__(self, *args: Any, holders: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].choices = [(holder, HOLDERS[holder]) for holder in holders]  # type: ignore[attr-defined]


class ScreenSignatureForm(forms.Form):
    """A signature drawn on the screen: strokes of x and y, and nothing else."""

    signer_name = forms.CharField(label=_("Name of who signs"), max_length=200, widget=forms.TextInput(NO_AUTOCOMPLETE))
    ink = forms.CharField(widget=forms.HiddenInput, max_length=400_000, error_messages={"required": _("Put a signature in the box first.")})

    def clean_ink(self) -> list[Any]:
        """The strokes; anything that is not a drawing is refused."""
        try:
            strokes = json.loads(self.cleaned_data["ink"])["strokes"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise forms.ValidationError(_("This signature cannot be read. Try again.")) from error
        if not isinstance(strokes, list):
            raise forms.ValidationError(_("This signature cannot be read. Try again."))
        return strokes


class PaperForm(forms.Form):
    """The paper form was signed: who signed, and a photo or scan of it."""

    scan = forms.FileField(
        label=_("Photo or scan of the signed form"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf", "capture": "environment"}),
        help_text=_("A photo may stay behind on this device. Throw it away afterwards."),
        error_messages={"required": _("Add a photo or scan of the signed form.")},
    )

    def __init__(self, *args: Any, holders: Sequence[str], names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = holders
        for holder in holders:
            self.fields[f"name_{holder}"] = forms.CharField(
                label=_("Name of %(holder)s") % {"holder": HOLDERS[holder]},
                initial=names.get(holder, ""),
                max_length=200,
                widget=forms.TextInput(NO_AUTOCOMPLETE),
            )
        self.order_fields([*(f"name_{holder}" for holder in holders), "scan"])

    def names(self) -> dict[str, str]:
        """Names by holder."""
        return {holder: self.cleaned_data[f"name_{holder}"] for holder in self.holders}


class RefuseForm(forms.Form):
    """Somebody does not sign."""

    signer_name = forms.CharField(label=_("Name of who does not sign"), max_length=200, widget=forms.TextInput(NO_AUTOCOMPLETE))
