"""What is filled in while a decision is carried out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import lines
from dossiers.states.shielding import ShieldReason
from requests.forms.request import capitalised


class DoneForm(forms.Form):
    """One part is carried out. `words`: it is done by hand, and here is said how; `reason`: why something is shielded; `wholes`: the
    dossiers that can go as a whole."""

    whole = forms.ChoiceField(label=_("Which dossier is destroyed as a whole?"), required=False)

    words = lines(_("What was done, and where?"), rows=2, length=1000, required=False)
    reason = forms.ChoiceField(label=_("Why is it shielded?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, words: bool, reason: bool, wholes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = capitalised(ShieldReason.choices)  # type: ignore[attr-defined]
        self.fields["whole"].choices = [("", _("none: it is done by hand")), *wholes]  # type: ignore[attr-defined]
        for name, wanted in (("words", words), ("reason", reason), ("whole", bool(wholes))):
            if not wanted:
                del self.fields[name]

    def why(self) -> ShieldReason | None:
        """The reason to shield it, where one was asked and given."""
        said = self.cleaned_data.get("reason")
        return ShieldReason(said) if said else None

    def dossier(self) -> UUID | None:
        """The dossier that goes as a whole, where one was chosen."""
        said = self.cleaned_data.get("whole")
        return UUID(said) if said else None


class GoneForm(forms.Form):
    """What a part is about is gone."""

    words = lines(_("Why can this not be done any more?"), rows=2, length=1000, error_messages={"required": _("Write down why.")})


class WaiveForm(forms.Form):
    """A recipient is not told."""

    because = lines(
        _("Why is this recipient not told?"),
        rows=2,
        length=1000,
        help_text=_("Only when it is impossible, or would take an effort out of all proportion."),
        error_messages={"required": _("Write down why.")},
    )
