"""Who may look, and who looked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.models import Dossier
from dossiers.states import ExclusionGround
from privacy_domain.protocols.types import Part

PERIODS = {"30": _("the last 30 days"), "90": _("the last 90 days"), "365": _("the last year"), "all": _("since the dossier was opened")}
USUAL = "90"


class PeriodForm(forms.Form):
    """How far back."""

    period = forms.ChoiceField(label=_("Over which time?"), choices=list(PERIODS.items()), initial=USUAL)

    def since(self, dossier: Dossier, today: date) -> date:
        """The first day; what is not a period of the list counts as the usual one. Never before the dossier was there."""
        period = self.cleaned_data.get("period", USUAL) if self.is_valid() else USUAL
        return dossier.opened_on if period == "all" else max(dossier.opened_on, today - timedelta(days=int(period)))


class LooksLetterForm(PeriodForm):
    """The letter to the client; only the privacy officer can choose for names."""

    named = forms.BooleanField(label=_("Name the employees in the letter"), required=False)

    def __init__(self, *args: Any, by_name: bool, **kwargs: Any) -> None:
        kwargs["auto_id"] = "letter_%s"  # the form above it has a period too
        super().__init__(*args, **kwargs)
        if not by_name:
            del self.fields["named"]


class NumberForm(forms.Form):
    """A dossier by its number."""

    number = forms.RegexField(
        r"^\s*\d{1,14}\s*$",
        label=_("Number of the dossier"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": _("Fill in the number of the dossier."), "invalid": _("A number of a dossier has only digits.")},
    )


class ColleagueForm(forms.Form):
    """A colleague, chosen by name."""

    colleague = forms.ChoiceField(
        label=_("Which colleague?"), error_messages={"required": _("Choose a colleague."), "invalid_choice": _("Choose a colleague.")}
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {user.pk: user for user in colleagues}
        named = [(str(key), f"{user}, {user.job_title}" if user.job_title else str(user)) for key, user in self.by_id.items()]
        self.fields["colleague"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """The account."""
        return self.by_id[UUID(self.cleaned_data["colleague"])]


class ExcludeForm(ColleagueForm):
    """Which colleague may not see the dossier, and why."""

    ground = forms.ChoiceField(
        label=_("Why?"), choices=ExclusionGround.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose a reason.")}
    )
    reason = forms.CharField(
        label=_("Explain it in one or two sentences"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Write down why this colleague may not see the dossier.")},
    )


PARTS = [(Part.PLAN.value, _("the plan")), (Part.DOSSIER.value, _("the dossier"))]
USUAL_DAYS = 14


class PartsForm(forms.Form):
    """To which parts of a dossier."""

    parts = forms.MultipleChoiceField(
        label=_("To what?"),
        choices=PARTS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the plan, the dossier, or both.")},
    )

    def chosen_parts(self) -> set[Part]:
        """The parts."""
        return {Part(code) for code in self.cleaned_data["parts"]}


class DutyForm(PartsForm):
    """Asking access because a law compels it."""

    number = NumberForm.base_fields["number"]
    provision = forms.CharField(
        label=_("Which provision of law compels it?"),
        max_length=200,
        help_text=_("The article and the law."),
        error_messages={"required": _("Fill in the provision of law.")},
    )
    requester = forms.CharField(
        label=_("Who asks for the data?"),
        max_length=200,
        help_text=_("The organisation and its reference, not the name of a client."),
        error_messages={"required": _("Fill in who asks for the data.")},
    )
    until = forms.DateField(
        label=_("Until when?"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), error_messages={"required": _("Choose a date.")}
    )
    explanation = forms.CharField(label=_("Explanation"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3, "autocomplete": "off"}))
    field_order = ("number", "provision", "requester", "parts", "until", "explanation")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": today + timedelta(days=USUAL_DAYS)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class ReviewForm(forms.Form):
    """Whether access on a duty in law was right."""

    right = forms.ChoiceField(
        label=_("Is this access right?"),
        choices=[("yes", _("Yes")), ("no", _("No, end it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3, "autocomplete": "off"}))


class AuthoriseForm(PartsForm, ColleagueForm):
    """A right by name: to what, to look or also to write, why, until when."""

    may_write = forms.BooleanField(label=_("This colleague may also add and change"), required=False)
    reason = forms.CharField(
        label=_("Why does this colleague need it?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Write down why this colleague needs it.")},
    )
    until = forms.DateField(
        label=_("Until when?"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty: until somebody ends it."),
    )
    field_order = ("colleague", "parts", "may_write", "reason", "until")


class TakeOverForm(ColleagueForm):
    """Who goes on with the work of a colleague who left."""

    reason = forms.CharField(
        label=_("Why this colleague?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        error_messages={"required": _("Write down why.")},
    )
