"""What the client answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.states import Answer, ExceptionGround
from dossiers.presenters.talk import HOLDERS
from dossiers.presenters.words import CATEGORIES
from privacy_domain.protocols.types import Category

NO_AUTOCOMPLETE = {"autocomplete": "off"}
ANSWERS = [(Answer.YES.value, _("Yes")), (Answer.NO.value, _("No")), (Answer.LATER.value, _("Wants to think about it"))]


class SaidByForm(forms.Form):
    """Who answered: one name for each who decides. Filled in from the table, and correctable.

    One who decides alone is named; of several a no of one of them is enough, so who is missing depends on the answer.
    """

    asks_always = True

    def __init__(self, *args: Any, holders: Sequence[str], names: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = holders
        for holder in holders:
            self.fields[f"said_by_{holder}"] = forms.CharField(
                label=_("Name of %(holder)s") % {"holder": HOLDERS[holder]},
                initial=(names or {}).get(holder, ""),
                max_length=200,
                required=len(holders) == 1 and self.asks_always,
                error_messages={"required": _("Fill in who answered.")},
                widget=forms.TextInput(NO_AUTOCOMPLETE),
            )

    def said_by(self) -> dict[str, str]:
        """Names by holder."""
        return {holder: self.cleaned_data.get(f"said_by_{holder}", "") for holder in self.holders}

    @property
    def name_fields(self) -> list[forms.BoundField]:
        """The fields of the names, for the template."""
        return [self[f"said_by_{holder}"] for holder in self.holders]


class AgreementForm(SaidByForm):
    """Yes, no, or later; nothing is preselected."""

    answer = forms.ChoiceField(
        label=_("Does the client agree?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the client answered.")},
    )

    def chosen(self) -> Answer:
        """The answer."""
        return Answer(self.cleaned_data["answer"])


class SpecialForm(SaidByForm):
    """Which special data are needed, why, and what the client answered where it is asked."""

    asks_always = False

    categories = forms.MultipleChoiceField(
        label=_("Which special data do you need for this help question?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose only what is necessary. Choose nothing when you need none."),
    )
    reason = forms.CharField(
        label=_("Why do you need these data, or why not?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2, **NO_AUTOCOMPLETE}),
        error_messages={"required": _("Write in one sentence why these data are needed or not.")},
    )
    answer = forms.ChoiceField(
        label=_("What does the client answer?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Only when you ticked something."),
    )

    def __init__(self, *args: Any, possible: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = [(c.value, CATEGORIES[c]) for c in possible]  # type: ignore[attr-defined]

    def chosen(self) -> Answer | None:
        """The answer, if one was given."""
        return Answer(self.cleaned_data["answer"]) if self.cleaned_data.get("answer") else None

    def wanted(self) -> list[Category]:
        """The categories chosen."""
        return [Category(code) for code in self.cleaned_data["categories"]]


class NotesForm(forms.Form):
    """The help question and what else is needed for it."""

    help_question = forms.CharField(
        label=_("The help question, in the client's words"), max_length=8000, widget=forms.Textarea({"rows": 4, **NO_AUTOCOMPLETE})
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=20000,
        widget=forms.Textarea({"rows": 8, **NO_AUTOCOMPLETE}),
        help_text=_("Only what is needed. Nothing about other people without a reason."),
    )
    next_appointment = forms.CharField(
        label=_("Next appointment"), required=False, max_length=200, widget=forms.TextInput(NO_AUTOCOMPLETE), help_text=_("Day and time.")
    )

    def __init__(self, *args: Any, about_client: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not about_client:  # the help question is the client's, whoever the talk is with
            del self.fields["help_question"]

    @property
    def written(self) -> dict[str, str]:
        """What was written down, by field; no help question where none is asked."""
        return {"help_question": ""} | self.cleaned_data


class ExceptionForm(forms.Form):
    """Going on without consent: on which ground, for which data, and why."""

    ground = forms.ChoiceField(
        label=_("On which ground do you go on?"),
        choices=ExceptionGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose on which ground.")},
    )
    categories = forms.MultipleChoiceField(
        label=_("For which data?"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose for which data.")}
    )
    note = forms.CharField(
        label=_("Why is this necessary?"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4, **NO_AUTOCOMPLETE}),
        error_messages={"required": _("Write down why you go on without consent.")},
    )

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = [(c.value, CATEGORIES[c]) for c in categories]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Who takes the consent back."""

    said_by = forms.CharField(label=_("Who withdraws?"), max_length=200, widget=forms.TextInput(NO_AUTOCOMPLETE))
