"""The start of a dossier: the question first, then the person, each datum on a way that the protocol leaves open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from access.models import Team, User
from access.selectors import teams_of
from consent import services as consent
from consent.models import WithoutConsent
from consent.policies import special_categories
from consent.states import ExceptionGround
from dossiers.events import DossierEvent
from dossiers.models import Dossier, FirstRecording, InformationCount
from dossiers.policies import INTAKE_FIELDS, FirstRecord, first_record, intake_categories, intake_rules
from dossiers.policies.life import may_reopen, same_matter
from dossiers.policies.search import Criteria, refuse_at_the_door, search
from dossiers.services.dossier import start_dossier
from dossiers.services.referral import ReferralFacts, record_referral
from dossiers.services.triage import TriageFacts, judge_triage
from dossiers.states import DossierState, Origin
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.people.models import Person
from privacy_domain.people.selectors import persons
from privacy_domain.people.services import AlreadyKnown, PersonDetails, register_person
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.web.errors import Invalid

INFORMATION_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Start:
    """What is asked before anybody is named: why a dossier is needed."""

    origin: Origin
    team: Team
    purposes: Sequence[str]
    domains: Sequence[str]
    law_tags: Sequence[str]
    help_question: str = ""
    referral: ReferralFacts | None = None
    triage: TriageFacts | None = None


@transaction.atomic
def start_intake(*, start: Start, details: PersonDetails, note: str = "", somebody_else: bool = False, agreed: bool = False, by: User) -> Dossier:
    """A new client with a new dossier, after looking whether there is one already.

    `note` says why these data are needed before the client was asked, where only the exception lets them be written down
    (Leek 4 lid 6, Landsmeer 4 lid 5); agreement follows in the talk. `somebody_else`: who was found by name and birth date
    is another person, as a colleague confirmed. `agreed`: the client, who asks for help himself, said yes to these data being
    asked and kept, where the protocol wants that at the report (Leiden bijlage I rij 2). Raises Invalid for what cannot be right, DossierElsewhere when the client
    has a dossier that `by` may not open, Refused for data without a way.
    """
    if start.team.pk not in {membership.team_id for membership in teams_of(by)}:
        raise Invalid("Kies een team waarin je zelf werkt.", field="team")
    _require_question(start)
    _require_yes(start, agreed)
    known = _look_first(start, details, somebody_else, by)
    recorded = _permit(_categories(details), note, by)
    person = known or _person(details, by)
    dossier = start_dossier(
        person=person,
        team=start.team,
        purposes=start.purposes,
        domains=start.domains,
        law_tags=start.law_tags,
        help_question=start.help_question,
        without_help_question=start.origin == Origin.UNASKED,
        by=by,
    )
    _keep_ways(dossier, recorded, note, agreed, by)
    if start.referral is not None:
        record_referral(dossier=dossier, facts=start.referral, by=by)
    if start.triage is not None:
        judge_triage(dossier=dossier, facts=start.triage, by=by)
    return dossier


def _require_question(start: Start) -> None:
    rules = intake_rules(clock.today())
    if start.origin not in rules.origins:
        raise Invalid("Zo begint een dossier niet in deze gemeente.", field="origin")
    if start.origin in (Origin.REFERRED, Origin.REPORTED) and start.referral is None:
        raise Invalid("Schrijf op wie de cliënt aanmeldt.", field="origin")
    if rules.triage and start.triage is None:
        raise Invalid("Weeg eerst hoe breed je kijkt en welke gegevens dat vraagt.", field="kind")


def _require_yes(start: Start, agreed: bool) -> None:
    """Somebody else who registers the client cannot say yes for him: then it is asked in the talk."""
    if intake_rules(clock.today()).report_client and start.origin == Origin.SELF and not agreed:
        raise Invalid("Vraag de cliënt eerst of je deze gegevens mag vragen en vastleggen.", field="agreed")


def _look_first(start: Start, details: PersonDetails, somebody_else: bool, by: User) -> Person | None:
    """The person whose earlier dossiers are closed, if there is one: a new dossier for another purpose or law is about him.

    Raises DossierElsewhere and Invalid where there is a dossier to go on with, open or closed.
    """
    by_bsn = Criteria(bsn=details.get("bsn", ""))
    by_name = Criteria(name=details.get("surname", ""), birth_date=details.get("birth_date"))
    for criteria, certain in ((by_bsn, True), (by_name, False)):
        if not criteria.exact or (somebody_else and not certain):
            continue
        found = search(criteria, by)
        if found.elsewhere and not found.dossiers:
            refuse_at_the_door(found.elsewhere, by)
        running = [row.person for row in found.dossiers if row.state == DossierState.OPEN]
        if running and (certain or _same_name(details, running)):
            raise Invalid("Deze persoon heeft al een dossier dat je mag openen. Zoek opnieuw en ga daarmee verder.", field="somebody_else")
        if found.closed:
            return _of_closed(start, found.closed, by)
    return None


def _of_closed(start: Start, closed: Collection[UUID], by: User) -> Person:
    """Whose closed dossiers these are. A dossier for the same purpose under the same law is opened again, not made twice."""
    rows = list(Dossier.objects.filter(pk__in=closed).select_related("person"))
    for row in rows:
        if same_matter(row, list(start.purposes), list(start.law_tags)):
            if not may_reopen(by, row):
                refuse_at_the_door(row.pk, by)
            raise Invalid(f"Er is een gesloten dossier met hetzelfde doel onder dezelfde wet: {row.number}. Heropen dat.", field="somebody_else")
    if any(row.person.died_on for row in rows):
        raise Invalid("Deze persoon is overleden.", field="birth_date")
    return max(rows, key=lambda row: (row.opened_on, row.number)).person


def _same_name(details: PersonDetails, known: Collection[Person]) -> bool:
    sought = details.get("surname", "").strip().casefold()
    return any(person.surname.casefold() == sought for person in known)


def _categories(details: PersonDetails) -> frozenset[Category]:
    """The kinds of data that were filled in. Raises Invalid for a field that the start does not ask."""
    filled = {name for name, value in details.items() if value not in ("", None, False) and name not in ("language", "large_print", "name_use")}
    if details.get("sex") == Person.Sex.UNKNOWN:
        filled.discard("sex")
    may = intake_categories(clock.today()) | special_categories(clock.today())  # a special datum has a refusal of its own
    unknown = {name for name in filled if INTAKE_FIELDS.get(name) not in may}
    if unknown:
        raise Invalid("Dit gegeven hoort bij het gesprek, niet bij de start.", field=min(unknown))
    return frozenset(INTAKE_FIELDS[name] for name in filled)


def _permit(categories: frozenset[Category], note: str, by: User) -> FirstRecord:
    on = clock.today()
    try:
        ways = first_record(categories, on)
    except Refused as refusal:
        raise refused(refusal, DossierEvent.FIRST_RECORDED, by=by, decision=refusal.decision, subject_kind="intake") from None
    special = categories & special_categories(on)
    if special:  # has its own question in the talk, with a signature where the protocol wants one
        raise Refused(first_record(special, on).decisions[0])
    if ways.by_note and not note.strip():
        raise Invalid("Schrijf op waarom deze gegevens nu al nodig zijn, voordat de cliënt is gevraagd.", field="note")
    return ways


def _person(details: PersonDetails, by: User) -> Person:
    """The new person; somebody who is known by his BSN without being a client (as a relative) is that same person."""
    try:
        return register_person(details=details, by=by)
    except AlreadyKnown as known:
        found = persons([known.person_id])
        if not found:
            raise
        return found[0]


def _keep_ways(dossier: Dossier, ways: FirstRecord, note: str, agreed: bool, by: User) -> FirstRecording:
    exception: WithoutConsent | None = None
    if ways.by_note:
        exception = consent.record_exception(
            person=dossier.person,
            matter_id=dossier.pk,
            ground=ExceptionGround.NECESSARY_UNAVOIDABLE,
            categories=sorted(ways.by_note),
            note=note,
            by=by,
        )
    row = FirstRecording(
        dossier=dossier,
        free=sorted(ways.free),
        agreed_on=clock.today() if agreed else None,
        by_task=sorted(ways.by_task),
        exception=exception,
        protocol_version=next((d.protocol for d in ways.decisions if d.protocol), ""),
        citations=sorted({str(citation) for decision in ways.decisions for citation in decision.citations}),
        recorded_at=clock.now(),
        recorded_by=by,
    )
    row.save(force_insert=True)
    record(
        DossierEvent.FIRST_RECORDED,
        subject_kind="dossier",
        subject_id=dossier.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        fields=[*row.free, *row.by_task, *sorted(ways.by_note)],
        decision=ways.decisions[0] if ways.decisions else None,
        by=by,
    )
    return row


@transaction.atomic
def count_information_contact(*, subject: str, by: User) -> InformationCount:
    """Somebody came for information only: one more on today's count of this subject, and nothing about him (Leiden bijlage I
    rij 1). Raises Invalid for a subject that is no domain of the protocol, also where the protocol knows no such contact."""
    rules = intake_rules(clock.today())
    codes = {item.code for item in rules.domains} | {INFORMATION_OTHER}
    if not rules.information_contact or subject not in codes:
        raise Invalid("Kies waar de vraag over ging.", field="subject")
    row, _made = InformationCount.objects.get_or_create(day=clock.today(), subject=subject)
    locked: InformationCount = InformationCount.objects.select_for_update().get(pk=row.pk)
    locked.number += 1
    locked.save(update_fields=["number"])
    record(DossierEvent.INFORMATION_COUNTED, subject_kind="count", reason=subject, by=by)
    return locked
