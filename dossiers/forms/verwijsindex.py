"""Entering in the verwijsindex, telling it, taking it out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.forms.intake import day, line, lines
from dossiers.policies.verwijsindex import ETHNIC_GROUND, UNDER_AGE_GROUND
from dossiers.presenters.verwijsindex import CONSULTED, GROUNDS
from dossiers.services.verwijsindex import IndexFacts
from dossiers.states.safety import RemovalReason
from privacy_domain.protocols.types import IndexGround


class EntryForm(forms.Form):
    """The ground, the suspicion, the consultation by age, and how the reporter can be reached."""

    ground = forms.ChoiceField(
        label=_("Which risk threatens the youth?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a ground."), "invalid_choice": _("Choose a ground that can be used at this age.")},
    )
    mother_or_pregnant = forms.BooleanField(label=_("The youth is a mother or pregnant"), required=False, help_text=_("Only with ground d."))
    aware = forms.BooleanField(
        label=_("I write down the risk, and nobody's origin"),
        required=False,
        help_text=_("Only with ground l. There is no ground for recording ethnic origin. Ask the privacy officer first."),
    )
    suspicion = lines(
        _("On what does your reasonable suspicion rest?"), rows=4, help_text=_("This stays in the dossier. It does not go to the index.")
    )
    consulted = forms.MultipleChoiceField(
        label=_("With whom did you discuss the entry and the risks beforehand?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    consulted_on = day(_("When?"), required=False)
    consulted_note = lines(_("What was said?"), rows=2, required=False)
    not_consulted_because = lines(_("Not discussed with everybody beforehand: why not?"), rows=2, required=False)
    told_on = day(_("When did the client hear that he is entered?"), required=False, help_text=_("Leave empty: you get a task to tell it."))
    reporter_contact = line(
        _("At which telephone number or e-mail address can you be reached?"), length=254, help_text=_("This goes to the index, with your name.")
    )

    def __init__(self, *args: Any, grounds: Collection[IndexGround], consult: Collection[str], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(str(one), f"{one}. {GROUNDS[one]}") for one in grounds]  # type: ignore[attr-defined]
        self.fields["consulted"].choices = [(code, CONSULTED[code]) for code in consult]  # type: ignore[attr-defined]
        self.fields["reporter_contact"].initial = user.email
        if UNDER_AGE_GROUND not in grounds:
            del self.fields["mother_or_pregnant"]
        if ETHNIC_GROUND not in grounds:
            del self.fields["aware"]
        if not consult:
            for name in ("consulted", "consulted_on", "consulted_note", "not_consulted_because"):
                del self.fields[name]

    def facts(self) -> IndexFacts:
        """What was filled in."""
        said = self.cleaned_data
        return IndexFacts(
            ground=IndexGround(said["ground"]),
            suspicion=said["suspicion"],
            reporter_contact=said["reporter_contact"],
            mother_or_pregnant=said.get("mother_or_pregnant", False),
            consulted=said.get("consulted", []),
            consulted_on=said.get("consulted_on"),
            consulted_note=said.get("consulted_note", ""),
            not_consulted_because=said.get("not_consulted_because", ""),
            told_on=said["told_on"],
            aware=said.get("aware", False),
        )


class EntryToldForm(forms.Form):
    """The client was told."""

    told_on = day(_("When did you tell it?"))


class RemoveForm(forms.Form):
    """Why it was taken out."""

    prefix = "remove"
    reason = forms.ChoiceField(label=_("Why is it taken out?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a reason.")})
    note = lines(_("Explain it"), rows=2, required=False, help_text=_("Needed when it goes before its last day."))

    def __init__(self, *args: Any, remove_by: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = [pair for pair in RemovalReason.choices if pair[0] != RemovalReason.DUE or remove_by <= today]
        self.fields["reason"].choices = usable  # type: ignore[attr-defined]
