"""Asking, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from consent.events import ConsentEvent
from consent.models import Consent, Informing
from consent.states import CONSENT_TRANSITIONS, Answer, AnswerForm, ConsentState, Scope
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.people.models import Partner, Person
from privacy_domain.texts.selectors import Wording
from privacy_domain.web.errors import Conflict, Invalid

ANSWERED = frozenset({ConsentState.GIVEN, ConsentState.REFUSED})
EVENT_OF = {
    ConsentState.GIVEN: ConsentEvent.CONSENT_GIVEN,
    ConsentState.AWAITING_SIGNATURE: ConsentEvent.CONSENT_GIVEN,
    ConsentState.REFUSED: ConsentEvent.CONSENT_REFUSED,
    ConsentState.LATER: ConsentEvent.CONSENT_POSTPONED,
}


@transaction.atomic
def ask(
    *,
    person: Person,
    matter_id: UUID,
    scope: Scope,
    purpose: str,
    categories: Sequence[str],
    recipient_code: str,
    recipient_name: str,
    informing: Informing,
    form_needed: AnswerForm,
    text: Wording,
    protocol_version: str = "",
    citations: Sequence[str] = (),
    partner: Partner | None = None,
    occasion: str = "",
    valid_until: date | None = None,
    by: Actor,
) -> Consent:
    """Put one specific question: for this purpose, these data, with this recipient; the client was told first.

    `text` is the very wording that was used. A blanket question cannot be put: purpose, data and recipient are required, and "all data" is not a category (Leek 1
    onder i). Raises Invalid for what is missing, and for an informing of somebody else or of another matter.
    """
    if not purpose.strip():
        raise Invalid("Zeg waarvoor de gegevens nodig zijn.", field="purpose")
    if not categories:
        raise Invalid("Kies om welke gegevens het gaat.", field="categories")
    if not recipient_code or not recipient_name.strip():
        raise Invalid("Zeg met wie de gegevens worden gedeeld of wie ze vastlegt.", field="recipient")
    if informing.person_id != person.pk or informing.matter_id != matter_id:
        raise Invalid("Vertel de cliënt eerst waarom en met wie; vraag daarna toestemming.", field="informing")
    question = Consent(
        person=person,
        matter_id=matter_id,
        scope=scope,
        purpose=purpose.strip(),
        categories=sorted(set(categories)),
        recipient_code=recipient_code,
        recipient_name=recipient_name.strip(),
        partner=partner,
        occasion=occasion,
        form_needed=form_needed,
        informing=informing,
        protocol_version=protocol_version,
        citations=list(citations),
        text_key=text.key,
        text_version=text.version,
        text_id=text.id,
        valid_until=valid_until,
        asked_at=clock.now(),
        asked_by_id=by.id,
    )
    question.save()
    _log(ConsentEvent.CONSENT_ASKED, question, by)
    return question


@transaction.atomic
def record_answer(*, consent: Consent, answer: Answer, said_by: str, by: Actor) -> Consent:
    """What was answered, and by whom. A yes where writing is asked waits for its signatures.

    Without a name of who answered there is no answer (Landsmeer bijlage I). Raises Invalid for that, and Conflict when
    the question was answered in the meantime.
    """
    if not said_by.strip():
        raise Invalid("Zeg wie het antwoord gaf.", field="said_by")
    written = consent.form_needed == AnswerForm.WRITTEN
    yes = ConsentState.AWAITING_SIGNATURE if written else ConsentState.GIVEN
    target = {Answer.YES: yes, Answer.NO: ConsentState.REFUSED, Answer.LATER: ConsentState.LATER}[answer]
    form = AnswerForm.ORAL if target in {ConsentState.GIVEN, ConsentState.REFUSED} else ""
    move(consent=consent, target=target, form_given=form, by=by)
    consent.said_by = said_by.strip()
    consent.save(update_fields=["said_by"])
    _log(EVENT_OF[target], consent, by)
    return consent


def move(*, consent: Consent, target: ConsentState, form_given: str | None = None, by: Actor) -> None:
    """Claim the transition: from the state this row was read in to `target`, once; who moved it is on the row.

    Raises Conflict when the row was moved in the meantime or the transition does not exist.
    """
    now = ConsentState(consent.state)
    if target not in CONSENT_TRANSITIONS[now]:
        raise Conflict("Op deze vraag is al geantwoord. Ververs de pagina om te zien wat er nu staat.")
    columns: dict[str, object] = {"answered_at": clock.now() if target in ANSWERED else None, "answered_by_id": by.id if target in ANSWERED else None}
    if form_given is not None:
        columns["form_given"] = form_given
    if Consent.objects.filter(pk=consent.pk, state=now).update(state=target, **columns) != 1:
        raise Conflict("Op deze vraag is intussen al geantwoord. Ververs de pagina om te zien wat er nu staat.")
    consent.state = target
    for name, value in columns.items():
        setattr(consent, name, value)


def _log(event: ConsentEvent, consent: Consent, by: Actor) -> None:
    record(
        event,
        subject_kind="consent",
        subject_id=consent.pk,
        person_id=consent.person_id,
        dossier_id=consent.matter_id,
        reason=consent.scope,
        purpose=consent.recipient_code,
        by=by,
    )
