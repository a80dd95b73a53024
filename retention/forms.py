"""What is filled in for keeping longer, and for a preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import day, lines
from dossiers.presenters.talk import LAWS
from privacy_domain.protocols.values import RetentionStart
from retention.policies import STARTS
from retention.services.lists import Keeping
from retention.states import REVIEWED_REASONS, DestructionOf, DestructionReason, HoldReason, Outcome


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


_KEY = 36  # as many characters as a key has; what belongs to it has its name behind that
_WHY = ("reason", "explanation", "review_on")
_REVIEWED = [(reason.value, reason.label) for reason in HoldReason if reason in REVIEWED_REASONS]
_NO_REASON = {"invalid_choice": _("Choose a reason.")}
_MISSING = {
    "reason": _("Choose a reason."),
    "explanation": _("Write down why this is needed."),
    "review_on": _("Choose the day on which somebody looks again."),
}


class OutcomesForm(forms.Form):
    """What becomes of the parts on one page of a list: a choice for each, none made beforehand. What is not chosen stays open. With
    keeping come a reason, why it is needed and the day on which somebody looks again."""

    def __init__(self, *args: Any, rows: Sequence[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[str(row)] = forms.ChoiceField(
                choices=Outcome.choices, required=False, error_messages={"invalid_choice": _("Choose one of the answers.")}
            )
            self.fields[f"{row}-reason"] = forms.ChoiceField(
                label=_("For which reason?"), choices=[("", _("Choose")), *_REVIEWED], required=False, error_messages=_NO_REASON
            )
            self.fields[f"{row}-explanation"] = lines(_("Why is this needed?"), rows=2, length=2000, required=False)
            self.fields[f"{row}-review_on"] = day(_("On which day does somebody look again?"), required=False)

    def why(self, row: UUID) -> list[forms.BoundField]:
        """The fields that go with keeping one part."""
        return [self[f"{row}-{name}"] for name in _WHY]

    def clean(self) -> dict[str, Any]:
        """Who keeps something and begins to say why, says all of it."""
        for row, outcome in self.outcomes().items():
            said = [self.cleaned_data.get(f"{row}-{name}") for name in _WHY]
            if outcome == Outcome.KEEP and any(said):
                for name, value in zip(_WHY, said, strict=True):
                    if not value and f"{row}-{name}" not in self.errors:
                        self.add_error(f"{row}-{name}", _MISSING[name])
        return self.cleaned_data

    def keeping(self) -> dict[UUID, Keeping]:
        """Why what is kept is kept, where that was said."""
        said = self.cleaned_data
        kept = (row for row, outcome in self.outcomes().items() if outcome == Outcome.KEEP and said[f"{row}-reason"])
        return {row: Keeping(HoldReason(said[f"{row}-reason"]), said[f"{row}-explanation"], said[f"{row}-review_on"]) for row in kept}

    def outcomes(self) -> dict[UUID, Outcome]:
        """The choices that were made."""
        return {UUID(name): Outcome(value) for name, value in self.cleaned_data.items() if value and len(name) == _KEY}


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


class StopForm(forms.Form):
    """Why it stops halfway."""

    prefix = "stop"
    because = lines(_("Why does the list stop?"), rows=2, length=2000, error_messages={"required": _("Write down why the list stops.")})


class LogForm(forms.Form):
    """Which lines of the log of destruction."""

    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=2000, max_value=2199, error_messages={"invalid": _("Fill in a year, such as 2026.")}
    )
    of = forms.ChoiceField(label=_("What"), choices=[("", _("Everything")), *DestructionOf.choices], required=False)
    law = forms.ChoiceField(label=_("Law"), choices=[("", _("Everything")), *LAWS.items()], required=False)
    reason = forms.ChoiceField(label=_("Why"), choices=[("", _("Everything")), *DestructionReason.choices], required=False)
