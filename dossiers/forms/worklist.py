"""Choosing among one's cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from access.models import Team
from dossiers.policies.intake import IntakeRules
from dossiers.presenters.intake import LAW_NAMES
from dossiers.selectors.worklist import CaseFilter, Term
from dossiers.states import DossierState

_TERMS = [("", _("all")), (Term.LATE.value, _("too late")), (Term.SOON.value, _("within a week")), (Term.ANY.value, _("with any term"))]


class CaseFilterForm(forms.Form):
    """State, team, law, domain and term; what is not a choice counts as not chosen."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[(DossierState.OPEN.value, _("open")), (DossierState.CLOSED.value, _("closed")), ("all", _("open and closed"))],
    )
    team = forms.ChoiceField(label=_("Team"), required=False)
    law = forms.ChoiceField(label=_("Law"), required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    term = forms.ChoiceField(label=_("Term"), choices=_TERMS, required=False)

    def __init__(self, *args: Any, teams: Iterable[Team], rules: IntakeRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("all"))
        self.fields["team"].choices = [every, *((str(team.pk), team.name) for team in teams)]  # type: ignore[attr-defined]
        self.fields["law"].choices = [every, *((law.value, LAW_NAMES[law]) for law in rules.laws)]  # type: ignore[attr-defined]
        self.fields["domain"].choices = [every, *((item.code, item.label) for item in rules.domains)]  # type: ignore[attr-defined]
        if not rules.domains:
            del self.fields["domain"]

    def chosen(self) -> CaseFilter:
        """The filter; open cases when nothing was said."""
        self.is_valid()
        said = self.cleaned_data
        state = said.get("state") or DossierState.OPEN.value
        return CaseFilter(
            state="" if state == "all" else state,
            team=UUID(said["team"]) if said.get("team") else None,
            law=said.get("law", ""),
            domain=said.get("domain", ""),
            term=said.get("term", ""),
        )
