"""What an access package holds: which tables, in which part; what is left out and why; on which grounds more may be left out.

Every table with data about a person stands here once, in a part or with the reason why not. Fields that `class Privacy` calls a fact or
personal go along, unless they are named here; keys and counters never do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models import User
from access.selectors import roles_of, teams_of
from dossiers.states.safety import AskedState
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.privacy import Fact, Personal, declaration, our_models
from privacy_domain.protocols import catalogue
from privacy_domain.tenancy.selectors import protocol_on
from privacy_domain.web.errors import Conflict
from requests.models import AccessPackage, SubjectRequest
from requests.policies.decisions import RefusalGround, as_grounds
from requests.states import PACKAGE_TRANSITIONS, PackageState, RequestKind, SearchedIn

PACKAGE_KINDS = frozenset({RequestKind.INFORMATION, RequestKind.ACCESS, RequestKind.COPY})
PROTECTION = "protection"
MOVED_ON = "Dit is intussen veranderd. Ververs de pagina om te zien hoe het staat."
LAW = "avg art. 15 lid 4"
"""Where no protocol names grounds: nobody gets what harms the rights and freedoms of others."""


class Section(models.TextChoices):
    """A part of the package."""

    PERSON = "person", _("Who you are")
    DOSSIER = "dossier", _("Your dossier")
    TALK = "talk", _("Talks")
    CONSENT = "consent", _("What you agreed to")
    ITEM = "item", _("What was written down or received")
    PLAN = "plan", _("Your plan")
    SAFETY = "safety", _("Safety")
    SHARED = "shared", _("What was shared, and why")
    REQUEST = "request", _("Your requests and complaints")
    ELSEWHERE = "elsewhere", _("About you in a dossier of somebody else")


class Because(Enum):
    """Why something is not in the package."""

    OF_OTHERS = "it is about somebody else"
    OF_STAFF = "it is about an employee, or about who may open what"
    WORK_NOTE = "somebody typed it for himself, or it plans work; it was not recorded"
    DELIBERATION = "employees weighed something among themselves; what came of it is in the package"
    STANDS_ELSEWHERE = "the same stands in another part of the package"
    DERIVED = "it is counted or made from what is in the package"
    HIS_OWN = "the person made or received it himself, and it is no text"


SECTIONS: Mapping[Section, tuple[str, ...]] = {
    Section.PERSON: ("people.Person", "people.Representative", "people.CapacityFinding"),
    Section.DOSSIER: (
        "dossiers.Dossier", "dossiers.Referral", "dossiers.Triage", "dossiers.FirstRecording", "dossiers.Involvement", "dossiers.Relation",
        "dossiers.PartnerHelp", "dossiers.PartnerView", "dossiers.ProviderTask", "dossiers.LifeEvent", "dossiers.Closing", "dossiers.Merge",
        "dossiers.PolicyDeparture", "dossiers.Shield",
    ),
    Section.TALK: ("dossiers.Talk", "dossiers.Participant", "dossiers.PartnerChoice"),
    Section.CONSENT: ("consent.Informing", "consent.Consent", "consent.ConsentForm", "consent.Signature", "consent.WithoutConsent"),
    Section.ITEM: ("dossiers.Item", "dossiers.Departure"),
    Section.PLAN: (
        "dossiers.Plan", "dossiers.PlanPerson", "dossiers.Direction", "dossiers.Activity", "dossiers.Evaluation", "dossiers.Measurement",
        "dossiers.Score", "dossiers.HistoricalPlan", "dossiers.HistoricalActivity",
    ),
    Section.SAFETY: (
        "dossiers.Meldcode", "dossiers.MeldcodeSignal", "dossiers.MeldcodeAdvice", "dossiers.MeldcodeTalk", "dossiers.MeldcodeWeighing",
        "dossiers.MeldcodeDecision", "dossiers.VeiligThuisQuestion", "dossiers.IndexEntry", "dossiers.IndexMessage", "dossiers.FraudInquiry",
    ),
    Section.SHARED: ("dossiers.DisclosureFinding", "dossiers.ColleagueExchange", "dossiers.Telling", "dossiers.TellingStep"),
    Section.REQUEST: (
        "subject_requests.SubjectRequest", "subject_requests.ClockStop", "subject_requests.Decision", "subject_requests.DecisionPart",
        "subject_requests.ExecutionStep", "subject_requests.RecipientNotice", "subject_requests.SearchTask", "subject_requests.Case", "subject_requests.CaseStep", "retention.Hold", "letters.Letter",
    ),
    Section.ELSEWHERE: ("dossiers.Passage",),
}  # fmt: skip

LEFT_OUT: Mapping[str, Because] = {
    "work.Task": Because.WORK_NOTE,
    "adoption.ProposalEffect": Because.DERIVED,
    "dossiers.OwnTask": Because.WORK_NOTE,
    "dossiers.Draft": Because.WORK_NOTE,
    "dossiers.ItemDraft": Because.WORK_NOTE,
    "dossiers.PlanDraft": Because.WORK_NOTE,
    "subject_requests.Reminder": Because.WORK_NOTE,
    "people.SearchToken": Because.DERIVED,
    "retention.Clock": Because.STANDS_ELSEWHERE,
    "retention.DestructionRow": Because.DERIVED,
    "subject_requests.PackageFile": Because.DERIVED,
    "subject_requests.AccessPackage": Because.DERIVED,
    "subject_requests.PartMark": Because.STANDS_ELSEWHERE,
    "dossiers.PassageSubject": Because.OF_OTHERS,
    "dossiers.Misplacement": Because.OF_OTHERS,
    "dossiers.DisclosureRemark": Because.OF_OTHERS,
    "dossiers.Disclosure": Because.STANDS_ELSEWHERE,
    "dossiers.DisclosureItem": Because.STANDS_ELSEWHERE,
    "dossiers.DisclosureOrigin": Because.DERIVED,
    "dossiers.ColleagueQuestion": Because.STANDS_ELSEWHERE,
    "dossiers.Consultation": Because.DELIBERATION,
    "dossiers.PlanDossier": Because.DERIVED,
    "dossiers.Authorisation": Because.OF_STAFF,
    "dossiers.DutyAccess": Because.STANDS_ELSEWHERE,
    "dossiers.DutyReview": Because.DELIBERATION,
    "dossiers.Exclusion": Because.OF_STAFF,
    "dossiers.ShieldReader": Because.OF_STAFF,
}

FIELDS_LEFT_OUT: Mapping[str, Because] = {
    "people.Representative.limited_because": Because.OF_OTHERS,
    "dossiers.Relation.name": Because.OF_OTHERS,
    "dossiers.Relation.contact": Because.OF_OTHERS,
    "dossiers.Relation.relevance": Because.OF_OTHERS,
    "dossiers.Participant.name": Because.OF_OTHERS,
    "dossiers.Participant.language": Because.OF_OTHERS,
    "consent.Signature.ink": Because.HIS_OWN,
    "letters.Letter.context": Because.STANDS_ELSEWHERE,
    "dossiers.Passage.about_client": Because.DERIVED,
    "dossiers.Passage.about_others": Because.DERIVED,
    "dossiers.Item.file_size": Because.DERIVED,
}

_KEYS_OF_PEOPLE = (KeyKind.PERSON, KeyKind.DOSSIER, KeyKind.PLAN)

# rows that stand in the package only when this is so: letters that reached the person, inquiries that are over, decisions that were sent,
# searches in a dossier of somebody else that found him
ROWS: Mapping[str, Q] = {
    "letters.Letter": Q(sent_at__isnull=False) & ~Q(kind__in=["disclosed", "protocol_summary", "corrected"]),
    "dossiers.FraudInquiry": Q(ended_at__isnull=False),
    "subject_requests.Decision": Q(sent_on__isnull=False),
    "subject_requests.DecisionPart": Q(decision__sent_on__isnull=False),
    "subject_requests.SearchTask": ~Q(where=SearchedIn.OTHER) & ~Q(found=""),
}

# rows that are left out by themselves to protect somebody, until it is decided that they can be shown: a step plan that is not over,
# and what a relative said for himself
_RUNNING = Q(meldcode__ended_at__isnull=True)
HELD_BACK: Mapping[str, Q] = {
    "dossiers.Meldcode": Q(ended_at__isnull=True),
    "dossiers.MeldcodeSignal": _RUNNING,
    "dossiers.MeldcodeAdvice": _RUNNING,
    "dossiers.MeldcodeTalk": _RUNNING,
    "dossiers.MeldcodeWeighing": _RUNNING,
    "dossiers.MeldcodeDecision": _RUNNING,
    "dossiers.VeiligThuisQuestion": Q(state=AskedState.OPEN),  # not answered yet
    "dossiers.Talk": Q(relation__isnull=False),  # with a relative who is a client himself: his own words
    "dossiers.Participant": Q(talk__relation__isnull=False),
    "dossiers.PartnerChoice": Q(talk__relation__isnull=False),
}


def limit_grounds(on: date) -> tuple[RefusalGround, ...]:
    """The grounds of the protocol in force on a day (leek-2018 and landsmeer-2016 art. 11 lid 3; leiden-2016 art. 15 lid 3;
    opsterland-2015 art. 18 lid 3). Where none is in force, or it is silent, the one of the law."""
    protocol = protocol_on(on)
    found = protocol.get(catalogue.REFUSAL_OF_ACCESS) if protocol else None
    if found is None or not found.value:
        return (RefusalGround(PROTECTION, "bescherming van de rechten en vrijheden van anderen", (LAW,)),)
    return as_grounds(found.value, tuple(str(place) for place in found.citations))


def code_words(on: date) -> Mapping[str, str]:
    """Purposes and domains in the words of the protocol in force on a day."""
    protocol = protocol_on(on)
    lists = [protocol.value(key) or () for key in (catalogue.PURPOSES, catalogue.DOMAINS)] if protocol else []
    return {entry.code: entry.label for entries in lists for entry in entries}


def goes_along(model: type[models.Model]) -> list[str]:
    """The fields of a table that stand in the package, in the order of the table."""
    said = declaration(model)
    wanted = {name for name, kind in said.items() if isinstance(kind, Fact | Personal) and kind.in_access_package}
    wanted -= {name for name in wanted if f"{model._meta.label}.{name}" in FIELDS_LEFT_OUT}
    return [field.name for field in model._meta.concrete_fields if field.name in wanted]


def undeclared() -> Iterator[str]:
    """What the tables above do not answer: a table about people that has no part and no reason, a field that is kept out without one,
    and what is named here and does not exist."""
    placed = [label for labels in SECTIONS.values() for label in labels]
    yield from (f"{label} stands twice" for label in placed if placed.count(label) > 1 or label in LEFT_OUT)
    known = {model._meta.label: declaration(model) for model in our_models()}
    for model in our_models():
        label, fields = model._meta.label, known[model._meta.label]
        owner = getattr(getattr(model, "instance_type", model), "Privacy", None)
        sealed: object = getattr(model, "encryption_key", ("",))
        concerns = getattr(owner, "subject", None) is not None or (isinstance(sealed, tuple) and sealed[0] in _KEYS_OF_PEOPLE)
        if concerns and label not in placed and label not in LEFT_OUT:
            yield f"{label} has no part in the access package and no reason why not"
        for name, kind in fields.items():
            if label in placed and isinstance(kind, Fact | Personal) and not kind.in_access_package and f"{label}.{name}" not in FIELDS_LEFT_OUT:
                yield f"{label}.{name} is kept out without a reason"
    yield from (f"{label} does not exist" for label in (*placed, *LEFT_OUT) if label not in known)
    for name in FIELDS_LEFT_OUT:
        label, _dot, field = name.rpartition(".")
        if label not in known or field not in known[label]:
            yield f"{name} does not exist"


def model_of(label: str) -> type[models.Model]:
    """The table of this name."""
    return apps.get_model(label)


def has_place(user: User, on: date) -> bool:
    """Whether he works here on a day: in a team, or with a role in the municipality."""
    return bool(roles_of(user, on=on)) or bool(teams_of(user, on=on))


def may_become(package: AccessPackage, into: PackageState) -> None:
    """Raises Conflict when its state does not let it become that."""
    if into not in PACKAGE_TRANSITIONS[PackageState(package.state)]:
        raise Conflict(MOVED_ON)


def refuse_handling_for_others(request: SubjectRequest, by: User) -> None:
    """Only who handles the request makes, marks and hands over its package. Raises PermissionDenied."""
    if request.handler_id != by.pk:
        raise PermissionDenied("Alleen wie het verzoek behandelt, kan dit doen.")
