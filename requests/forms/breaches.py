"""What is filled in when something went wrong, and about what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.models import User
from access.states import BreachKind, BreachOutcome, BreachRisk
from dossiers.forms.intake import day, line, lines, once
from privacy_domain import clock
from privacy_domain.people.models import Partner


def clock_time(label: Any, **kwargs: Any) -> forms.TimeField:
    """A time of the day."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput({"type": "time", "autocomplete": "off"}, format="%H:%M"),
        error_messages={"invalid": _("Fill in a time.")},
        **kwargs,
    )


def moment_of(on: date | None, at: Any) -> datetime | None:
    """The moment, in Amsterdam; in the hour that comes twice the first of them."""
    return datetime.combine(on, at, tzinfo=clock.AMSTERDAM) if on is not None and at is not None else None


class ReportForm(forms.Form):
    """What, when, which dossier if any: enough to send it within a minute."""

    key = once()
    kind = forms.ChoiceField(
        label=_("What went wrong?"), choices=BreachKind.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose what went wrong.")}
    )
    happened = lines(
        _("What happened?"),
        rows=4,
        help_text=_("In a few sentences. It need not be complete yet."),
        error_messages={"required": _("Write down what happened.")},
    )
    discovered_on = day(_("On which day was it first discovered?"), help_text=_("By you or by somebody else. The terms count from then."))
    discovered_time = clock_time(_("At what time?"))
    dossier_number = line(
        _("Number of the dossier"), length=20, required=False, help_text=_("Only if it is about one dossier and you know its number.")
    )

    def discovered_at(self) -> datetime | None:
        """The moment of the first discovery, as far as it is filled in."""
        given = getattr(self, "cleaned_data", {})
        return moment_of(given.get("discovered_on"), given.get("discovered_time"))


class _Done(forms.Form):
    """Something was done at a moment."""

    done_on = day(_("On which day?"))
    done_time = clock_time(_("At what time?"))

    def done_at(self) -> datetime:
        """When."""
        found = moment_of(self.cleaned_data["done_on"], self.cleaned_data["done_time"])
        assert found is not None
        return found


class MeasureForm(_Done):
    """What was done to undo or limit the consequences."""

    prefix = "measure"
    key = once()
    text = lines(_("What was done?"), error_messages={"required": _("Write down what was done.")})
    field_order = ("text", "done_on", "done_time", "key")


class AssessForm(forms.Form):
    """What it can mean for the people concerned."""

    prefix = "assess"
    risk = forms.ChoiceField(
        label=_("How great is the risk for the people concerned?"),
        choices=BreachRisk.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how great the risk is.")},
    )
    text = lines(
        _("Why?"), help_text=_("Which data, of whom, who can have them, what can be done with them?"), error_messages={"required": _("Explain why.")}
    )


class TellForm(_Done):
    """Told or not, when, and why not."""

    outcome = forms.ChoiceField(label=_("What was decided?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what was decided.")})
    reference = line(_("Reference of the report"), length=100, required=False)
    text = lines(_("Explanation"), required=False, help_text=_("Needed when nobody was told, or when it was later than the term."))
    field_order = ("outcome", "done_on", "done_time", "reference", "text")

    def __init__(self, *args: Any, told: Any, not_told: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(BreachOutcome.TOLD, told), (BreachOutcome.NOT_TOLD, not_told)]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """What is done so that it does not happen again."""

    prefix = "close"
    lessons = lines(_("What is done to prevent it from happening again?"), error_messages={"required": _("Write down what is done to prevent it.")})


class PeriodForm(forms.Form):
    """Of which days."""

    since = day(_("From"))
    until = day(_("Up to and including"))

    def clean(self) -> dict[str, Any]:
        """A period that ends after it begins, no longer than the log is looked through."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and not since <= until <= since + timedelta(days=400):
            raise ValidationError(_("Choose a period of at most 400 days that ends after it begins."))
        return given


class ConcernedForm(PeriodForm):
    """Where to look for those concerned."""

    account = forms.ChoiceField(label=_("What this employee saw"), required=False)
    partner = forms.ChoiceField(label=_("What was sent to"), required=False)

    def __init__(self, *args: Any, accounts: Sequence[User], partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts, self.partners = {str(one.pk): one for one in accounts}, {str(one.pk): one for one in partners}
        nobody = [("", _("nothing chosen"))]
        self.fields["account"].choices = [*nobody, *((key, one.display_name) for key, one in self.accounts.items())]  # type: ignore[attr-defined]
        self.fields["partner"].choices = [*nobody, *((key, one.name) for key, one in self.partners.items())]  # type: ignore[attr-defined]


def ticked(values: Sequence[str]) -> set[UUID]:
    """The keys that were ticked; what is no key is left out."""
    found = set()
    for value in values:
        try:
            found.add(UUID(value))
        except ValueError:
            continue
    return found
