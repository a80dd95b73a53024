"""The people around the client."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.intake import day, line, lines, once
from dossiers.models import Relation
from dossiers.policies import IntakeRules
from dossiers.presenters.people import name_of
from dossiers.services.relations import Around
from dossiers.states import RelationRole, Tie
from dossiers.states.people import Household
from privacy_domain import clock
from privacy_domain.people.models import Partner, Person, Representative
from privacy_domain.people.services import PersonDetails

_ABOUT = ("key", "role", "relation", "relevance", "tie", "in_support", "household", "agreed")
_CHOOSE = {"required": _("Choose who this is.")}


class RelativeForm(forms.Form):
    """Somebody of the family or the network."""

    key = once()
    role = forms.ChoiceField(
        label=_("Who is this?"),
        choices=[(role.value, role.label) for role in (RelationRole.FAMILY, RelationRole.NETWORK)],
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    household = forms.ChoiceField(
        label=_("Of the family: does this person live with the client?"),
        choices=[("", _("Belongs to the network")), *Household.choices],
        required=False,
        help_text=_("Family is who lives or lived with the client as a family, also without children that are minors."),
    )
    given_names = line(_("Given names"), required=False)
    prefix = line(_("Prefix"), length=30, required=False)  # type: ignore[assignment]  # Django takes fields out of the class
    surname = line(_("Surname"), error_messages={"required": _("Fill in the surname.")})
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices, initial=Person.Sex.UNKNOWN, required=False)
    birth_date = day(_("Date of birth"), required=False)
    relation = line(
        _("Relation with the client"), help_text=_("For instance: mother, neighbour."), error_messages={"required": _("Fill in the relation.")}
    )
    relevance = lines(_("Why does this matter for the support?"), rows=2, length=1000, required=False)
    in_support = forms.BooleanField(
        label=_("Is directly involved in the support"), required=False, help_text=_("Then this person is a client too, with rights of his own.")
    )
    tie = forms.ChoiceField(label=_("How is the contact?"), choices=Tie.choices, initial=Tie.ORDINARY)
    phone = line(_("Telephone"), length=20, required=False)
    street = line(_("Street"), length=150, required=False)
    house_number = line(_("House number"), length=6, required=False)
    postcode = line(_("Postcode"), length=8, required=False)
    place = line(_("Place"), length=100, required=False)
    agreed = forms.BooleanField(
        label=_("The client agrees that I write this down"),
        error_messages={"required": _("Ask the client first whether you may write this down.")},
    )

    def __init__(self, *args: Any, rules: IntakeRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rules.relevance_needed:
            self.fields["relevance"].required = True
            self.fields["relevance"].error_messages["required"] = _("Write down why this matters for the support.")
        for name, asked in (("in_support", rules.family_as_client), ("household", rules.family_apart), ("agreed", rules.report_relative)):
            if not asked:
                del self.fields[name]

    def around(self) -> Around:
        """What somebody is to the client."""
        given = self.cleaned_data
        return Around(
            role=RelationRole(given["role"]),
            relation=given["relation"],
            relevance=given["relevance"],
            tie=Tie(given["tie"]),
            in_support=given.get("in_support", False),
            household=Household(given["household"]) if given.get("household") else None,
            agreed=given.get("agreed", False),
        )

    def details(self) -> PersonDetails:
        """Who it is."""
        filled = {name: value for name, value in self.cleaned_data.items() if name not in _ABOUT and value not in ("", None)}
        return PersonDetails(**filled)  # type: ignore[typeddict-item, no-any-return]


class HelperForm(forms.Form):
    """A professional or an organisation around the client."""

    key = once()
    role = forms.ChoiceField(
        label=_("Who is this?"),
        choices=[(role.value, role.label) for role in (RelationRole.PROFESSIONAL, RelationRole.ORGANISATION)],
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    partner = forms.ChoiceField(label=_("From the register of partners"), required=False)
    name = line(_("Name"), required=False)
    relation = line(_("What does he do for the client?"), error_messages={"required": _("Fill in what this person or organisation does.")})
    contact = line(_("How to reach"), length=300, required=False)
    tie = forms.ChoiceField(label=_("How is the contact?"), choices=Tie.choices, initial=Tie.ORDINARY)

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(partner.pk): partner for partner in partners}
        self.fields["partner"].choices = [("", _("None")), *((key, partner.name) for key, partner in self.by_id.items())]  # type: ignore[attr-defined]

    def around(self) -> Around:
        """What somebody does for the client."""
        given = self.cleaned_data
        return Around(
            role=RelationRole(given["role"]),
            relation=given["relation"],
            tie=Tie(given["tie"]),
            name=given["name"],
            contact=given["contact"],
            partner=self.by_id.get(given["partner"]),
        )


class RepresentationForm(forms.Form):
    """Who can act for the client, in which capacity and until when."""

    relation = forms.ChoiceField(label=_("Who?"), error_messages=_CHOOSE)
    kind = forms.ChoiceField(
        label=_("In which capacity?"), choices=Representative.Kind.choices, error_messages={"required": _("Choose the capacity.")}
    )
    valid_from = day(_("From"), initial=clock.today)
    valid_until = day(_("Last day"), required=False, help_text=_("Leave empty when no end is known."))
    basis = lines(
        _("What does it rest on?"),
        rows=2,
        length=1000,
        required=False,
        help_text=_("For instance a decision of the court, or the register of authority."),
    )

    def __init__(self, *args: Any, relations: Sequence[Relation], legal: Collection[Representative.Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in Representative.Kind if kind in legal or kind not in Representative.LEGAL]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.by_id = {str(row.pk): row for row in relations if row.person is not None}
        self.fields["relation"].choices = [("", _("Choose")), *((key, name_of(row)) for key, row in self.by_id.items())]  # type: ignore[attr-defined]

    def chosen(self) -> Relation:
        """Who was chosen."""
        return self.by_id[self.cleaned_data["relation"]]


class EndForm(forms.Form):
    """The last day of something."""

    last_day = day(_("Last day"), initial=clock.today)
