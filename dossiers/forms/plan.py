"""Filling in the plan of a household."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import YES_NO, day, line, lines, once
from dossiers.forms.rights import ColleagueForm
from dossiers.models import Relation
from dossiers.policies.plan import PlanRules
from dossiers.presenters.people import name_of
from dossiers.services.activities import ActivityFacts
from dossiers.services.evaluation import Outcome
from dossiers.states import DirectionLevel, EvaluationKind, Performer
from privacy_domain import clock
from privacy_domain.people.models import Partner

_YES_OR_NO = {"required": _("Choose yes or no.")}


class StartPlanForm(forms.Form):
    """What the plan is called here."""

    name = forms.ChoiceField(label=_("What is the plan called?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a name.")})

    def __init__(self, *args: Any, rules: PlanRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = [(name, name) for name in rules.names]  # type: ignore[attr-defined]
        self.fields["name"].initial = rules.names[0]


class PlanWordsForm(forms.Form):
    """What the client wants to reach, and what is agreed."""

    goals = lines(_("What does the client want to reach?"), rows=4, length=8000, required=False)
    agreements = lines(_("What do you agree on about the support?"), rows=6, length=8000, required=False)


class AgreeForm(forms.Form):
    """That the client agreed with the plan as it is."""

    agreed_on = day(_("When was the plan agreed with the client?"), initial=clock.today)
    agreed_with = line(_("With whom?"), length=300, error_messages={"required": _("Write down with whom the plan was agreed.")})
    agreed_how = lines(_("How did you draw up the plan together?"), rows=2, length=1000, required=False)

    def __init__(self, *args: Any, rules: PlanRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not rules.words:
            del self.fields["agreed_how"]
        elif rules.joint:
            self.fields["agreed_how"].required = True
            self.fields["agreed_how"].error_messages["required"] = _("Write down how you drew up the plan together.")


class ActivityForm(forms.Form):
    """One activity of the plan."""

    key = once()
    what = line(_("What happens?"), length=300, error_messages={"required": _("Write down what happens.")})
    nature = line(_("What kind of help or activity is it?"), length=500, required=False)
    extent = line(_("How often or how much?"), length=300, required=False, help_text=_("For instance: two hours a week."))
    begins_on = day(_("Begins on"), initial=clock.today)
    ends_on = day(_("Ends on"), required=False, help_text=_("Leave empty when no end is agreed."))
    performer = forms.ChoiceField(
        label=_("Who carries this out?"), choices=Performer.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose who.")}
    )
    organisation = forms.ChoiceField(label=_("Which organisation?"), required=False, help_text=_("Only for another organisation."))
    executor = line(_("Who carries it out, or who is the contact?"), required=False)
    contact = line(_("How to reach this person"), length=300, required=False)
    done_on = day(_("Done on"), required=False, help_text=_("Leave empty as long as the activity is not done."))
    remarks = lines(_("Remarks on the activity or the progress"), rows=3, length=2000, required=False)

    def __init__(self, *args: Any, rules: PlanRules, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(partner.pk): partner for partner in partners}
        self.fields["organisation"].choices = [("", _("None")), *((key, one.name) for key, one in self.by_id.items())]  # type: ignore[attr-defined]
        for name in ("nature", "extent", "executor") if rules.separate else ():
            self.fields[name].required = True
        if rules.separate:
            self.fields["remarks"].help_text = _("Only whether and how it goes on. What the help is about stands in the dossier.")

    def facts(self) -> ActivityFacts:
        """The activity as it was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        organisation, performer = self.by_id.get(given.pop("organisation")), Performer(given.pop("performer"))
        return ActivityFacts(**given, organisation=organisation, performer=performer)


class DirectorForm(ColleagueForm):
    """Who directs, on which level, and how the client reaches him."""

    level = forms.ChoiceField(
        label=_("On which level?"),
        choices=DirectionLevel.choices,
        initial=DirectionLevel.CASE,
        widget=forms.RadioSelect,
        help_text=_("The case director is the one contact of the client. The process director looks after triage and meetings."),
    )
    reach = line(_("How does the client reach this person?"), error_messages={"required": _("Fill in a telephone number or e-mail address.")})
    field_order = ("level", "colleague", "reach")


class FamilyForm(forms.Form):
    """Somebody of the family who is to stand in the plan."""

    relation = forms.ChoiceField(label=_("Who of the family?"), error_messages={"required": _("Choose who."), "invalid_choice": _("Choose who.")})

    def __init__(self, *args: Any, relations: Sequence[Relation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(row.pk): row for row in relations}
        self.fields["relation"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((key, f"{name_of(row)} ({row.relation})") for key, row in self.by_id.items()),
        ]

    def chosen(self) -> Relation:
        """Who was chosen."""
        return self.by_id[self.cleaned_data["relation"]]


class EvaluationDayForm(forms.Form):
    """The day on which the plan is looked at again."""

    due_on = day(_("On which day do you look at the plan again?"))


class EvaluationForm(forms.Form):
    """What came of looking at the plan again. Name and address are known; they are not asked again, nor is consent."""

    kind = forms.ChoiceField(label=_("What kind?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what kind.")})
    held_on = day(_("Held on"), initial=clock.today)
    with_client = forms.ChoiceField(label=_("Together with the client?"), choices=YES_NO, widget=forms.RadioSelect, error_messages=_YES_OR_NO)
    achieved = lines(_("What was achieved?"), rows=4, error_messages={"required": _("Write down what was achieved.")})
    next_on = day(_("Next evaluation on"), required=False)

    def __init__(self, *args: Any, rules: PlanRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in rules.occasions]  # type: ignore[attr-defined]
        self.fields["kind"].initial = rules.occasions[0].value
        if len(rules.occasions) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
        if not rules.words:
            del self.fields["achieved"]

    def outcome(self) -> Outcome:
        """What came of it."""
        given = self.cleaned_data
        return Outcome(
            kind=EvaluationKind(given["kind"]),
            held_on=given["held_on"],
            with_client=given["with_client"] == "yes",
            achieved=given.get("achieved", ""),
            next_on=given["next_on"],
        )
