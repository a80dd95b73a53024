"""Entries in the verwijsindex: made on the protocol's word, told to the client, taken out in time or before.

The application sends nothing by itself: the message has exactly the fields that may be sent, and the reporter passes it on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Disclosure, Dossier, IndexEntry, IndexMessage
from dossiers.policies.running import ENTRY_OUT, require_reported
from dossiers.policies.verwijsindex import ETHNIC_GROUND, IndexAnswer, may_enter, period_on
from dossiers.services.signal_sharing import open_from
from dossiers.states import DossierState
from dossiers.states.safety import IndexState, RemovalReason
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.operation import Actor
from privacy_domain.people.models import Partner
from privacy_domain.people.validators import validate_phone
from privacy_domain.protocols.types import IndexGround, Occasion, Refused
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work

REMOVE, TELL = "remove_index_entry", "tell_index_entry"
SOURCE = {REMOVE: "dossier.index.remove", TELL: "dossier.index.tell"}
DAYS_BEFORE, DAYS_TO_TELL = 14, 7


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """Why this youth is entered, after which consultation, and who reports.

    `consulted`: of those who are to be consulted (`self`, `legal`) the ones with whom it was discussed beforehand;
    `aware`: for ground l, that the ground is the risk and nobody's origin is written down.
    """

    ground: IndexGround
    suspicion: str
    reporter_contact: str
    mother_or_pregnant: bool = False
    consulted: Collection[str] = ()
    consulted_on: date | None = None
    consulted_note: str = ""
    not_consulted_because: str = ""
    told_on: date | None = None
    aware: bool = False


@transaction.atomic
def enter_in_index(*, dossier: Dossier, facts: IndexFacts, by: User) -> IndexEntry:
    """Enter the client. Whether `by` may write in the dossier is for the caller to ask.

    Raises Conflict when the municipality does not use the index today, the dossier is closed, or the client stands in it
    already; Refused by the protocol (23 or over, ground d at 18 or without its condition); Invalid for what is not said.
    """
    today = clock.today()
    if period_on(today) is None:
        raise Conflict("Deze gemeente gebruikt de verwijsindex nu niet. Er kan niemand worden gemeld.")
    if dossier.state != DossierState.OPEN:
        raise Conflict("Dit dossier is gesloten. Open het eerst opnieuw.")
    person = dossier.person
    if person.birth_date is None or not person.bsn:
        raise Invalid("Vul eerst de geboortedatum en het burgerservicenummer van de cliënt in.", field="")
    answer = may_enter(person.birth_date, facts.ground, mother_or_pregnant=facts.mother_or_pregnant, on=today)
    if not answer.decision.allowed or answer.remove_by is None:
        raise refused(Refused(answer.decision), DossierEvent.INDEX_ENTERED, by=by, subject_kind="index", dossier_id=dossier.pk)
    _check(facts, answer, today)
    entry = _save_entry(dossier, facts, answer, answer.remove_by, by)
    message = IndexMessage(
        dossier=dossier,
        entry=entry,
        reporter_identity=by.display_name,
        reporter_contact=facts.reporter_contact.strip(),
        reported_at=entry.recorded_at,
        remove_by=answer.remove_by,
    )
    message.bsn = person.bsn
    message.save(force_insert=True)
    _log(DossierEvent.INDEX_ENTERED, entry, by, fields=answer.fields)
    if facts.told_on is None:
        _task(TELL, entry, today + timedelta(days=DAYS_TO_TELL), by)
    return entry


def _save_entry(dossier: Dossier, facts: IndexFacts, answer: IndexAnswer, remove_by: date, by: User) -> IndexEntry:
    entry = IndexEntry(
        dossier=dossier,
        consult=list(answer.consult),
        consulted=sorted(set(facts.consulted)),
        protocol_version=answer.decision.protocol or "",
        citations=[str(citation) for citation in answer.decision.citations],
        recorded_at=clock.now(),
        recorded_by=by,
        remove_by=remove_by,
    )
    entry.ground, entry.mother_or_pregnant, entry.suspicion = str(facts.ground), facts.mother_or_pregnant, facts.suspicion.strip()
    entry.consulted_on = facts.consulted_on if facts.consulted else None
    entry.consulted_note = facts.consulted_note.strip() if facts.consulted else ""
    entry.not_consulted_because, entry.told_on = facts.not_consulted_because.strip(), facts.told_on
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("Deze jongere staat al in de verwijsindex.") from error
    return entry


def _check(facts: IndexFacts, answer: IndexAnswer, today: date) -> None:
    if not facts.suspicion.strip():
        raise Invalid("Schrijf op waarop je redelijke vermoeden rust.", field="suspicion")
    if facts.ground is ETHNIC_GROUND and not facts.aware:
        raise Invalid("Bevestig dat je alleen het risico vastlegt en niet iemands afkomst: daarvoor is geen grondslag.", field="aware")
    _check_contact(facts.reporter_contact)
    if set(facts.consulted) - set(answer.consult):
        raise Invalid("Met deze persoon overleg je op deze leeftijd niet over de melding.", field="consulted")
    if facts.consulted and (facts.consulted_on is None or facts.consulted_on > today):
        raise Invalid("Vul in wanneer je hebt overlegd, niet later dan vandaag.", field="consulted_on")
    if facts.consulted and not facts.consulted_note.strip():
        raise Invalid("Schrijf op wat er in het overleg is gezegd.", field="consulted_note")
    if set(answer.consult) - set(facts.consulted) and not facts.not_consulted_because.strip():
        raise Invalid("Schrijf op waarom je niet vooraf met iedereen hebt overlegd.", field="not_consulted_because")
    if facts.told_on is not None and facts.told_on > today:
        raise Invalid("Kies de dag waarop je het hebt verteld, niet later dan vandaag.", field="told_on")


def _check_contact(contact: str) -> None:
    """A telephone number or an e-mail address and nothing else: what could be typed beside it would leave with the message."""
    for validate in (validate_phone, validate_email):
        try:
            validate(contact.strip())
            return
        except ValidationError:
            continue
    raise Invalid("Vul je telefoonnummer of je e-mailadres in, en niets anders.", field="reporter_contact")


@transaction.atomic
def tell_about_entry(*, entry: IndexEntry, told_on: date, by: User) -> IndexEntry:
    """The client was told. Raises Invalid for a day to come, Conflict twice."""
    if told_on > clock.today():
        raise Invalid("Kies de dag waarop je het hebt verteld, niet later dan vandaag.", field="told_on")
    row = _locked(entry)
    if row.told_on is not None:
        raise Conflict("Er was al vastgelegd dat de cliënt dit weet.")
    row.told_on = told_on
    row.save()
    work.complete_tasks_of(source_kind=SOURCE[TELL], source_id=row.pk, by=by)
    _log(DossierEvent.INDEX_TOLD, row, by)
    return row


@transaction.atomic
def remove_from_index(*, entry: IndexEntry, reason: RemovalReason, note: str = "", by: User) -> IndexEntry:
    """The entry was taken out of the index: on its last day, or before because the risk is gone, it was not right, or the youth
    died (opsterland-2015 art. 17 lid 2 onder c; jeugdwet art. 7.1.4.5). Also when the municipality uses the index no more.
    Raises Invalid for a last day that has not come, or without a word on an earlier end; Conflict twice.
    """
    row = _locked(entry)
    if row.state != IndexState.REPORTED:
        raise Conflict(ENTRY_OUT)
    if reason == RemovalReason.DUE and row.remove_by > clock.today():
        raise Invalid("De laatste dag is nog niet bereikt. Kies waarom de melding er eerder uit gaat.", field="reason")
    if reason in (RemovalReason.RISK_GONE, RemovalReason.UNJUSTIFIED) and not note.strip():
        raise Invalid("Schrijf op waarom de melding er eerder uit gaat.", field="note")
    row.state, row.removed_at, row.removed_by = IndexState.REMOVED, clock.now(), by
    row.removal_reason, row.removal_note = str(RemovalReason(reason)), note.strip()
    row.save()
    work.complete_tasks_of(source_kind=SOURCE[REMOVE], source_id=row.pk, by=by)
    _log(DossierEvent.INDEX_REMOVED, row, by, reason=str(reason))
    return row


@transaction.atomic
def consult_other(*, entry: IndexEntry, partner: Partner, purpose: str, by: User) -> Disclosure:
    """Consult somebody outside the team who entered the same youth: an envelope, under the rules for sharing outside the team
    (opsterland-2015 art. 17 lid 4 with 14 and 15). The message to the index itself says nothing of why.

    Raises Conflict when the entry was taken out or one is on its way; and what `open_disclosure` raises.
    """
    return open_from(source=entry, still=require_reported, partner=partner, purpose=purpose, occasion=Occasion.CASE_MEETING, safety=False, by=by)


@transaction.atomic
def give_removal_tasks(*, by: Actor) -> int:
    """Every day: who reported gets a task to take out what comes to its last day, and at once when the youth died. When he has
    left, his team gets it. Returns how many are to be taken out."""
    today = clock.today()
    rows = IndexEntry.objects.filter(state=IndexState.REPORTED).select_related("dossier__person", "recorded_by")
    due = [row for row in rows if row.remove_by <= today + timedelta(days=DAYS_BEFORE) or row.dossier.person.died_on is not None]
    for row in due:
        _task(REMOVE, row, today if row.dossier.person.died_on is not None else row.remove_by, by)
    return len(due)


def _locked(entry: IndexEntry) -> IndexEntry:
    row: IndexEntry = IndexEntry.objects.select_for_update(of=("self",)).select_related("dossier", "recorded_by").get(pk=entry.pk)
    return row


def _task(kind: str, entry: IndexEntry, due_on: date, by: Actor) -> None:
    here = entry.recorded_by.is_active
    work.add_task(
        kind=kind,
        title_key=kind,
        source_kind=SOURCE[kind],
        source_id=entry.pk,
        due_on=due_on,
        dossier_id=entry.dossier_id,
        assignee_id=entry.recorded_by_id if here else None,
        team_id=None if here else entry.dossier.team_id,
        by=by,
    )


def _log(event: DossierEvent, entry: IndexEntry, by: Actor, **details: object) -> None:
    record(
        event,
        subject_kind="index",
        subject_id=entry.pk,
        dossier_id=entry.dossier_id,
        person_id=entry.dossier.person_id,
        by=by,
        **details,  # type: ignore[arg-type]
    )
