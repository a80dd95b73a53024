"""What is filled in for keeping longer, and for a preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import day, lines
from privacy_domain.protocols.values import RetentionStart
from retention.policies import STARTS
from retention.states import HoldReason, Outcome


class HoldForm(forms.Form):
    """Keep the dossier or one item of it, for a reason."""

    what = forms.ChoiceField(label=_("What is kept?"))
    reason = forms.ChoiceField(label=_("For which reason?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a reason.")})
    explanation = lines(_("Why is this needed?"), length=2000, error_messages={"required": _("Write down why this is needed.")})
    review_on = day(
        _("On which day does somebody look again?"),
        required=False,
        help_text=_("At most three years from now. Not needed where a request, an objection or a complaint runs."),
    )

    def __init__(self, *args: Any, reasons: Sequence[HoldReason], parts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(reason.value, reason.label) for reason in reasons]  # type: ignore[attr-defined]
        self.fields["what"].choices = [("", _("The whole dossier")), *parts]  # type: ignore[attr-defined]
        self.fields["what"].required = False

    def series(self) -> UUID | None:
        """The item that is kept, or None for the whole dossier."""
        return UUID(self.cleaned_data["what"]) if self.cleaned_data["what"] else None


class RenewForm(forms.Form):
    """It is still needed, until another day."""

    prefix = "renew"
    explanation = lines(_("Why is it still needed?"), length=2000, error_messages={"required": _("Write down why this is needed.")})
    review_on = day(_("On which day does somebody look again?"))


class LiftForm(forms.Form):
    """It is not needed any more."""

    prefix = "lift"
    because = lines(_("Why is it not needed any more?"), length=2000, error_messages={"required": _("Write down why it is not needed any more.")})


_START_WORDS = {
    RetentionStart.RECEIPT: _("the day an item was received or made"),
    RetentionStart.END_OF_CLOSING_YEAR: _("the end of the year of closing"),
    RetentionStart.CLOSING_YEAR_COUNTS: _("the year of closing, which counts as the first"),
    RetentionStart.CLOSING_DATE: _("the day of closing"),
}


class PreviewForm(forms.Form):
    """Another term, only to see what it would mean."""

    years = forms.IntegerField(
        label=_("How many years?"),
        min_value=1,
        max_value=100,
        error_messages={"required": _("Fill in a number of years from 1 to 100."), "invalid": _("Fill in a number of years from 1 to 100.")},
    )
    start = forms.ChoiceField(
        label=_("Counted from"),
        choices=[(str(code), words) for code, words in _START_WORDS.items()],
        error_messages={"required": _("Choose from when.")},
    )

    def chosen(self) -> RetentionStart:
        """From when the years count."""
        return STARTS[self.cleaned_data["start"]]


class OutcomesForm(forms.Form):
    """What becomes of the parts on one page of a list: a choice for each, none made beforehand. What is not chosen stays open."""

    def __init__(self, *args: Any, rows: Sequence[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[str(row)] = forms.ChoiceField(
                choices=Outcome.choices, required=False, error_messages={"invalid_choice": _("Choose one of the answers.")}
            )

    def outcomes(self) -> dict[UUID, Outcome]:
        """The choices that were made."""
        return {UUID(name): Outcome(value) for name, value in self.cleaned_data.items() if value}


class ApproveForm(forms.Form):
    """The name of the list, typed over, so that nobody approves the wrong one."""

    prefix = "approve"
    typed = forms.CharField(
        label=_("Type the name of the list"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Type the name of the list.")},
    )


class BackForm(forms.Form):
    """What is not right yet."""

    prefix = "back"
    because = lines(_("What is not right yet?"), rows=2, length=2000, error_messages={"required": _("Write down what is not right yet.")})


class AbortForm(forms.Form):
    """Why it does not go on."""

    prefix = "abort"
    because = lines(_("Why does the list not go on?"), rows=2, length=2000, error_messages={"required": _("Write down why the list does not go on.")})
