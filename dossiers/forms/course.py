"""Closing, opening again, death and move, and one's own tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.forms.intake import YES_NO, day, line, lines, once
from dossiers.forms.rights import ColleagueForm, NumberForm
from dossiers.services.closing import Ending
from dossiers.states import ClosingReason
from privacy_domain import clock
from privacy_domain.people.services import PersonDetails
from privacy_domain.people.validators import validate_house_number, validate_postcode


class CloseForm(forms.Form):
    """The end: why, since when, what came of each purpose, what the client thinks of it."""

    reason = forms.ChoiceField(
        label=_("Why does the support end?"),
        choices=ClosingReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    explanation = lines(_("Explanation"), rows=2, length=1000, required=False)
    closed_on = day(_("On which day did the support end?"), initial=clock.today)
    opinion = lines(_("What does the client think of the support and of the end?"), rows=3, length=2000, required=False)
    not_asked_because = lines(_("Only when the client was not asked: why not?"), rows=2, length=1000, required=False)

    def __init__(self, *args: Any, purposes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = list(purposes)
        for code, label in purposes.items():
            self.fields[f"result_{code}"] = lines(
                _("Result: %(purpose)s") % {"purpose": label}, rows=2, length=2000, error_messages={"required": _("Write down what the result is.")}
            )
        self.order_fields(["reason", "explanation", "closed_on", *(f"result_{code}" for code in purposes), "opinion", "not_asked_because"])

    def ending(self) -> Ending:
        """What is said at the end."""
        said = self.cleaned_data
        return Ending(
            reason=ClosingReason(said["reason"]),
            explanation=said["explanation"],
            closed_on=said["closed_on"],
            results={code: said[f"result_{code}"] for code in self.purposes},
            opinion=said["opinion"],
            not_asked_because=said["not_asked_because"],
        )


class BecauseForm(forms.Form):
    """Why something is done."""

    reason = lines(_("Why?"), rows=2, length=1000, error_messages={"required": _("Write down why.")})


class DeathForm(forms.Form):
    """The client died."""

    happened_on = day(_("Day of death"))
    source = line(_("From whom do you know this?"), length=300, error_messages={"required": _("Write down from whom you know this.")})


class MoveForm(forms.Form):
    """The client moved: where to, and what that means."""

    key = once()
    happened_on = day(_("Day of the move"))
    source = line(_("From whom do you know this?"), length=300, error_messages={"required": _("Write down from whom you know this.")})
    destination = line(_("To which municipality?"), error_messages={"required": _("Fill in the municipality.")})
    inside_region = forms.ChoiceField(
        label=_("Is that within the region?"), choices=YES_NO, widget=forms.RadioSelect, error_messages={"required": _("Choose yes or no.")}
    )
    street = line(_("Street"), length=150, required=False)
    house_number = line(_("House number"), length=6, required=False, validators=[validate_house_number])
    postcode = line(_("Postcode"), length=8, required=False, validators=[validate_postcode])
    place = line(_("Place"), length=100, required=False)
    sheltered = forms.BooleanField(label=_("Outside the region: it is sheltered housing, which goes on"), required=False)
    transfer = forms.BooleanField(label=_("The dossier is to go to the other municipality"), required=False)
    agreed_by = line(_("Who agreed to that?"), required=False, help_text=_("The client, or who decides for him."))
    in_writing = forms.BooleanField(label=_("The agreement is in writing"), required=False)

    def address(self) -> PersonDetails | None:
        """The new address, when it was filled in."""
        filled = {name: self.cleaned_data[name] for name in ("street", "house_number", "postcode", "place") if self.cleaned_data[name]}
        return PersonDetails(**filled) if filled else None  # type: ignore[typeddict-item]

    def facts(self) -> dict[str, Any]:
        """What is recorded."""
        said = self.cleaned_data
        return {
            "moved_on": said["happened_on"],
            "source": said["source"],
            "destination": said["destination"],
            "inside_region": said["inside_region"] == "yes",
            "address": self.address(),
            "sheltered": said["sheltered"],
            "transfer": said["transfer"],
            "agreed_by": said["agreed_by"],
            "in_writing": said["in_writing"],
            "key": said["key"],
        }


class OwnTaskForm(ColleagueForm):
    """Something to do, before a day, by oneself or a colleague."""

    key = once()
    text = line(_("What must be done?"), length=300, error_messages={"required": _("Write down what must be done.")})
    due_on = day(_("Before which day?"))
    field_order = ("text", "due_on", "colleague")

    def __init__(self, *args: Any, colleagues: Iterable[User], user: User, **kwargs: Any) -> None:
        super().__init__(*args, colleagues=colleagues, **kwargs)
        self.fields["colleague"].label = _("By whom?")
        self.fields["colleague"].initial = str(user.pk)


class MoveTaskForm(ColleagueForm):
    """Another day or another colleague for a task."""

    due_on = day(_("Before which day?"))
    field_order = ("due_on", "colleague")

    def __init__(self, *args: Any, colleagues: Iterable[User], due_on: date | None, holder: object, **kwargs: Any) -> None:
        super().__init__(*args, colleagues=colleagues, **kwargs)
        self.fields["colleague"].label = _("By whom?")
        self.fields["colleague"].initial, self.fields["due_on"].initial = str(holder), due_on


class MoveItemForm(forms.Form):
    """Where something belongs, and why it stood here."""

    number = NumberForm.base_fields["number"]
    because = lines(
        _("Why did it stand in the wrong dossier?"),
        rows=2,
        length=1000,
        help_text=_("Do not repeat what it says: this stays behind here."),
        error_messages={"required": _("Write down why.")},
    )


class CompareForm(forms.Form):
    """Two places in which one person may stand: as the client of a dossier, or with a surname as somebody around him."""

    kept = line(_("Number of the dossier of the person who stays"), length=14, error_messages={"required": _("Fill in the number of the dossier.")})
    kept_surname = line(_("Surname, when it is not the client but somebody around him"), length=100, required=False)
    gone = line(_("Number of the dossier of the record that goes"), length=14, error_messages={"required": _("Fill in the number of the dossier.")})
    gone_surname = line(_("Surname, when it is not the client but somebody around him"), length=100, required=False)

    @property
    def places(self) -> list[tuple[str, str]]:
        """Number and surname of who stays, and of who goes."""
        return [(self.cleaned_data[name], self.cleaned_data[f"{name}_surname"]) for name in ("kept", "gone")]


class MergeForm(CompareForm):
    """They are one person."""

    same = forms.BooleanField(
        label=_("I compared them: this is one person. I know that this cannot be taken back."),
        error_messages={"required": _("Say that this is one person, or go back.")},
    )
    because = lines(_("How do you know?"), rows=2, length=1000, error_messages={"required": _("Write down why.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CompareForm.base_fields:
            self.fields[name].widget = forms.HiddenInput()
