"""The letter with a decision: looked at, printed, made anew, sent. What went out is the decision, and ends the clock of its request."""

from __future__ import annotations

from django.db import transaction

from access.models import User
from access.states import MunicipalRole
from privacy_domain import clock
from privacy_domain.letters import services as letters
from privacy_domain.letters.kinds import Channel
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import ClockStop, Decision, SubjectRequest
from requests.policies.decisions import (
    remedies_after,
    who_decides,
)
from requests.policies.package import PACKAGE_KINDS
from requests.presenters.letters import letter_facts
from requests.selectors.decisions import (
    decision_in,
    decision_of,
    is_outdated,
    mandate_of,
    may_still_sign,
    outcome_so_far,
    parts_of,
    running,
)
from requests.services.clock import count
from requests.services.decisions.writing import TO_CLOSE, TO_HAND_OVER, log, write_letter
from requests.services.execution import plan_execution
from requests.services.following import DECISION, SOURCE, forget_reminders
from requests.states import TO_CARRY_OUT, DecisionState, RequestState


@transaction.atomic
def decision_preview(*, request: SubjectRequest, by: User) -> bytes:
    """The letter as it would go out today if it were signed as it is, as PDF. Raises Invalid when nothing was decided yet, Conflict when
    it was signed."""
    current = running(request)
    decision = decision_of(current)
    if decision is None or decision.state not in (DecisionState.DRAFT, DecisionState.PROPOSED):
        raise Conflict("Er is geen beslissing in voorbereiding. Ververs de pagina.")
    parts = parts_of(decision)
    outcome = decision.outcome = outcome_so_far(decision, parts)
    signer = decision.signer or by
    decision.mandate = mandate_of(signer, clock.today()) if who_decides(clock.today()).by_college else None
    remedy = remedies_after(outcome, clock.today())
    return letters.preview(context=letter_facts(current, decision, parts, remedy, signer), person_id=current.person_id, by=by)


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
    was decided stays. Raises Conflict when there is no such letter, and when who signed it for the college may not do so today: a letter of
    today is in its name today (awb art. 10:3, 10:5)."""
    current = running(request)
    decision = decision_in(current, DecisionState.SIGNED)
    if not is_outdated(decision):
        raise Conflict("De brief is van vandaag. Hij kan zo weg.")
    deciding = who_decides(clock.today())
    if (deciding.by_college or decision.mandate) and not may_still_sign(decision, deciding, clock.today()):
        rests_on = ", ".join(deciding.citations) if deciding.by_college else "awb art. 10:3"
        raise Conflict(
            f"Wie dit ondertekende, mag dat vandaag niet meer namens het college ({rests_on}). Trek de beslissing in en leg haar opnieuw voor."
        )
    remedy = remedies_after(decision.outcome, clock.today())
    write_letter(request=current, decision=decision, parts=parts_of(decision), remedy=remedy, by=by)
    decision.save()
    log(event=RequestEvent.DECISION_LETTER, request=current, by=by)
    return decision


@transaction.atomic
def send_decision(*, request: SubjectRequest, channel: Channel, by: User) -> Decision:
    """The letter went out today: from now on the request has been decided, and the term to decide is over. What is kept for it stays kept
    until it is closed. Raises Conflict when there is no signed decision, it was sent before or its letter is of another day, Invalid when the
    last day passed and nobody wrote down why."""
    current = running(request)
    decision = decision_in(current, DecisionState.SIGNED)
    if is_outdated(decision):
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
    work.complete_tasks_of(source_kind=DECISION, source_id=current.pk, by=by)
    forget_reminders(request=current, by=by)
    if decision.outcome in TO_CARRY_OUT:
        plan_execution(request=current, by=by)
        _to_hand_over(current, by)
    elif current.handler_id is not None:
        work.add_task(
            kind=TO_CLOSE, title_key=TO_CLOSE, source_kind=DECISION, source_id=current.pk, due_on=decision.object_by or clock.today(),
            person_id=current.person_id, assignee_id=current.handler_id, by=by,
        )  # fmt: skip
    log(event=RequestEvent.DECISION_SENT, request=current, by=by, reason=str(channel))
    return decision


def _to_hand_over(request: SubjectRequest, by: User) -> None:
    """What the person asked to see is his now: who handles it hands the package over, and with that the request is over."""
    if request.kind not in PACKAGE_KINDS:
        return
    work.add_task(
        kind=TO_HAND_OVER, title_key=TO_HAND_OVER, source_kind=DECISION, source_id=request.pk, due_on=request.execute_by or request.decide_by,
        person_id=request.person_id, assignee_id=request.handler_id,
        role="" if request.handler_id else str(MunicipalRole.PRIVACY_OFFICER), by=by,
    )  # fmt: skip
