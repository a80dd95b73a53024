"""A decision is put to who may sign, and signed or given back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import record_attempt
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import Decision, Mandate, SubjectRequest
from requests.policies.decisions import (
    Deciding,
    passed_on_citations,
    remedies_after,
    who_decides,
)
from requests.selectors.decisions import (
    decision_in,
    decision_of,
    mandate_of,
    may_hold,
    outcome_so_far,
    parts_of,
    running,
    who_can_sign,
)
from requests.services.decisions.writing import TO_SEND, drafted, log, write_letter
from requests.services.following import DECISION, TO_SIGN
from requests.states import DECISION_TRANSITIONS, DecisionAuthority, DecisionOutcome, DecisionState


@transaction.atomic
def propose_decision(*, request: SubjectRequest, signer: User, explanation: str = "", passed_to: str = "", by: User) -> Decision:
    """Put it to somebody who may sign for the college. Raises Invalid for who has no mandate for it, and when nothing was decided yet;
    Conflict where a professional decides himself."""
    current = running(request)
    decision = drafted(request=current, by=by)
    deciding = who_decides(clock.today())
    if not deciding.by_college:
        raise Conflict("Hier beslist de professional zelf. Onderteken de beslissing.")
    if signer not in who_can_sign(current, deciding, clock.today()):
        raise Invalid("Deze collega heeft vandaag geen mandaat om hierop te beslissen. Kies een ander.", field="signer")
    _write(decision, explanation, passed_to)
    outcome_so_far(decision, parts_of(decision))
    decision.state, decision.signer, decision.returned_because = DecisionState.PROPOSED, signer, ""
    decision.save()
    work.add_task(
        kind=TO_SIGN, title_key=TO_SIGN, source_kind=DECISION, source_id=current.pk, due_on=current.due_on, person_id=current.person_id,
        assignee_id=signer.pk, by=by,
    )  # fmt: skip
    log(event=RequestEvent.DECISION_PUT, request=current, by=by, on_behalf_of=signer.pk)
    return decision


@transaction.atomic
def return_decision(*, request: SubjectRequest, because: str, by: User) -> Decision:
    """Who was asked to sign does not sign it as it is. Raises Invalid without a reason, PermissionDenied for everybody else, Conflict when
    it was not put to anybody."""
    current = running(request)
    decision = decision_in(current, DecisionState.PROPOSED)
    if decision.signer_id != by.pk:
        raise PermissionDenied("Deze beslissing is aan een collega voorgelegd.")
    if not because.strip():
        raise Invalid("Schrijf op wat er anders moet.", field="because")
    decision.state, decision.signer, decision.returned_because = DecisionState.DRAFT, None, because.strip()
    decision.save()
    work.complete_tasks_of(source_kind=DECISION, source_id=current.pk, by=by)
    log(event=RequestEvent.DECISION_RETURNED, request=current, by=by)
    return decision


@transaction.atomic
def sign_decision(*, request: SubjectRequest, explanation: str | None = None, passed_to: str | None = None, by: User) -> Decision:
    """Decide, and write the letter of today. A professional signs where the rules let him decide; for the college only who has a written
    mandate on this day (opsterland-2015 art. 21; awb art. 10:3, 10:5). What was put to somebody, he signs as it is.

    Raises Invalid when nothing was decided yet, PermissionDenied with the article for who may not sign (which is logged), Conflict when
    it was signed before or put to somebody else.
    """
    current = running(request)
    decision = decision_of(current)
    if decision is not None and decision.state == DecisionState.PROPOSED:
        if decision.signer_id != by.pk:
            raise PermissionDenied("Deze beslissing is aan een collega voorgelegd.")
    else:
        decision = drafted(request=current, by=by)
        _write(decision, explanation or "", passed_to or "")
    deciding = who_decides(clock.today())
    mandate = _authority(current, deciding, by)
    parts = parts_of(decision)
    outcome = outcome_so_far(decision, parts)
    remedy = remedies_after(outcome, clock.today())
    _check_step(decision, DecisionState.SIGNED)
    decision.state, decision.outcome = DecisionState.SIGNED, outcome
    decision.authority = DecisionAuthority.MANDATE if mandate else DecisionAuthority.PROFESSIONAL
    decision.mandate, decision.signed_at, decision.signed_by = mandate, clock.now(), by
    decision.protocol_version = current.protocol_version
    more = passed_on_citations(clock.today()) if outcome == DecisionOutcome.PASSED_ON else remedy.citations if remedy else ()
    decision.citations = list(dict.fromkeys((*deciding.citations, *(place for part in parts for place in part.citations), *more)))
    write_letter(request=current, decision=decision, parts=parts, remedy=remedy, by=by)
    decision.save()
    work.complete_tasks_of(source_kind=DECISION, source_id=current.pk, by=by)
    if current.handler_id is not None:
        work.add_task(
            kind=TO_SEND, title_key=TO_SEND, source_kind=DECISION, source_id=current.pk, due_on=current.due_on,
            person_id=current.person_id, assignee_id=current.handler_id, by=by,
        )  # fmt: skip
    log(event=RequestEvent.DECISION_SIGNED, request=current, by=by, reason=str(outcome))
    return decision


def _authority(request: SubjectRequest, deciding: Deciding, by: User) -> Mandate | None:
    """The mandate under which he signs; None: as the professional who handles it."""
    today = clock.today()
    if not deciding.by_college:
        return None
    mandate = mandate_of(by, today)
    if mandate is None or not may_hold(by, request, deciding.mandate_for, today):
        record_attempt(RequestEvent.SIGNING_REFUSED, by=by, subject_kind="request", subject_id=request.pk, person_id=request.person_id)
        raise PermissionDenied(f"{deciding.explanation} ({', '.join(deciding.citations)})")
    return mandate


def _check_step(decision: Decision, state: DecisionState) -> None:
    if state not in DECISION_TRANSITIONS[DecisionState(decision.state)]:
        raise Conflict("Deze beslissing is intussen veranderd. Ververs de pagina.")


def _write(decision: Decision, explanation: str, passed_to: str) -> None:
    decision.explanation, decision.passed_to = explanation.strip(), passed_to.strip()
