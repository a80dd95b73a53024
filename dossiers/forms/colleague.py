"""Asking a colleague, answering, and saying that the client was told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.forms.intake import YES_NO, day, line, lines, once
from dossiers.forms.rights import ColleagueForm
from dossiers.models import ColleagueQuestion, Dossier
from dossiers.policies.colleague import AskingRules
from dossiers.policies.intake import IntakeRules
from dossiers.presenters.intake import LAW_NAMES
from dossiers.presenters.words import CATEGORIES
from dossiers.services.answering import SHORT, Reply
from dossiers.services.colleague import Wish
from dossiers.states import DeclineReason, SharingBasis
from privacy_domain.people.validators import validate_birth_date
from privacy_domain.protocols.types import Category

_KINDS = [(code.value, words) for code, words in CATEGORIES.items()]


class AskForm(ColleagueForm):
    """One question about one client. Without `named` the client is that of the dossier from which it is asked."""

    key = once()
    client_name = line(_("Name of the client"), length=200, error_messages={"required": _("Fill in which client it is about.")})
    birth_date = day(_("Date of birth"), validators=[validate_birth_date])
    purpose = line(_("What do you need it for?"), length=300, help_text=_("One purpose. A second purpose is a second question."))
    needed = line(
        _("What do you need to know now?"), length=300, help_text=_("Ask for the bare fact: whether something is so, not what it is about.")
    )
    items = forms.MultipleChoiceField(
        label=_("Which kinds of data is that?"),
        choices=_KINDS,
        widget=forms.CheckboxSelectMultiple({"class": "pd-choices--inline"}),
        error_messages={"required": _("Choose which kinds of data.")},
    )
    because = lines(
        _("Why do you need it now to decide what help is needed?"),
        rows=2,
        length=1000,
        error_messages={"required": _("Write down why you need it now.")},
    )
    now = forms.BooleanField(
        label=_("I need this now. It is not for later or in case it comes in handy."),
        error_messages={"required": _("What is only handy for later cannot be asked.")},
    )
    law = forms.ChoiceField(
        label=_("On which law does your task rest?"), widget=forms.RadioSelect, error_messages={"required": _("Choose the law of your task.")}
    )
    basis = forms.ChoiceField(label=_("What does the sharing rest on?"), choices=SharingBasis.choices, initial=SharingBasis.TASK, required=False)
    basis_note = lines(
        _("Only with the agreement of the client: why does the law leave too little room, and what did the client agree to?"),
        rows=2,
        length=1000,
        required=False,
    )
    told = forms.ChoiceField(
        label=_("Did you tell the client that you ask a colleague, and why?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    told_on = day(_("When did you tell it?"), required=False)
    field_order = (
        "client_name", "birth_date", "colleague", "purpose", "needed", "items", "because", "now", "law", "basis", "basis_note", "told", "told_on",
    )  # fmt: skip

    def __init__(self, *args: Any, colleagues: Iterable[User], rules: AskingRules, laws: IntakeRules, dossier: Dossier | None, **kwargs: Any) -> None:
        super().__init__(*args, colleagues=colleagues, **kwargs)
        own = [law for law in laws.laws if dossier is None or str(law) in dossier.law_tags] or list(laws.laws)
        self.fields["law"].choices = [(law.value, LAW_NAMES[law]) for law in laws.laws]  # type: ignore[attr-defined]
        self.fields["law"].initial = own[0].value if len(own) == 1 else None
        self.fields["law"].required = not rules.consent_after_task  # where agreement can carry it, the service asks one of the two
        if not rules.consent_after_task:
            del self.fields["basis"], self.fields["basis_note"]
        if dossier is not None:
            del self.fields["client_name"], self.fields["birth_date"]

    def clean(self) -> dict[str, Any]:
        """Who told the client says when."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("told") == "yes" and not said.get("told_on") and "told_on" not in self.errors:
            self.add_error("told_on", ValidationError(_("Fill in when you told it.")))
        return said

    def wish(self) -> Wish:
        """What is asked."""
        said = self.cleaned_data
        return Wish(
            purpose=said["purpose"],
            needed=said["needed"],
            because=said["because"],
            items=[Category(code) for code in said["items"]],
            now=said["now"],
            law=said["law"],
            basis=SharingBasis(said.get("basis") or SharingBasis.TASK),
            basis_note=said.get("basis_note", ""),
            told_on=said["told_on"] if said["told"] == "yes" else None,
        )


class FromForm(forms.Form):
    """From which of the dossiers that the colleague may open."""

    dossier = forms.ChoiceField(label=_("From which dossier?"), required=False)

    def __init__(self, *args: Any, dossiers: Sequence[Dossier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {row.pk: row for row in dossiers}
        named = [
            (str(key), _("Dossier %(number)s, team %(team)s") % {"number": row.number, "team": row.team.name}) for key, row in self.by_id.items()
        ]
        self.fields["dossier"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]
        if len(named) == 1:
            self.fields["dossier"].initial = named[0][0]

    def chosen(self) -> Dossier | None:
        """The dossier, or None."""
        return self.by_id[UUID(self.cleaned_data["dossier"])] if self.cleaned_data["dossier"] else None


class AnswerForm(FromForm):
    """The answer: the bare fact, unless more is chosen."""

    fits = forms.ChoiceField(
        label=_("Does this purpose fit the purpose for which you have these data?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    answer = lines(
        _("Your answer"),
        rows=3,
        length=2000,
        help_text=_("Only the fact that was asked, in at most %(count)d characters.") % {"count": SHORT},
        error_messages={"required": _("Write down your answer.")},
    )
    given = forms.MultipleChoiceField(
        label=_("Which kinds of data do you give?"),
        choices=_KINDS,
        widget=forms.CheckboxSelectMultiple({"class": "pd-choices--inline"}),
        error_messages={"required": _("Choose which kinds of data.")},
    )
    beyond_because = lines(
        _("Only when you give more than was asked: why does it matter for the help question?"), rows=2, length=1000, required=False
    )
    with_content = forms.BooleanField(label=_("The bare fact is not enough: I give content too"), required=False)
    content_because = lines(_("Only with content: why is the bare fact not enough?"), rows=2, length=1000, required=False)

    def __init__(self, *args: Any, question: ColleagueQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given"].initial = list(question.items)

    def reply(self) -> Reply:
        """What is given."""
        said = self.cleaned_data
        return Reply(
            text=said["answer"],
            given=[Category(code) for code in said["given"]],
            fits=said["fits"] == "yes",
            with_content=said["with_content"],
            content_because=said["content_because"],
            beyond_because=said["beyond_because"],
        )


class DeclineForm(FromForm):
    """No answer, and why; for the colleague himself and the dossier, not for who asked."""

    prefix = "decline"
    reason = forms.ChoiceField(
        label=_("Why not?"), choices=DeclineReason.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose a reason.")}
    )
    note = lines(_("Explain it"), rows=2, length=1000, error_messages={"required": _("Write down why. Your colleague does not see this.")})


class ToldForm(forms.Form):
    """When the client was told."""

    told_on = day(_("When did you tell it?"))
