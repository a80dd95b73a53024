"""An inquiry into fraud: begun with a suspicion, a scope and a last day, shared in, looked at by the privacy officer, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from access.models import User
from access.policies import another_person_decides
from access.selectors import excluded_among, has_role
from access.states import MunicipalRole
from dossiers.events import DossierEvent
from dossiers.models import Disclosure, Dossier, FraudInquiry
from dossiers.policies.inquiry import LONGEST, acting_role, inquiry_rules, not_in_this_role
from dossiers.policies.running import require_current
from dossiers.selectors.outside import envelopes_from, inquiry_by_id, inquiry_of, on_the_way
from dossiers.services.dossier import open_dossier
from dossiers.services.signal_sent import INQUIRY_SOURCE
from dossiers.services.signal_sharing import open_from, stop_on_the_way
from dossiers.states.safety import InquiryAbout, InquiryEnd, InquiryState
from privacy_domain import clock
from privacy_domain.audit.record import look, record, refused
from privacy_domain.operation import Actor
from privacy_domain.people.models import Partner
from privacy_domain.protocols.types import Occasion, Refused, Role
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work

REVIEW, END = "review_inquiry", "end_inquiry"
SOURCE = {REVIEW: f"{INQUIRY_SOURCE}.review", END: f"{INQUIRY_SOURCE}.end"}


@dataclass(frozen=True, slots=True)
class InquiryFacts:
    """Into whom, what is suspected and on what that rests, in which investigation, how far one looks, and until when at most."""

    about: InquiryAbout
    suspicion: str
    investigation: str
    scope: str
    until: date
    provider: Partner | None = None


@dataclass(frozen=True, slots=True)
class OpenInquiry:
    """One inquiry with what was shared in it."""

    inquiry: FraudInquiry
    envelopes: tuple[Disclosure, ...]


@transaction.atomic
def open_inquiry(*, ref: UUID, inquiry_id: UUID, by: User) -> OpenInquiry:
    """Past the gate of its dossier, for who can act in it; for everybody else it does not exist: Http404."""
    dossier = open_dossier(ref=ref, event=DossierEvent.PART_SEEN, by=by)
    found = inquiry_of(dossier, inquiry_id)
    if found is None or acting_role(by, ref, clock.today()) is None:
        raise Http404
    return OpenInquiry(found, tuple(envelopes_from(found)))


@transaction.atomic
def enter_inquiries(*, ref: UUID, by: User) -> tuple[Dossier, Role]:
    """To begin one: past the gate of the dossier, for who may share in an inquiry; the role in which he does.

    Raises Refused, with the article, for whom the dossier is open in another role.
    """
    dossier = open_dossier(ref=ref, event=DossierEvent.PART_SEEN, by=by)
    return dossier, _role(dossier, by)


@transaction.atomic
def start_inquiry(*, dossier: Dossier, facts: InquiryFacts, by: User) -> FraudInquiry:
    """Begin one (leek-2018 art. 8 lid 2: the suspicion and the investigation are named). The privacy officer gets a task to look
    at it, and who begins it one to end it in time.

    Raises Refused for another role, Invalid for what is not said or a last day too far away, Conflict when one runs already.
    """
    role, today = _role(dossier, by), clock.today()
    _check(facts, today)
    rules = inquiry_rules(today)
    row = FraudInquiry(
        dossier=dossier,
        provider=facts.provider if facts.about != InquiryAbout.CLIENT else None,
        until=facts.until,
        acting_role=str(role),
        protocol_version=rules.protocol.id if rules.protocol else "",
        citations=[str(citation) for citation in rules.citations],
        started_at=clock.now(),
        started_by=by,
    )
    row.about, row.suspicion = InquiryAbout(facts.about), facts.suspicion.strip()
    row.investigation, row.scope = facts.investigation.strip(), facts.scope.strip()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("In dit dossier loopt al een onderzoek.") from error
    _task(REVIEW, row, by, due_on=today, role=str(MunicipalRole.PRIVACY_OFFICER))
    _task(END, row, by, due_on=facts.until, assignee_id=by.pk)
    _log(row, by)
    return row


def _check(facts: InquiryFacts, today: date) -> None:
    needed = (
        ("suspicion", facts.suspicion, "Schrijf op wat je vermoedt en waarop dat rust."),
        ("investigation", facts.investigation, "Vul in om welk onderzoek het gaat."),
        ("scope", facts.scope, "Schrijf op welke gegevens nodig zijn en over welke periode. Niet meer dan dat."),
    )
    for field, value, message in needed:
        if not value.strip():
            raise Invalid(message, field=field)
    if facts.about != InquiryAbout.CLIENT and facts.provider is None:
        raise Invalid("Kies om welke zorgaanbieder het gaat.", field="provider")
    if not today < facts.until <= today + timedelta(days=LONGEST):
        raise Invalid(f"Kies een laatste dag na vandaag, hooguit {LONGEST} dagen ver.", field="until")


@transaction.atomic
def share_in_inquiry(*, inquiry: FraudInquiry, partner: Partner, purpose: str, by: User) -> Disclosure:
    """An envelope in the inquiry: to whom, and what for within its scope.

    Raises Refused for another role, Conflict when the inquiry ended, its last day passed or an envelope is on its way; and what
    `open_disclosure` raises.
    """
    _role(inquiry.dossier, by)
    return open_from(
        source=inquiry, still=require_current, partner=partner, purpose=purpose, occasion=Occasion.FRAUD_INVESTIGATION, safety=False, by=by
    )


@transaction.atomic
def end_inquiry(*, inquiry: FraudInquiry, end: InquiryEnd, outcome: str, by: User) -> FraudInquiry:
    """It is over, with what came of it. Raises Refused for another role, Invalid without a word, Conflict twice or while
    something in it can still leave."""
    _role(inquiry.dossier, by)
    if not outcome.strip():
        raise Invalid("Schrijf op wat het onderzoek heeft opgeleverd.", field="outcome")
    row = _locked(inquiry)
    if on_the_way(envelopes_from(row)):
        raise Conflict("Er loopt nog een verstrekking in dit onderzoek. Rond die eerst af, of trek die terug.")
    return _end(row, InquiryEnd(end), outcome, by)


@transaction.atomic
def open_for_review(*, inquiry_id: UUID, by: User) -> FraudInquiry:
    """The inquiry, for the privacy officer who did not begin it and is not kept away from the dossier; Http404 for everybody else."""
    row = inquiry_by_id(inquiry_id) if has_role(by, MunicipalRole.PRIVACY_OFFICER) else None
    if row is None or excluded_among(by, [row.dossier_id]):
        raise Http404
    officer = str(MunicipalRole.PRIVACY_OFFICER)
    look(DossierEvent.PART_SEEN, subject_kind="part", subject_id=row.pk, dossier_id=row.dossier_id, role=officer, by=by)
    return row


@transaction.atomic
def review_inquiry(*, inquiry: FraudInquiry, judgement: str, stops: bool, by: User) -> FraudInquiry:
    """The privacy officer looked whether the suspicion is concrete and the scope no wider than needed; with `stops` the inquiry
    ends, and what was being prepared in it does not leave.

    Raises NotYourOwnRights for one's own, Invalid without a word, Conflict twice.
    """
    another_person_decides(inquiry.started_by_id, by)
    if not judgement.strip():
        raise Invalid("Schrijf op wat je ervan vindt.", field="judgement")
    if stops:
        stop_on_the_way(envelopes=envelopes_from(inquiry), because=judgement, by=by)
    row = FraudInquiry.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=inquiry.pk)
    if row.reviewed_at is not None:
        raise Conflict("Naar dit onderzoek is al gekeken.")
    if stops and on_the_way(envelopes_from(row)):
        raise Conflict("Er is net iets nieuws begonnen in dit onderzoek. Ververs de pagina.")
    row.reviewed_at, row.reviewed_by, row.judgement = clock.now(), by, judgement.strip()
    row.save(update_fields=["reviewed_at", "reviewed_by", "judgement"])
    work.complete_tasks_of(source_kind=SOURCE[REVIEW], source_id=row.pk, by=by)
    if stops and row.state == InquiryState.RUNNING:
        return _end(row, InquiryEnd.STOPPED, judgement, by)
    _log(row, by)
    return row


@transaction.atomic
def find_inquiry(*, inquiry_id: UUID, by: User) -> UUID:
    """The dossier to which a task leads, for who can act in it today; Http404 for everybody else."""
    row = inquiry_by_id(inquiry_id)
    if row is None or acting_role(by, row.dossier_id, clock.today()) is None:
        raise Http404
    return row.dossier_id


def _role(dossier: Dossier, by: User) -> Role:
    role = acting_role(by, dossier.pk, clock.today())
    if role is None:
        decision = not_in_this_role(clock.today())
        raise refused(Refused(decision), DossierEvent.REFUSED, by=by, decision=decision, subject_kind="part", dossier_id=dossier.pk)
    return role


def _locked(inquiry: FraudInquiry) -> FraudInquiry:
    row: FraudInquiry = FraudInquiry.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=inquiry.pk)
    if row.state != InquiryState.RUNNING:
        raise Conflict("Dit onderzoek is al beëindigd.")
    return row


def _end(row: FraudInquiry, end: InquiryEnd, outcome: str, by: User) -> FraudInquiry:
    row.state, row.ended_at, row.ended_by, row.end, row.outcome = InquiryState.ENDED, clock.now(), by, end, outcome.strip()
    row.save(update_fields=["state", "ended_at", "ended_by", "end", "outcome"])
    work.complete_tasks_of(source_kind=SOURCE[END], source_id=row.pk, by=by)
    _log(row, by)
    return row


def _task(kind: str, row: FraudInquiry, by: Actor, **whom: object) -> None:
    dossier_id = row.dossier_id if kind == END else None  # the officer has no dossier to open
    work.add_task(kind=kind, title_key=kind, source_kind=SOURCE[kind], source_id=row.pk, dossier_id=dossier_id, by=by, **whom)  # type: ignore[arg-type]


def _log(row: FraudInquiry, by: User) -> None:
    record(DossierEvent.PART_WRITTEN, subject_kind="part", subject_id=row.pk, dossier_id=row.dossier_id, person_id=row.dossier.person_id, by=by)
