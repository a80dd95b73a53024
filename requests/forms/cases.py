"""What is filled in about a complaint or an objection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import User
from dossiers.forms.intake import day, line, lines
from privacy_domain.web.templatetags.domain import date_nl
from requests.models import SubjectRequest
from requests.policies.cases import ASKED_AGAIN, CaseRules
from requests.services.cases import CaseIntake
from requests.states import WITHOUT_HANDLER, CaseKind, CaseOutcome, CaseStepKind, CaseTarget, Received, RequestKind

_RECORDED = (CaseStepKind.ACKNOWLEDGED, CaseStepKind.TALK, CaseStepKind.MEDIATION, CaseStepKind.HEARING, CaseStepKind.NOT_HEARD)


class CaseForm(forms.Form):
    """A case comes in."""

    number = line(_("Number of the dossier"), length=20, error_messages={"required": _("Fill in the number of the dossier.")})
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what it is.")})
    target = forms.ChoiceField(
        label=_("Against whom?"), choices=CaseTarget.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose against whom.")}
    )
    organisation = line(_("Which other organisation?"), required=False)
    words = lines(
        _("What does the person say?"), help_text=_("In his own words."), error_messages={"required": _("Write down what the person says.")}
    )
    channel = forms.ChoiceField(label=_("How did it come in?"), choices=Received.choices, error_messages={"required": _("Choose how it came in.")})
    received_on = day(_("On which day did it come in?"))
    decided_on = day(_("On which day was the decision sent?"), required=False, help_text=_("Only for an objection or a second request."))
    asked = forms.ChoiceField(label=_("What is asked again?"), required=False)
    committee = forms.BooleanField(label=_("A committee advises on it"), required=False)
    late_because = lines(_("Why is it heard though it came too late?"), rows=2, length=1000, required=False)

    request = forms.ChoiceField(label=_("Against which decision?"), required=False)
    field_order = ("number", "kind", "request", "target", "organisation", "words")

    def __init__(self, *args: Any, rules: CaseRules, decided: Sequence[SubjectRequest] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decided = {str(row.pk): row for row in decided}
        lines_of = [(key, f"{str(row.get_kind_display()).capitalize()} {row.number}, {date_nl(row.decided_on)}") for key, row in self.decided.items()]
        self.fields["request"].choices = [("", _("a decision that does not stand here")), *lines_of]  # type: ignore[attr-defined]
        if not decided:
            del self.fields["request"]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in rules.kinds]  # type: ignore[attr-defined]
        self.fields["asked"].choices = [("", _("nothing chosen")), *((kind.value, kind.label) for kind in ASKED_AGAIN)]  # type: ignore[attr-defined]
        if CaseKind.SECOND_REQUEST not in rules.kinds:
            del self.fields["asked"]

    def intake(self) -> CaseIntake:
        """What came in."""
        said = self.cleaned_data
        second = said["kind"] == CaseKind.SECOND_REQUEST
        return CaseIntake(
            kind=CaseKind(said["kind"]),
            target=CaseTarget(said["target"]),
            channel=Received(said["channel"]),
            received_on=said["received_on"],
            words=said["words"],
            organisation=said["organisation"],
            asked=str(RequestKind(said["asked"])) if second and said.get("asked") else "",
            decided_on=said["decided_on"],
            request=self.decided.get(said.get("request", "")),
            committee=said["committee"],
            late_because=said["late_because"],
        )


class GiveForm(forms.Form):
    """Who handles it."""

    prefix = "give"
    handler = forms.ChoiceField(label=_("Who handles it?"), error_messages={"required": _("Choose a colleague.")})

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["handler"].choices = [("", _("nobody chosen")), *((key, one.display_name) for key, one in self.people.items())]  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """Who was chosen."""
        return self.people[self.cleaned_data["handler"]]


class StepForm(forms.Form):
    """What was done. `waits`: nobody handles it yet, and only the receipt is confirmed."""

    prefix = "step"
    kind = forms.ChoiceField(
        label=_("What was done?"),
        choices=[(kind.value, kind.label) for kind in _RECORDED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was done.")},
    )
    done_on = day(_("On which day?"))
    text = lines(_("What was said or agreed?"), error_messages={"required": _("Write down what was said or agreed.")})

    def __init__(self, *args: Any, waits: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if waits:
            acknowledged = CaseStepKind.ACKNOWLEDGED
            self.fields["kind"].choices = [(acknowledged.value, acknowledged.label)]  # type: ignore[attr-defined]


class AdjournForm(forms.Form):
    """Why more time is needed."""

    prefix = "adjourn"
    text = lines(_("Why is more time needed, and how did the person hear that?"), rows=2, error_messages={"required": _("Write down why.")})


class NextStageForm(forms.Form):
    """Why this stage did not help."""

    prefix = "next"
    text = lines(_("Why is the person not content with this stage?"), rows=2, error_messages={"required": _("Write down why.")})


class EndForm(forms.Form):
    """How it ended. `waits`: nobody handles it yet, and nothing is judged."""

    prefix = "end"
    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=CaseOutcome.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose how it ended.")}
    )
    findings = lines(_("Findings and conclusion"), error_messages={"required": _("Write down the findings and the conclusion.")})

    def __init__(self, *args: Any, waits: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if waits:
            open_ = [(code, label) for code, label in CaseOutcome.choices if code in WITHOUT_HANDLER]
            self.fields["outcome"].choices = open_  # type: ignore[attr-defined]
