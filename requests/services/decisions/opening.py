"""The door to the decision on a request."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import look
from requests.events import RequestEvent
from requests.models import Decision
from requests.policies.decisions import (
    refusal_rules,
    who_decides,
)
from requests.selectors.decisions import (
    DecisionOpened,
    decision_of,
    is_outdated,
    items_for,
    parts_of,
    who_can_sign,
)
from requests.services.opening import open_request
from requests.states import DecisionState, RequestKind, RequestState


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
        letter_outdated=is_outdated(decision),
    )


def _was_put_to(decision: Decision | None, by: User) -> bool:
    return decision is not None and decision.state == DecisionState.PROPOSED and decision.signer_id == by.pk
