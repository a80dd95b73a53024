"""Deciding on a request: prepared part by part, put to who may sign, signed, sent. What went out is the decision, and ends its clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.models import User
from dossiers.models import Item
from privacy_domain import clock
from privacy_domain.audit.record import look, record, record_attempt
from privacy_domain.letters import selectors as kept
from privacy_domain.letters import services as letters
from privacy_domain.letters.contexts import Decided
from privacy_domain.letters.kinds import Channel, LetterKind
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import ClockStop, Decision, DecisionPart, Mandate, SubjectRequest
from requests.policies.decisions import (
    LEGAL_DUTY,
    Remedies,
    is_about_keeping,
    looked_at_all,
    outcome_of,
    passed_on_citations,
    refusal_rules,
    remedies,
    who_decides,
)
from requests.presenters.letters import decided
from requests.selectors.decisions import (
    DecisionOpened,
    decision_of,
    is_to_be_carried_out,
    items_for,
    mandate_of,
    may_hold,
    parts_of,
    who_can_sign,
)
from requests.selectors.due import locked
from requests.services.clock import count
from requests.services.execution import plan_execution
from requests.services.following import SOURCE, forget_reminders
from requests.services.opening import open_request
from requests.states import DECISION_TRANSITIONS, TO_CARRY_OUT, DecisionAuthority, DecisionOutcome, DecisionState, RequestKind, RequestState
from retention.services import Cause, end_holds_of

TO_SIGN, TO_SEND, TO_CLOSE, TASK_SOURCE = "sign_decision", "send_decision", "close_request", "requests.decision"
MOST_PARTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part as it is filled in: `looked_at` are the grounds of correction of which is said that they do not apply; `item` one of the
    dossiers of the person, by its series."""

    what: str
    granted: bool
    ground: str = ""
    looked_at: Collection[str] = ()
    provision: str = ""
    reasons: str = ""
    item: UUID | None = None


# ---------------------------------------------------------------- the door
@transaction.atomic
def open_decision(*, request_id: UUID, by: User) -> DecisionOpened:
    """The decision on a request, for who handles it or to whom it was put to sign. Raises Http404 as `open_request`, PermissionDenied for
    who only sees the request."""
    opened = open_request(request_id=request_id, by=by)
    decision = decision_of(opened.request)
    if not (opened.handles or _was_put_to(decision, by)):
        raise PermissionDenied("Dit verzoek is bij een collega in behandeling.")
    deciding, today = who_decides(clock.today()), clock.today()
    items = items_for(by, opened.request) if opened.request.state == RequestState.RUNNING else []
    look(
        RequestEvent.DECISION_SEEN, subject_kind="request", subject_id=opened.request.pk, person_id=opened.request.person_id,
        object_ids=sorted({item.dossier_id for item in items}), by=by,
    )  # fmt: skip
    signers = who_can_sign(opened.request, deciding, today) if deciding.by_college else []
    return DecisionOpened(
        opened=opened,
        decision=decision,
        parts=parts_of(decision),
        rules=refusal_rules(RequestKind(opened.request.kind), opened.request.received_on),
        deciding=deciding,
        items=items,
        signs=by in signers if deciding.by_college else opened.handles,
        signers=[user for user in signers if user != by],
        letter_outdated=_is_outdated(decision),
    )


def _was_put_to(decision: Decision | None, by: User) -> bool:
    return decision is not None and decision.state == DecisionState.PROPOSED and decision.signer_id == by.pk


def _is_outdated(decision: Decision | None) -> bool:
    if decision is None or decision.state != DecisionState.SIGNED or decision.letter is None:
        return False
    letter = kept.letter(decision.letter)
    return letter is None or letter.written_on != clock.today()


# ---------------------------------------------------------------- preparing
@transaction.atomic
def add_part(*, request: SubjectRequest, part: Part, key: UUID | None = None, by: User) -> DecisionPart:
    """Grant or refuse one part. A refusal rests on a ground of the rules for this kind of request, says why, and names the provision when
    a legal duty is the ground; that a term of keeping still runs is none (leek-2018 and landsmeer-2016 art. 11 lid 3 and 5;
    leiden-2016 art. 15 lid 3, 17 lid 2; opsterland-2015 art. 18 lid 3, 20 lid 2).

    The same page sent twice adds one part (`key`). Raises Invalid naming the field, Conflict when it is being signed or was decided.
    """
    current = _running(request)
    decision = _draft(current, by)
    made = DecisionPart.objects.filter(pk=key, decision=decision).first() if key else None
    if made is not None:
        return made
    rows = parts_of(decision)
    if len(rows) >= MOST_PARTS:
        raise Invalid("Dit zijn te veel delen. Neem delen samen.")
    item = _item(current, part.item, by)
    what = part.what.strip() or (item.title if item else "")
    if not what:
        raise Invalid("Schrijf op om welke gegevens het gaat, of kies iets uit het dossier.", field="what")
    citations = () if part.granted else _refusal(current, part)
    row = DecisionPart(
        id=key or uuid4(), decision=decision, request=current, person=current.person, what=what, granted=part.granted,
        position=max((each.position for each in rows), default=0) + 1, ground="" if part.granted else part.ground,
        file=item.dossier_id if item else None, series=item.series if item else None, citations=list(citations),
    )  # fmt: skip
    row.provision, row.reasons = ("", "") if part.granted else (part.provision.strip(), part.reasons.strip())
    row.save(force_insert=True)
    _log(RequestEvent.DECISION_CHANGED, current, by)
    return row


def _refusal(request: SubjectRequest, part: Part) -> tuple[str, ...]:
    rules = refusal_rules(RequestKind(request.kind), request.received_on)
    if not rules.grounds:
        raise Invalid("Dit verzoek kan niet worden geweigerd: een eigen verklaring komt altijd in het dossier.", field="granted")
    ground = rules.ground(part.ground)
    if ground is None:
        raise Invalid("Kies een grond die de regels hier kennen: op een andere grond kan dit niet worden geweigerd.", field="ground")
    if not looked_at_all(rules, part.looked_at):
        raise Invalid("Weigeren kan alleen als geen van deze gronden opgaat. Kruis aan wat niet opgaat.", field="looked_at")
    if not part.reasons.strip():
        raise Invalid("Schrijf op waarom dit deel wordt geweigerd. Dit komt in de brief.", field="reasons")
    if part.ground == LEGAL_DUTY:
        if not part.provision.strip():
            raise Invalid("Noem de wet en het artikel waaruit die plicht volgt.", field="provision")
        if is_about_keeping(part.provision):
            raise Invalid("Dat de bewaartermijn nog loopt is geen reden om vernietigen te weigeren.", field="provision")
    return ground.citations


def _item(request: SubjectRequest, series: UUID | None, by: User) -> Item | None:
    if series is None:
        return None
    found = next((item for item in items_for(by, request) if item.series == series), None)
    if found is None:
        raise Invalid("Dit staat niet in een dossier dat je kunt openen. Kies opnieuw.", field="item")
    return found


@transaction.atomic
def remove_part(*, request: SubjectRequest, part_id: UUID, by: User) -> None:
    """Leave a part out again. Raises Conflict when it is gone already, when it is being signed or was decided."""
    current = _running(request)
    gone, _ = DecisionPart.objects.filter(pk=part_id, decision=_draft(current, by)).delete()
    if not gone:
        raise Conflict("Dit deel is al weg. Ververs de pagina.")
    _log(RequestEvent.DECISION_CHANGED, current, by)


# ---------------------------------------------------------------- signing
@transaction.atomic
def propose_decision(*, request: SubjectRequest, signer: User, explanation: str = "", passed_to: str = "", by: User) -> Decision:
    """Put it to somebody who may sign for the college. Raises Invalid for who has no mandate for it, and when nothing was decided yet;
    Conflict where a professional decides himself."""
    current = _running(request)
    decision = _draft(current, by)
    deciding = who_decides(clock.today())
    if not deciding.by_college:
        raise Conflict("Hier beslist de professional zelf. Onderteken de beslissing.")
    if signer not in who_can_sign(current, deciding, clock.today()):
        raise Invalid("Deze collega heeft vandaag geen mandaat om hierop te beslissen. Kies een ander.", field="signer")
    _write(decision, explanation, passed_to)
    _outcome(decision, parts_of(decision))
    decision.state, decision.signer, decision.returned_because = DecisionState.PROPOSED, signer, ""
    decision.save()
    work.add_task(
        kind=TO_SIGN, title_key=TO_SIGN, source_kind=TASK_SOURCE, source_id=current.pk, due_on=current.due_on, person_id=current.person_id,
        assignee_id=signer.pk, by=by,
    )  # fmt: skip
    _log(RequestEvent.DECISION_PUT, current, by, on_behalf_of=signer.pk)
    return decision


@transaction.atomic
def return_decision(*, request: SubjectRequest, because: str, by: User) -> Decision:
    """Who was asked to sign does not sign it as it is. Raises Invalid without a reason, PermissionDenied for everybody else, Conflict when
    it was not put to anybody."""
    current = _running(request)
    decision = _in(current, DecisionState.PROPOSED)
    if decision.signer_id != by.pk:
        raise PermissionDenied("Deze beslissing is aan een collega voorgelegd.")
    if not because.strip():
        raise Invalid("Schrijf op wat er anders moet.", field="because")
    decision.state, decision.signer, decision.returned_because = DecisionState.DRAFT, None, because.strip()
    decision.save()
    work.complete_tasks_of(source_kind=TASK_SOURCE, source_id=current.pk, by=by)
    _log(RequestEvent.DECISION_RETURNED, current, by)
    return decision


@transaction.atomic
def sign_decision(*, request: SubjectRequest, explanation: str | None = None, passed_to: str | None = None, by: User) -> Decision:
    """Decide, and write the letter of today. A professional signs where the rules let him decide; for the college only who has a written
    mandate on this day (opsterland-2015 art. 21; awb art. 10:3, 10:5). What was put to somebody, he signs as it is.

    Raises Invalid when nothing was decided yet, PermissionDenied with the article for who may not sign (which is logged), Conflict when
    it was signed before or put to somebody else.
    """
    current = _running(request)
    decision = decision_of(current)
    if decision is not None and decision.state == DecisionState.PROPOSED:
        if decision.signer_id != by.pk:
            raise PermissionDenied("Deze beslissing is aan een collega voorgelegd.")
    else:
        decision = _draft(current, by)
        _write(decision, explanation or "", passed_to or "")
    deciding = who_decides(clock.today())
    mandate = _authority(current, by)
    parts = parts_of(decision)
    outcome = _outcome(decision, parts)
    remedy = None if outcome == DecisionOutcome.PASSED_ON else remedies(clock.today())
    _check_step(decision, DecisionState.SIGNED)
    decision.state, decision.outcome = DecisionState.SIGNED, outcome
    decision.authority = DecisionAuthority.MANDATE if mandate else DecisionAuthority.PROFESSIONAL
    decision.mandate, decision.signed_at, decision.signed_by = mandate, clock.now(), by
    decision.protocol_version = current.protocol_version
    more = passed_on_citations(clock.today()) if outcome == DecisionOutcome.PASSED_ON else remedy.citations if remedy else ()
    decision.citations = list(dict.fromkeys((*deciding.citations, *(place for part in parts for place in part.citations), *more)))
    _write_letter(current, decision, parts, remedy, by)
    decision.save()
    work.complete_tasks_of(source_kind=TASK_SOURCE, source_id=current.pk, by=by)
    if current.handler_id is not None:
        work.add_task(
            kind=TO_SEND, title_key=TO_SEND, source_kind=TASK_SOURCE, source_id=current.pk, due_on=current.due_on,
            person_id=current.person_id, assignee_id=current.handler_id, by=by,
        )  # fmt: skip
    _log(RequestEvent.DECISION_SIGNED, current, by, reason=str(outcome))
    return decision


def _authority(request: SubjectRequest, by: User) -> Mandate | None:
    """The mandate under which he signs; None: as the professional who handles it."""
    today = clock.today()
    deciding = who_decides(today)
    if not deciding.by_college:
        return None
    mandate = mandate_of(by, today)
    if mandate is None or not may_hold(by, request, deciding.mandate_for, today):
        record_attempt(RequestEvent.SIGNING_REFUSED, by=by, subject_kind="request", subject_id=request.pk, person_id=request.person_id)
        raise PermissionDenied(f"{deciding.explanation} ({', '.join(deciding.citations)})")
    return mandate


def _write_letter(request: SubjectRequest, decision: Decision, parts: list[DecisionPart], remedy: Remedies | None, by: User) -> None:
    letter = letters.draft(
        kind=LetterKind.DECIDED, person_id=request.person_id, context=_facts(request, decision, parts, remedy), citations=decision.citations, by=by
    )
    letters.approve(letter=letter, by=by)
    decision.letter, decision.object_by = letter.pk, remedy.object_by if remedy else None


def _facts(request: SubjectRequest, decision: Decision, parts: list[DecisionPart], remedy: Remedies | None, signer: User | None = None) -> Decided:
    return decided(
        request, decision, parts, outcome=DecisionOutcome(decision.outcome), rules=refusal_rules(RequestKind(request.kind), request.received_on),
        remedy=remedy, mandate=decision.mandate, signer=signer or decision.signed_by or decision.prepared_by,
    )  # fmt: skip


# ---------------------------------------------------------------- the letter
@transaction.atomic
def decision_preview(*, request: SubjectRequest, by: User) -> bytes:
    """The letter as it would go out today if it were signed as it is, as PDF. Raises Invalid when nothing was decided yet, Conflict when
    it was signed."""
    current = _running(request)
    decision = decision_of(current)
    if decision is None or decision.state not in (DecisionState.DRAFT, DecisionState.PROPOSED):
        raise Conflict("Er is geen beslissing in voorbereiding. Ververs de pagina.")
    parts = parts_of(decision)
    outcome = decision.outcome = _outcome(decision, parts)
    signer = decision.signer or by
    decision.mandate = mandate_of(signer, clock.today()) if who_decides(clock.today()).by_college else None
    remedy = None if outcome == DecisionOutcome.PASSED_ON else remedies(clock.today())
    return letters.preview(context=_facts(current, decision, parts, remedy, signer), person_id=current.person_id, by=by)


@transaction.atomic
def decision_document(*, request: SubjectRequest, by: User) -> bytes:
    """The letter as PDF; printed now when no worker did so yet. Raises Conflict when there is none or it could not be printed."""
    decision = decision_of(request)
    if decision is None or decision.letter is None:
        raise Conflict("Er is nog geen brief over de beslissing.")
    return letters.open_pdf(letter=letters.render(letter_id=decision.letter, by=by), by=by)


@transaction.atomic
def renew_letter(*, request: SubjectRequest, by: User) -> Decision:
    """The letter of today in the place of one of an earlier day that did not go out: the last day to object is counted from today. What
    was decided stays. Raises Conflict when there is no such letter."""
    current = _running(request)
    decision = _in(current, DecisionState.SIGNED)
    if not _is_outdated(decision):
        raise Conflict("De brief is van vandaag. Hij kan zo weg.")
    remedy = None if decision.outcome == DecisionOutcome.PASSED_ON else remedies(clock.today())
    _write_letter(current, decision, parts_of(decision), remedy, by)
    decision.save()
    _log(RequestEvent.DECISION_LETTER, current, by)
    return decision


@transaction.atomic
def send_decision(*, request: SubjectRequest, channel: Channel, by: User) -> Decision:
    """The letter went out today: from now on the request has been decided, and the term to decide is over. What is kept for it stays kept
    until it is closed. Raises Conflict when there is no signed decision, it was sent before or its letter is of another day, Invalid when the
    last day passed and nobody wrote down why."""
    current = _running(request)
    decision = _in(current, DecisionState.SIGNED)
    if _is_outdated(decision):
        raise Conflict("De brief is van een andere dag: de laatste dag om bezwaar te maken klopt niet meer. Maak de brief opnieuw.")
    if current.due_on is not None and current.due_on < clock.today() and not current.late_because:
        raise Invalid("De uiterste dag is voorbij. Schrijf eerst op waardoor het te laat is.", field="channel")
    letter = letters.render(letter_id=decision.letter, by=by)  # type: ignore[arg-type]
    letters.record_sent(letter=letter, channel=channel, by=by)
    decision.state, decision.sent_on, decision.sent_by = DecisionState.SENT, clock.today(), by
    decision.save(update_fields=["state", "sent_on", "sent_by"])
    ClockStop.objects.filter(request=current, restarted_on__isnull=True).update(restarted_on=clock.today(), restarted_by=by)
    current.state, current.decided_on = RequestState.DECIDED, clock.today()
    current.save(update_fields=["state", "decided_on"])
    count(request=current, by=by)
    work.complete_tasks_of(source_kind=SOURCE, source_id=current.pk, by=by)
    work.complete_tasks_of(source_kind=TASK_SOURCE, source_id=current.pk, by=by)
    forget_reminders(request=current, by=by)
    if decision.outcome in TO_CARRY_OUT:
        plan_execution(request=current, by=by)
    elif current.handler_id is not None:
        work.add_task(
            kind=TO_CLOSE, title_key=TO_CLOSE, source_kind=TASK_SOURCE, source_id=current.pk, due_on=decision.object_by or clock.today(),
            person_id=current.person_id, assignee_id=current.handler_id, by=by,
        )  # fmt: skip
    _log(RequestEvent.DECISION_SENT, current, by, reason=str(channel))
    return decision


# ---------------------------------------------------------------- back, and over
@transaction.atomic
def take_back_decision(*, request: SubjectRequest, by: User) -> None:
    """What was prepared or signed, and did not go out, is no decision after all; another can be prepared. Raises Conflict when there is
    none, or it was sent."""
    current = _running(request)
    decision = decision_of(current)
    if decision is None or DecisionState.TAKEN_BACK not in DECISION_TRANSITIONS[DecisionState(decision.state)]:
        raise Conflict("Er is geen beslissing die kan worden ingetrokken. Ververs de pagina.")
    decision.state, decision.taken_back_at, decision.taken_back_by = DecisionState.TAKEN_BACK, clock.now(), by
    decision.save(update_fields=["state", "taken_back_at", "taken_back_by"])
    work.complete_tasks_of(source_kind=TASK_SOURCE, source_id=current.pk, by=by)
    _log(RequestEvent.DECISION_TAKEN_BACK, current, by)


@transaction.atomic
def close_request(*, request: SubjectRequest, by: User) -> SubjectRequest:
    """A request that was refused or passed on is over, once the last day to object has passed: until then nothing of it is destroyed.
    Raises Conflict when it was not decided, when something is left to be carried out, and before that day has passed."""
    current = locked(request.pk)
    decision = decision_of(current) if current else None
    if current is None or current.state != RequestState.DECIDED or decision is None or is_to_be_carried_out(current):
        raise Conflict("Dit verzoek kan nog niet worden afgesloten. Ververs de pagina.")
    if decision.object_by is not None and decision.object_by >= clock.today():
        raise Conflict("Tot en met de laatste dag om bezwaar te maken blijft dit verzoek open.")
    current.state, current.ended_at, current.ended_by = RequestState.CLOSED, clock.now(), by
    current.save(update_fields=["state", "ended_at", "ended_by"])
    count(request=current, by=by)
    end_holds_of(cause=Cause(SOURCE, current.pk), by=by)
    work.complete_tasks_of(source_kind=TASK_SOURCE, source_id=current.pk, by=by)
    forget_reminders(request=current, by=by)
    _log(RequestEvent.CLOSED, current, by)
    return current


# ---------------------------------------------------------------- in common
def _running(request: SubjectRequest) -> SubjectRequest:
    current = locked(request.pk)
    if current is None or current.state != RequestState.RUNNING:
        raise Conflict("Beslissen kan als zeker is wie het vraagt, en zolang er niet op beslist is.")
    return current


def _draft(request: SubjectRequest, by: User) -> Decision:
    """The decision that is being prepared; made when there is none."""
    found = decision_of(request)
    if found is None:
        found = Decision(request=request, person=request.person, prepared_at=clock.now(), prepared_by=by)
        found.save(force_insert=True)
    if found.state != DecisionState.DRAFT:
        raise Conflict("Deze beslissing is al voorgelegd of ondertekend. Ververs de pagina.")
    return found


def _in(request: SubjectRequest, state: DecisionState) -> Decision:
    found = decision_of(request)
    if found is None or found.state != state:
        raise Conflict("Deze beslissing is intussen veranderd. Ververs de pagina.")
    return found


def _check_step(decision: Decision, state: DecisionState) -> None:
    if state not in DECISION_TRANSITIONS[DecisionState(decision.state)]:
        raise Conflict("Deze beslissing is intussen veranderd. Ververs de pagina.")


def _write(decision: Decision, explanation: str, passed_to: str) -> None:
    decision.explanation, decision.passed_to = explanation.strip(), passed_to.strip()


def _outcome(decision: Decision, parts: list[DecisionPart]) -> DecisionOutcome:
    if decision.passed_to and parts:
        raise Invalid("Geef het verzoek door, of beslis erop: allebei kan niet. Haal de delen weg.", field="passed_to")
    found = outcome_of([part.granted for part in parts], passed_on=bool(decision.passed_to))
    if found is None:
        raise Invalid("Leg eerst per deel vast wat de beslissing is.")
    return found


def _log(event: RequestEvent, request: SubjectRequest, by: Actor, *, reason: str = "", on_behalf_of: UUID | None = None) -> None:
    record(event, subject_kind="request", subject_id=request.pk, person_id=request.person_id, reason=reason, on_behalf_of=on_behalf_of, by=by)
