"""Searching, and the pages of a new dossier."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access.models import Team
from dossiers.policies import INTAKE_FIELDS, IntakeRules
from dossiers.policies.search import Criteria
from dossiers.presenters.intake import LAW_NAMES
from dossiers.services.referral import ReferralFacts
from dossiers.services.triage import TriageFacts
from dossiers.states import Origin, ReferralAgreement, ReporterKind, Threatened, TriageKind
from privacy_domain.operation import time_ordered_id
from privacy_domain.people.models import Person
from privacy_domain.people.services import PersonDetails
from privacy_domain.people.validators import validate_birth_date, validate_bsn, validate_house_number, validate_postcode
from privacy_domain.protocols.calendar import FIRST_YEAR, LAST_YEAR
from privacy_domain.protocols.types import Category, SectorLaw

NO_AUTOCOMPLETE = {"autocomplete": "off"}
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def line(label: Any, *, length: int = 200, **kwargs: Any) -> forms.CharField:
    """One line of text that the browser does not remember."""
    return forms.CharField(label=label, max_length=length, widget=forms.TextInput(NO_AUTOCOMPLETE), **kwargs)


def lines(label: Any, *, rows: int = 3, length: int = 4000, **kwargs: Any) -> forms.CharField:
    """Several lines of text that the browser does not remember."""
    return forms.CharField(label=label, max_length=length, widget=forms.Textarea({"rows": rows, **NO_AUTOCOMPLETE}), **kwargs)


def once() -> forms.UUIDField:
    """The id of the row that a page makes: sent twice, the row is there once. Another page brings another id."""
    return forms.UUIDField(widget=forms.HiddenInput, required=False, initial=time_ordered_id)


def validate_year(value: date) -> None:
    """Not so far away that it must be a slip of the pen: terms are counted from it."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(f"Vul een datum in tussen {FIRST_YEAR} en {LAST_YEAR}. Controleer het jaar.", code="year")


def day(label: Any, **kwargs: Any) -> forms.DateField:
    """A date of these centuries."""
    return forms.DateField(
        label=label,
        validators=[validate_year, *kwargs.pop("validators", [])],
        widget=forms.DateInput({"type": "date", **NO_AUTOCOMPLETE}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Fill in a date.")},
        **kwargs,
    )


class SearchForm(forms.Form):
    """A whole BSN; or a name with a birth date; or a name with a postcode."""

    bsn = line(_("Citizen service number (BSN)"), length=15, required=False, validators=[validate_bsn])
    name = line(_("Surname"), required=False)
    birth_date = day(_("Date of birth"), required=False, validators=[validate_birth_date])
    postcode = line(_("Postcode"), length=8, required=False, validators=[validate_postcode])
    house_number = line(_("House number"), length=6, required=False, validators=[validate_house_number])

    def clean(self) -> dict[str, Any]:
        """Enough to find one person, not to browse."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        enough = given.get("bsn") or (given.get("name") and (given.get("birth_date") or given.get("postcode")))
        if not self.errors and not enough:
            raise ValidationError(_("Fill in the whole BSN, or the name with the date of birth or the postcode."))
        return given

    def criteria(self) -> Criteria:
        """What is sought."""
        found = self.cleaned_data
        return Criteria(
            bsn=found["bsn"],
            name=found["name"],
            birth_date=found["birth_date"],
            postcode=found["postcode"],
            house_number=found["house_number"],
        )


class PurposeForm(forms.Form):
    """Why a dossier is needed, before anybody is named."""

    origin = forms.ChoiceField(label=_("How does this begin?"), widget=forms.RadioSelect, error_messages={"required": _("Choose how this begins.")})
    help_question = lines(
        _("What does the client ask?"),
        required=False,
        help_text=_("In the client's words. Only what is needed now; the rest comes in the talk."),
    )
    purposes = forms.MultipleChoiceField(
        label=_("What are the data needed for?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the data are needed for.")},
    )
    domains = forms.MultipleChoiceField(
        label=_("In which domain?"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose the domain of the question.")}
    )
    law_tags = forms.MultipleChoiceField(
        label=_("Under which law?"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose the law of this help.")}
    )
    team = forms.ChoiceField(label=_("Which team helps?"), widget=forms.RadioSelect, error_messages={"required": _("Choose one of your teams.")})

    def __init__(self, *args: Any, rules: IntakeRules, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.teams = rules, {str(team.pk): team for team in teams}
        single = {"purposes": rules.purposes, "domains": rules.domains}
        choices: dict[str, list[tuple[str, Any]]] = {
            "origin": [(origin.value, origin.label) for origin in rules.origins],
            "purposes": [(item.code, item.label) for item in rules.purposes] or [("support", _("support of the client"))],
            "domains": [(item.code, item.label) for item in rules.domains] or [("other", _("support under the law"))],
            # every law can be chosen, so that what falls outside the protocol gets a sentence and not an empty place
            "law_tags": [(law.value, LAW_NAMES[law]) for law in SectorLaw],
            "team": [(key, team.name) for key, team in self.teams.items()],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
            if len(options) == 1 and name in (*single, "team"):
                self.fields[name].initial = [options[0][0]] if name in single else options[0][0]
        if rules.triage:
            self.fields |= triage_fields(rules)

    def clean(self) -> dict[str, Any]:
        """A question, unless the client does not ask; a law that the protocol is about."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("origin") and given["origin"] != Origin.UNASKED and not given.get("help_question", "").strip():
            self.add_error("help_question", _("Write down what the client asks."))
        if set(given.get("law_tags", [])) - {law.value for law in self.rules.laws} and self.rules.protocol:
            sentence = _("Help under this law is outside %(protocol)s. This dossier cannot be kept under it.")
            self.add_error("law_tags", sentence % {"protocol": self.rules.protocol.citation_title})
        if self.rules.triage:
            self._clean_triage(given)
        return given

    def _clean_triage(self, given: dict[str, Any]) -> None:
        if given.get("beforehand") == "yes":
            for name in ("cause", "necessity"):
                if not given.get(name, "").strip():
                    self.add_error(name, _("Looking beforehand needs a cause and a reason. Write them down."))
        elif given.get("beforehand") == "no" and not given.get("with_client"):
            self.add_error("with_client", _("Decide together with the client how broad you look."))

    def triage(self) -> TriageFacts | None:
        """What was weighed, where this protocol wants it."""
        given = self.cleaned_data
        if not self.rules.triage:
            return None
        return TriageFacts(
            kind=TriageKind(given["kind"]),
            needed=given["needed"],
            scope=given["scope"],
            with_client=given["with_client"],
            beforehand=given["beforehand"] == "yes",
            cause=given["cause"],
            necessity=given["necessity"],
        )


def triage_fields(rules: IntakeRules) -> dict[str, forms.Field]:
    """The questions of the triage."""
    return {
        "kind": forms.ChoiceField(
            label=_("What kind of question is it?"),
            choices=TriageKind.choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what kind of question it is.")},
        ),
        "needed": lines(
            _("Which data does this question need?"), help_text=_("Step by step: first what you need now, before you ask another domain.")
        ),
        "scope": lines(_("How broad do you and the client look together?"), rows=2),
        "with_client": forms.BooleanField(label=_("I decided this together with the client"), required=False),
        "beforehand": forms.ChoiceField(
            label=_("Do you look at information beforehand?"),
            choices=YES_NO,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose yes or no.")},
        ),
        "cause": lines(_("What is the cause?"), rows=2, required=False),
        "necessity": lines(_("Why is looking beforehand necessary?"), rows=2, required=False),
    }


class ReferralForm(forms.Form):
    """Who registers the client, and how the client stands to it."""

    name = line(_("Name of the one who registers the client"))
    position = line(_("Position"), required=False)
    contact = line(_("How to reach"), length=300, required=False)
    because = lines(_("What is the reason?"))
    told = lines(_("What did this person tell about the client?"), help_text=_("The client hears this in the talk. Write it so that he may read it."))
    contacts = lines(_("Contacts with the client about it"), required=False, rows=2)
    discussed = forms.ChoiceField(
        label=_("Was it discussed with the client beforehand?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    agreement = forms.ChoiceField(
        label=_("Does the client agree with being registered?"),
        choices=ReferralAgreement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is known.")},
    )
    contact_sought = forms.ChoiceField(
        label=_("If not: is contact sought with the client?"), choices=[("", _("Not decided")), *YES_NO], widget=forms.RadioSelect, required=False
    )
    contact_how = line(_("In which way?"), length=1000, required=False)
    contact_by = line(_("By whom?"), required=False)
    threatened = forms.MultipleChoiceField(
        label=_("Is the safety of somebody threatened?"), choices=Threatened.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    indications = lines(_("Which concrete indications are there?"), rows=2, required=False)

    def __init__(self, *args: Any, kind: ReporterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def facts(self) -> ReferralFacts:
        """What is known of the referral."""
        given = self.cleaned_data
        sought = {"yes": True, "no": False}.get(given["contact_sought"])
        plain = ("name", "position", "contact", "because", "told", "contacts", "contact_how", "contact_by", "indications", "threatened")
        return ReferralFacts(
            kind=self.kind,
            discussed=given["discussed"] == "yes",
            agreement=ReferralAgreement(given["agreement"]),
            contact_sought=sought,
            **{name: given[name] for name in plain},
        )


class ClientForm(forms.Form):
    """Who the client is: no more than a first appointment needs, and only what may be written down before the talk."""

    given_names = line(_("Given names"), required=False)
    prefix = line(_("Prefix"), length=30, required=False)  # type: ignore[assignment]  # Django takes fields out of the class
    surname = line(_("Surname"), error_messages={"required": _("Fill in the surname.")})
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices, initial=Person.Sex.UNKNOWN, required=False)
    birth_date = day(_("Date of birth"), required=False, help_text=_("The age decides who agrees and who signs."))
    birth_place = line(_("Place of birth"), length=100, required=False)
    bsn = line(_("Citizen service number (BSN)"), length=15, required=False)
    street = line(_("Street"), length=150, required=False)
    house_number = line(_("House number"), length=6, required=False)
    house_letter = line(_("House letter"), length=4, required=False)
    house_number_addition = line(_("Addition"), length=20, required=False)
    postcode = line(_("Postcode"), length=8, required=False)
    place = line(_("Place"), length=100, required=False)
    address_secret = forms.BooleanField(label=_("The address is secret"), required=False)
    correspondence_address = lines(
        _("Temporary, postal or correspondence address"), rows=2, length=400, required=False, help_text=_("Only if there is one.")
    )
    parents_civil_status = line(_("Civil status of the parents"), length=100, required=False, help_text=_("Only if it matters for the question."))
    phone = line(_("Telephone"), length=20, required=False)
    email = line(_("E-mail"), length=254, required=False)
    note = lines(_("Why are these data needed now, before you asked the client?"), rows=2, length=2000)
    agreed = forms.BooleanField(
        label=_("The client agrees that I ask these data and write them down"),
        error_messages={"required": _("Ask the client first whether you may ask these data and write them down.")},
    )
    somebody_else = forms.BooleanField(label=_("I checked with a colleague: this is somebody else"), required=False)

    def __init__(self, *args: Any, may: Collection[Category], note_needed: bool, yes_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not yes_needed:
            del self.fields["agreed"]
        for name, category in INTAKE_FIELDS.items():
            if name in self.fields and category not in may:
                del self.fields[name]
        if not note_needed:
            del self.fields["note"]

    def details(self) -> PersonDetails:
        """What was filled in."""
        filled = {
            name: value for name, value in self.cleaned_data.items() if name not in ("note", "agreed", "somebody_else") and value not in ("", None)
        }
        return PersonDetails(**filled)  # type: ignore[typeddict-item, no-any-return]


class InformationForm(forms.Form):
    """What the question for information was about; no place for words."""

    subject = forms.ChoiceField(
        label=_("What was the question about?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a subject.")}
    )

    def __init__(self, *args: Any, rules: IntakeRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [*((item.code, item.label) for item in rules.domains), ("other", _("something else"))]  # type: ignore[attr-defined]
