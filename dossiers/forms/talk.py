"""Preparing the talk, the table, the explanation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.states import Capacity

NO_AUTOCOMPLETE = {"autocomplete": "off"}


class PrepareForm(forms.Form):
    """How the explanation is given."""

    large_print = forms.BooleanField(label=_("Use large print"), required=False)
    language = forms.ChoiceField(label=_("Language of the explanation"), choices=[("nl", _("Dutch")), ("en", _("English"))], initial="nl")
    relation = forms.UUIDField(required=False)

    @property
    def how(self) -> dict[str, Any]:
        """How the explanation is given."""
        return {name: self.cleaned_data[name] for name in ("large_print", "language")}


class SeatForm(forms.Form):
    """One person at the table."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(NO_AUTOCOMPLETE), error_messages={"required": _("Fill in a name.")}
    )
    capacity = forms.ChoiceField(
        label=_("Who is this?"), choices=[("", _("Choose")), *Capacity.choices], error_messages={"required": _("Choose who this is.")}
    )
    language = forms.CharField(label=_("Language of the interpreter"), max_length=40, required=False)


class SeatRows(forms.BaseFormSet):  # type: ignore[type-arg]
    """Lines of the table; an empty line is nobody, also where somebody stood before."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """A line may stay empty; half a line may not."""
        return super().get_form_kwargs(index) | ({"empty_permitted": True} if index is not None else {})


SeatFormSet = forms.formset_factory(SeatForm, formset=SeatRows, extra=1, max_num=12, absolute_max=12)


class ExplainForm(forms.Form):
    """What was told, item by item as the protocol lists it; who else may get the data; what the client thought of it.

    Consent stays closed until every item is ticked (Leiden 6a lid 1, Opsterland 6 lid 1, Leek and Landsmeer 4 lid 1).
    """

    told = forms.MultipleChoiceField(
        label=_("I told this"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tell everything first, and tick each part.")},
    )
    parties = forms.MultipleChoiceField(
        label=_("With whom may we share?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Name them as concretely as you can."),
    )
    other_party = forms.CharField(label=_("Somebody else"), max_length=200, required=False, widget=forms.TextInput(NO_AUTOCOMPLETE))
    none_known_yet = forms.BooleanField(label=_("We do not know yet with whom"), required=False)
    reaction = forms.CharField(
        label=_("What does the client think of it?"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3, **NO_AUTOCOMPLETE})
    )
    agreed = forms.CharField(
        label=_("What did you agree about questions and objections?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3, **NO_AUTOCOMPLETE}),
    )

    def __init__(self, *args: Any, demanded: Sequence[tuple[str, str]], partners: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told"].choices = list(demanded)  # type: ignore[attr-defined]
        self.fields["parties"].choices = [(name, name) for name in partners]  # type: ignore[attr-defined]
        self.demanded = {code for code, _label in demanded}

    def clean_told(self) -> list[str]:
        """Everything that the protocol wants told belongs to the explanation."""
        told: list[str] = self.cleaned_data["told"]
        if self.demanded - set(told):
            raise forms.ValidationError(_("Tell everything first, and tick each part."))
        return told

    def named_parties(self) -> list[str]:
        """The parties named, the free one included."""
        other = self.cleaned_data.get("other_party", "").strip()
        return [*self.cleaned_data["parties"], *([other] if other else [])]


class HandOverForm(forms.Form):
    """The information was handed over on paper."""

    handed = forms.BooleanField(
        label=_("I gave the explanation on paper"), error_messages={"required": _("Give the explanation on paper, then tick this.")}
    )
