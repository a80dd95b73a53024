"""The forms of the step plan: one for each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.forms.intake import YES_NO, day, line, lines, once
from dossiers.services.meldcode_steps import Advice, Decision, Talked, Weighing
from dossiers.states.safety import AdviceFrom, Concern, NotSpoken, SignalKind, WeighAnswer

CHOOSE = {"required": _("Choose an answer."), "invalid_choice": _("Choose an answer.")}


def _choice(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=CHOOSE, **kwargs)


class StartForm(forms.Form):
    """What it is about."""

    concern = _choice(_("What do you see signals of?"), Concern.choices)
    mark = forms.BooleanField(label=_("Mark in the dossier that domestic violence is at issue"), required=False)

    def __init__(self, *args: Any, marking: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].help_text = marking
        if not marking:
            del self.fields["mark"]


class SignalForm(forms.Form):
    """Step 1."""

    key = once()
    noticed_on = day(_("When?"))
    kind = _choice(_("Whose words are it?"), SignalKind.choices)
    text = lines(_("What did you see or hear?"), rows=4, help_text=_("Facts first. Say it when you suspect something."))


class AdviceForm(forms.Form):
    """Step 2."""

    key = once()
    source = _choice(_("Who thought along?"), AdviceFrom.choices)
    who = line(_("Name and function"), required=False, help_text=_("Not for the team leader: choose him below."))
    lead = forms.ChoiceField(label=_("Which team leader?"), required=False)
    anonymous = forms.BooleanField(label=_("I did not say who it is about"), required=False)
    given_on = day(_("When?"))
    text = lines(_("What was the advice?"), rows=4)

    def __init__(self, *args: Any, leads: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [("", _("None")), *((str(user.pk), str(user)) for user in leads)]  # type: ignore[attr-defined]

    def advice(self) -> Advice:
        """What was filled in."""
        said = self.cleaned_data
        return Advice(
            source=AdviceFrom(said["source"]),
            given_on=said["given_on"],
            text=said["text"],
            who=said["who"],
            lead=UUID(said["lead"]) if said["lead"] else None,
            anonymous=said["anonymous"],
        )


class TalkForm(forms.Form):
    """Step 3."""

    key = once()
    spoken = _choice(_("Did you speak with those concerned?"), YES_NO)
    spoken_on = day(_("When?"), required=False)
    with_whom = line(_("With whom?"), required=False)
    why_not = _choice(_("If not, why not?"), NotSpoken.choices, required=False)
    text = lines(_("What was said, or why was there no talk?"), rows=4)

    def talked(self) -> Talked:
        """What was filled in."""
        said = self.cleaned_data
        return Talked(
            spoken=said["spoken"] == "yes",
            text=said["text"],
            spoken_on=said["spoken_on"],
            with_whom=said["with_whom"],
            why_not=NotSpoken(said["why_not"]) if said["why_not"] else None,
        )


class WeighForm(forms.Form):
    """Step 4: the five questions."""

    key = once()
    suspicion = _choice(_("1. Do the first three steps give you a suspicion?"), YES_NO)
    acute = _choice(_("2a. Is somebody in danger now?"), YES_NO)
    structural = _choice(_("2b. Is somebody in danger time and again?"), YES_NO)
    able = _choice(_("3. Can you give or arrange help that is enough?"), WeighAnswer.choices)
    accepted = _choice(_("4. Do those concerned accept the help and take part in it?"), WeighAnswer.choices)
    leads_to_safety = _choice(_("5. Does the help lead to lasting safety in time?"), WeighAnswer.choices)
    text = lines(_("Why do you weigh it so?"), rows=4)

    def weighing(self) -> Weighing:
        """What was filled in."""
        said = self.cleaned_data
        return Weighing(
            suspicion=said["suspicion"] == "yes",
            acute=said["acute"] == "yes",
            structural=said["structural"] == "yes",
            able=WeighAnswer(said["able"]),
            accepted=WeighAnswer(said["accepted"]),
            leads_to_safety=WeighAnswer(said["leads_to_safety"]),
            text=said["text"],
        )


class DecideForm(forms.Form):
    """Step 5: two decisions."""

    report = _choice(_("Do you report to Veilig Thuis?"), YES_NO)
    helps = _choice(_("Do you give or arrange help?"), YES_NO)
    text = lines(_("Why do you decide so?"), rows=4)
    departs_because = lines(_("Only if you do not report although that is the norm: why not?"), rows=2, required=False)
    told_on = day(_("Only if you report: when did you tell those concerned that you will?"), required=False)
    not_told_because = lines(_("Only if you report without telling it first: why is telling not safe?"), rows=2, required=False)

    def decision(self) -> Decision:
        """What was filled in."""
        said = self.cleaned_data
        return Decision(
            report=said["report"] == "yes",
            helps=said["helps"] == "yes",
            text=said["text"],
            departs_because=said["departs_because"],
            told_on=said["told_on"],
            not_told_because=said["not_told_because"],
        )


class ClearForm(forms.Form):
    """The signals turned out otherwise."""

    because = lines(_("How did the signals turn out?"), rows=4)


class ConfirmForm(forms.Form):
    """The team leader: it was discussed with me."""

    note = lines(_("Do you want to add something?"), rows=2, required=False)
