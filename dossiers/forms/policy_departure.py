"""Departing from the policy in one case, and looking at it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import lines, once
from dossiers.policies.policy_departure import BASES, DepartureRules
from dossiers.services.policy_departure import DepartureFacts
from dossiers.states import RecordGround


class PolicyDepartureForm(forms.Form):
    """The motivation in its two parts, and the ground in law that stays needed."""

    key = once()
    rule = lines(_("From which rule of the policy do you depart?"), rows=2, length=1000)
    framework = lines(
        _("For which legal framework of a chain partner?"), rows=2, length=1000, required=False, help_text=_("Leave empty if it is not for that.")
    )
    reason = lines("", rows=3, length=2000)
    only_way = lines("", rows=3, length=2000)
    basis = forms.ChoiceField(
        label=_("On which ground in article 6 of the AVG does it rest?"),
        choices=[(str(basis), basis.label) for basis in BASES],
        widget=forms.RadioSelect,
        help_text=_("A departure is no ground in law. One is needed beside it."),
        error_messages={"required": _("Choose a ground."), "invalid_choice": _("Choose a ground.")},
    )
    special = forms.BooleanField(label=_("Special data are concerned, such as health"), required=False)
    exception = lines(_("Only with special data: which exception in article 9 of the AVG?"), rows=2, length=1000, required=False)

    def __init__(self, *args: Any, rules: DepartureRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in rules.parts:
            if part.code in self.fields:
                self.fields[part.code].label = part.label[:1].upper() + part.label[1:]

    def facts(self) -> DepartureFacts:
        """What was filled in."""
        said = self.cleaned_data
        return DepartureFacts(
            rule=said["rule"],
            reason=said["reason"],
            only_way=said["only_way"],
            basis=RecordGround(said["basis"]),
            framework=said["framework"],
            special=said["special"],
            exception=said["exception"],
        )


class JudgementForm(forms.Form):
    """What the privacy officer thinks of it."""

    judgement = lines(_("What do you think of it?"), rows=3, length=2000, help_text=_("Who works in the dossier reads this."))
