"""What stands in the addresses of the made world: real ids of one file, and ids that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from access.models import Acknowledgement, Ground, Membership, RoleAssignment, Team, User
from consent.models import Consent, ConsentForm
from dossiers.models import (
    Activity,
    ColleagueQuestion,
    FraudInquiry,
    IndexEntry,
    IndexPeriod,
    Instrument,
    Item,
    LookReview,
    Measurement,
    Meldcode,
    PartnerChoice,
    PartnerHelp,
    PartnerView,
    Relation,
    Shield,
    Talk,
    VeiligThuisQuestion,
)
from dossiers.models.disclosure import Disclosure, DisclosureItem
from dossiers.states import Step
from privacy_domain.adoption.models import Proposal, ProposalEffect
from privacy_domain.desk.models import Export, ProcessingActivity
from privacy_domain.letters.models import Letter
from privacy_domain.people.models import Agreement, Attestation, Channel, Partner, Representative
from privacy_domain.tenancy.models import Adoption, Municipality
from privacy_domain.tenancy.scope import entered
from requests.models import Mandate, SubjectRequest
from tests.harness.inventory import Route
from tests.harness.policy import model_of
from tests.harness.world import Town

QUESTIONS = frozenset({"dossiers:colleague_question", "dossiers:answer_question", "dossiers:decline_question", "dossiers:tell_question"})
LOOKS_ASKED_AFTER = frozenset({"dossiers:look_review", "dossiers:explain_look"})
LACKING = "lacking"  # the names of the ids that a file does not have
IDS = (
    "relation_id", "representation_id", "ref", "talk_id", "choice_id", "form_id", "consent_id", "source_id", "letter_id", "row_id", "subject",
    "persona",
    "meldcode_id",
    "asked_id", "inquiry_id",
    "entry_id",
    "item_id",
    "disclosure_id", "line_id",
    "activity_id", "measurement_id", "request_id", "part_id", "step_id", "notice_id",
    "help_id", "view_id",
    "shield_id",
    "export_id",
)  # fmt: skip
MODELS: dict[str, Any] = {
    "access_user": User,
    "access_team": Team,
    "access_membership": Membership,
    "access_roleassignment": RoleAssignment,
    "subject_requests_mandate": Mandate,
    "access_acknowledgement": Acknowledgement,
    "access_ground": Ground,
    "people_partner": Partner,
    "people_agreement": Agreement,
    "people_attestation": Attestation,
    "people_channel": Channel,
    "dossiers_indexperiod": IndexPeriod,
    "dossiers_instrument": Instrument,
    "desk_processingactivity": ProcessingActivity,
    "tenancy_municipality": Municipality,
    "tenancy_adoption": Adoption,
    "adoption_proposal": Proposal,
    "adoption_proposaleffect": ProposalEffect,
}


_read: dict[tuple[str, ...], dict[str, Any]] = {}


def of_file(town: Town, name: str) -> dict[str, Any]:
    """The ids of one file: dossier, talk, the first of its partners, forms and consents; a random id for what it lacks."""
    key = (str(town.municipality.pk), name)
    if key not in _read:
        _read[key] = _of_file(town, name)
    return _read[key]


def _of_file(town: Town, name: str) -> dict[str, Any]:
    with entered(town.scope):
        dossier = town.files[name].dossier
        first = {
            "talk_id": Talk.objects.filter(dossier=dossier),
            "choice_id": PartnerChoice.objects.filter(dossier=dossier).order_by("pk"),
            "form_id": ConsentForm.objects.filter(matter_id=dossier.pk),
            "consent_id": Consent.objects.filter(matter_id=dossier.pk, state="given"),
            "letter_id": Letter.objects.filter(dossier_id=dossier.pk, kind="looks"),
            "entry_id": IndexEntry.objects.filter(dossier=dossier, state="reported"),
            "meldcode_id": Meldcode.objects.filter(dossier=dossier, state="running"),
            "asked_id": VeiligThuisQuestion.objects.filter(dossier=dossier, state="open"),
            "inquiry_id": FraudInquiry.objects.filter(dossier=dossier, state="running"),
            "relation_id": Relation.objects.filter(dossier=dossier),
            "representation_id": Representative.objects.filter(person_id=dossier.person_id),
            "item_id": Item.objects.filter(dossier=dossier, kind="document"),
            "shield_id": Shield.objects.filter(dossier=dossier, lifted_at__isnull=True),
            "activity_id": Activity.objects.filter(plan__dossier=dossier),
            "help_id": PartnerHelp.objects.filter(dossier=dossier),
            "view_id": PartnerView.objects.filter(dossier=dossier, discussed_on__isnull=True),
            "measurement_id": Measurement.objects.filter(dossier=dossier),
            "disclosure_id": Disclosure.objects.filter(dossier=dossier).order_by("prepared_at", "pk"),
            "line_id": DisclosureItem.objects.filter(dossier=dossier, code="relation"),
            "source_id": PartnerChoice.objects.filter(dossier=dossier, consent__state="withdrawn"),
        }
        found = {key: rows.values_list("pk", flat=True).first() for key, rows in first.items()}
        lacking = {key for key, value in found.items() if value is None}
        known = {key: value or uuid4() for key, value in found.items()}
        known["export_id"] = Export.objects.values_list("pk", flat=True).first() or uuid4()
        asked = ColleagueQuestion.objects.filter(wiped_at__isnull=True).values_list("pk", flat=True).first()
        known["request_id"] = SubjectRequest.objects.values_list("pk", flat=True).filter(kind="rectification").first() or uuid4()
        known["question_id"] = asked or uuid4()
        known["look_review_id"] = LookReview.objects.values_list("pk", flat=True).first() or uuid4()
        return {
            "ref": dossier.pk,
            "other": dossier.pk,
            "subject": dossier.pk,
            "row_id": uuid4(),
            "part_id": uuid4(),
            "step_id": uuid4(),
            "notice_id": uuid4(),
            "file_id": uuid4(),
            "persona": uuid4(),
            **known,
            **CODES,
            LACKING: lacking,
        }


CODES: dict[str, Any] = {
    "area_code": "housing",
    "register_code": "verstrekkingen",
    "holder": "self",
    "question_code": "serious_situation",
    "act_name": "zonder",
    "step": Step.NOTES.value,
    "part": "dossier",
    "pk": 1,
    "number": 1,
    "act": "sluiten",
    "secret": "geen-geheim",
    "kind": "notitie",
    "page": "notitie",
    "app_label": "access",
    "url": "x/y/",
}


def nowhere() -> dict[str, Any]:
    """Ids that do not exist."""
    return {key: uuid4() for key in (*IDS, "other")} | CODES


def of_row(town: Town, route: Route) -> dict[str, Any]:
    """The id of a row of the town, for an address of the administration."""
    name = model_of(route) or ""
    key = (str(town.municipality.pk), "row", name)
    if key not in _read:
        _read[key] = _of_row(town, name)
    return _read[key]


def _of_row(town: Town, name: str) -> dict[str, Any]:
    model = MODELS.get(name)
    if model is None:
        return {}
    if model is Municipality:
        return {"object_id": town.municipality.pk}
    with entered(town.scope):
        return {"object_id": model.objects.order_by("pk").values_list("pk", flat=True).first()}


def paths(route: Route, arguments: dict[str, Any]) -> Iterator[str]:
    """The paths of an address: one, or one for each step of the talk."""
    if route.name in LOOKS_ASKED_AFTER:
        yield route.path(arguments | {"source_id": arguments.get("look_review_id", arguments["source_id"])})
    elif route.name in QUESTIONS:
        yield route.path(arguments | {"source_id": arguments.get("question_id", arguments["source_id"])})
    elif "step" in route.parameters:
        yield from (route.path(arguments | {"step": step}) for step in Step.values)
    elif route.name:
        yield route.path(arguments)
    elif "url" in route.parameters:
        yield "/beheer/x/y/"
    else:
        app, model = route.pattern.removeprefix("beheer/").split("/")[:2] if model_of(route) else ("x", "y")
        yield f"/beheer/{app}/{model}/{arguments['object_id']}/"
