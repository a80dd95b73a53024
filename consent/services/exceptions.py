"""Going on without consent."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from consent import policies
from consent.events import ConsentEvent
from consent.models import WithoutConsent
from consent.states import ExceptionGround
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.operation import Actor
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import Category, Refused
from privacy_domain.protocols.types import ExceptionGround as GroundCode
from privacy_domain.web.errors import Invalid


@transaction.atomic
def record_exception(*, person: Person, matter_id: UUID, ground: ExceptionGround, categories: Sequence[str], note: str, by: Actor) -> WithoutConsent:
    """The professional goes on without consent on one of the two grounds, with a note that says why.

    Nobody needs to be consulted first where the protocol does not ask it. Raises Invalid without a note, Refused where
    the protocol in force knows no such exception for these data.
    """
    if not note.strip():
        raise Invalid("Schrijf op waarom je zonder toestemming verdergaat.", field="note")
    if not categories:
        raise Invalid("Kies om welke gegevens het gaat.", field="categories")
    decision = policies.may_go_without([Category(code) for code in categories], GroundCode(ground), clock.today())
    if not decision.allowed:
        raise refused(Refused(decision), ConsentEvent.EXCEPTION_RECORDED, subject_kind="exception", person_id=person.pk, dossier_id=matter_id, by=by)
    exception = WithoutConsent(
        person=person,
        matter_id=matter_id,
        ground=ground,
        note=note.strip(),
        categories=sorted(set(categories)),
        protocol_version=decision.protocol or "",
        citations=[str(citation) for citation in decision.citations],
        noted_at=clock.now(),
        noted_by_id=by.id,
    )
    exception.save()
    record(
        ConsentEvent.EXCEPTION_RECORDED,
        subject_kind="exception",
        subject_id=exception.pk,
        person_id=person.pk,
        dossier_id=matter_id,
        reason=ground,
        decision=decision,
        by=by,
    )
    return exception
