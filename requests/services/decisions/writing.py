"""What the acts on a decision write alike: the decision that is being prepared, its letter, its line in the log."""

from __future__ import annotations

from uuid import UUID

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.letters import services as letters
from privacy_domain.letters.kinds import LetterKind
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict
from requests.events import RequestEvent
from requests.models import Decision, DecisionPart, SubjectRequest
from requests.policies.decisions import (
    Remedies,
)
from requests.presenters.letters import letter_facts
from requests.selectors.decisions import (
    decision_of,
)
from requests.states import DecisionState

TO_SEND, TO_CLOSE, TO_HAND_OVER = "send_decision", "close_request", "hand_over_package"


def drafted(*, request: SubjectRequest, by: User) -> Decision:
    """The decision that is being prepared; made when there is none. Raises Conflict when it was put to somebody or signed."""
    found = decision_of(request)
    if found is None:
        found = Decision(request=request, person=request.person, prepared_at=clock.now(), prepared_by=by)
        found.save(force_insert=True)
    if found.state != DecisionState.DRAFT:
        raise Conflict("Deze beslissing is al voorgelegd of ondertekend. Ververs de pagina.")
    return found


def write_letter(*, request: SubjectRequest, decision: Decision, parts: list[DecisionPart], remedy: Remedies | None, by: User) -> None:
    """The letter of today, which stands from now on; the row names it and the last day to object."""
    facts = letter_facts(request, decision, parts, remedy)
    letter = letters.draft(kind=LetterKind.DECIDED, person_id=request.person_id, context=facts, citations=decision.citations, by=by)
    letters.approve(letter=letter, by=by)
    decision.letter, decision.object_by = letter.pk, remedy.object_by if remedy else None


def log(*, event: RequestEvent, request: SubjectRequest, reason: str = "", on_behalf_of: UUID | None = None, by: Actor) -> None:
    """One line about a decision in the log."""
    record(event, subject_kind="request", subject_id=request.pk, person_id=request.person_id, reason=reason, on_behalf_of=on_behalf_of, by=by)
