"""What did not go out is taken back; what was refused is closed when nobody can object any more."""

from __future__ import annotations

from django.db import transaction

from access.models import User
from privacy_domain import clock
from privacy_domain.web.errors import Conflict
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import SubjectRequest
from requests.selectors.decisions import (
    decision_of,
    is_to_be_carried_out,
    running,
)
from requests.selectors.due import locked
from requests.services.clock import count
from requests.services.decisions.writing import TASK_SOURCE, log
from requests.services.following import SOURCE, forget_reminders
from requests.states import DECISION_TRANSITIONS, DecisionState, RequestState
from retention.services import Cause, end_holds_of


@transaction.atomic
def take_back_decision(*, request: SubjectRequest, by: User) -> None:
    """What was prepared or signed, and did not go out, is no decision after all; another can be prepared. Raises Conflict when there is
    none, or it was sent."""
    current = running(request)
    decision = decision_of(current)
    if decision is None or DecisionState.TAKEN_BACK not in DECISION_TRANSITIONS[DecisionState(decision.state)]:
        raise Conflict("Er is geen beslissing die kan worden ingetrokken. Ververs de pagina.")
    decision.state, decision.taken_back_at, decision.taken_back_by = DecisionState.TAKEN_BACK, clock.now(), by
    decision.save(update_fields=["state", "taken_back_at", "taken_back_by"])
    work.complete_tasks_of(source_kind=TASK_SOURCE, source_id=current.pk, by=by)
    log(event=RequestEvent.DECISION_TAKEN_BACK, request=current, by=by)


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
    log(event=RequestEvent.CLOSED, request=current, by=by)
    return current
