"""Taking back what was agreed."""

from __future__ import annotations

from django.db import transaction

from consent.events import ConsentEvent
from consent.models import Consent
from consent.states import CONSENT_TRANSITIONS, ConsentState
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def withdraw(*, consent: Consent, said_by: str, by: Actor) -> Consent:
    """The client takes a given consent back; from now on nothing new rests on it, and the history stays.

    As easy as giving, in every municipality (Leek 4 lid 5, Landsmeer 4 lid 6; elsewhere avg art. 7 lid 3). Raises Invalid
    without a name, Conflict when the consent is not standing (any more).
    """
    if not said_by.strip():
        raise Invalid("Zeg wie de toestemming intrekt.", field="said_by")
    if ConsentState.WITHDRAWN not in CONSENT_TRANSITIONS[ConsentState(consent.state)]:
        raise Conflict("Deze toestemming staat niet (meer), en kan dus niet worden ingetrokken.")
    moment = clock.now()
    changed = Consent.objects.filter(pk=consent.pk, state=ConsentState.GIVEN).update(
        state=ConsentState.WITHDRAWN, withdrawn_at=moment, withdrawn_by_id=by.id
    )
    if changed != 1:
        raise Conflict("Deze toestemming is intussen al ingetrokken.")
    consent.state, consent.withdrawn_at = ConsentState.WITHDRAWN, moment
    consent.withdrawn_by_id = by.id
    consent.withdrawal_said_by = said_by.strip()
    consent.save(update_fields=["withdrawal_said_by"])
    record(
        ConsentEvent.CONSENT_WITHDRAWN,
        subject_kind="consent",
        subject_id=consent.pk,
        person_id=consent.person_id,
        dossier_id=consent.matter_id,
        reason=consent.scope,
        purpose=consent.recipient_code,
        by=by,
    )
    return consent
