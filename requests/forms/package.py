"""What is filled in about the search and the access package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import lines
from requests.forms.request import capitalised
from requests.states import Found, HandedHow

_CHOOSE = {"required": _("Choose one of the answers.")}


class SearchForm(forms.Form):
    """What somebody who looked found."""

    found = forms.ChoiceField(label=_("What did you find?"), choices=(), widget=forms.RadioSelect, error_messages=_CHOOSE)
    paper = lines(
        _("What is there on paper, and where is it kept?"),
        rows=3,
        length=2000,
        required=False,
        help_text=_("Put a copy of it in the dossier, so that it goes along. Leave this empty when there is nothing on paper."),
    )

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [choice for choice in Found.choices if not own or choice[0] != Found.NOTHING]
        self.fields["found"].choices = capitalised(choices)  # type: ignore[attr-defined]


class LeaveOutForm(forms.Form):
    """Why a part is left out."""

    ground = forms.ChoiceField(label=_("On which ground?"), widget=forms.RadioSelect, error_messages=_CHOOSE)
    explanation = lines(_("Why is that so for this part?"), rows=3, length=1000, error_messages={"required": _("Write down why.")})

    def __init__(self, *args: Any, grounds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = capitalised(grounds)  # type: ignore[attr-defined]


class ShowForm(forms.Form):
    """Why a part is shown after all."""

    explanation = lines(
        _("Why can the person see this, though it is about others too?"), rows=3, length=1000, error_messages={"required": _("Write down why.")}
    )  # fmt: skip


class ReaderChoiceForm(forms.Form):
    """Who reads the package before it goes out."""

    reader = forms.ChoiceField(label=_("Who reads it?"), error_messages=_CHOOSE)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reader"].choices = [("", _("Choose a colleague")), *colleagues]  # type: ignore[attr-defined]


class SendBackForm(forms.Form):
    """What has to change."""

    remark = lines(_("What has to change?"), rows=3, length=1000, error_messages={"required": _("Write down what has to change.")})


class HandOverForm(forms.Form):
    """How the person got it."""

    how = forms.ChoiceField(
        label=_("How does the person get it?"), choices=capitalised(HandedHow.choices), widget=forms.RadioSelect, error_messages=_CHOOSE
    )  # fmt: skip
