"""What did not go out is taken back; what was refused is closed when nobody can object any more."""

from __future__ import annotations

from django.db import transaction

from access.models import User
from privacy_domain import clock
from privacy_domain.web.errors import Conflict
from requests.models import SubjectRequest
from requests.selectors.decisions import (
    can_be_taken_back,
    decision_of,
    is_to_be_carried_out,
    running,
)
from requests.selectors.due import locked
from requests.services.leaving import withdraw
from requests.services.register import finish_request
from requests.states import RequestState


@transaction.atomic
def take_back_decision(*, request: SubjectRequest, by: User) -> None:
    """What was prepared or signed, and did not go out, is no decision after all; another can be prepared. Raises Conflict when there is
    none, or it was sent."""
    current = running(request)
    decision = decision_of(current)
    if decision is None or not can_be_taken_back(decision):
        raise Conflict("Er is geen beslissing die kan worden ingetrokken. Ververs de pagina.")
    withdraw(request=current, decision=decision, by=by)


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
    return finish_request(request=current, state=RequestState.CLOSED, by=by)
