"""What is left of a request that is over, or of a decision that did not go out: nothing that anybody is still asked to do."""

from __future__ import annotations

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import AccessPackage, Decision, SearchTask, SubjectRequest
from requests.selectors.decisions import can_be_taken_back, decision_of
from requests.services.following import DECISION, SOURCE, forget_reminders
from requests.services.package import SOURCE as PACKAGE
from requests.services.search import SOURCE as SEARCH
from requests.states import DecisionState


def withdraw(*, request: SubjectRequest, decision: Decision, by: User) -> None:
    """The decision is none after all: nobody is asked to sign it or to send it. `can_be_taken_back` holds."""
    decision.state, decision.taken_back_at, decision.taken_back_by = DecisionState.TAKEN_BACK, clock.now(), by
    decision.save(update_fields=["state", "taken_back_at", "taken_back_by"])
    work.complete_tasks_of(source_kind=DECISION, source_id=request.pk, by=by)
    record(RequestEvent.DECISION_TAKEN_BACK, subject_kind="request", subject_id=request.pk, person_id=request.person_id, by=by)


def leave_nothing(*, request: SubjectRequest, by: User) -> None:
    """The request is over: a decision that did not go out is taken back, and every task of the request, of its decision, its search and its
    package is closed."""
    decision = decision_of(request)
    if decision is not None and can_be_taken_back(decision):
        withdraw(request=request, decision=decision, by=by)
    for kind in (SOURCE, DECISION):
        work.complete_tasks_of(source_kind=kind, source_id=request.pk, by=by)
    for kind, model in ((SEARCH, SearchTask), (PACKAGE, AccessPackage)):
        for row in model.objects.filter(request=request).values_list("pk", flat=True):
            work.complete_tasks_of(source_kind=kind, source_id=row, by=by)
    forget_reminders(request=request, by=by)
