"""Sealing an envelope and deciding on it: by another person where the protocol wants that, about exactly what would leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access.models import User
from access.policies import another_person_decides
from access.states import MunicipalRole
from dossiers.events import DossierEvent
from dossiers.models import Consultation, Disclosure
from dossiers.policies.envelope import Envelope, decides, envelope_of
from dossiers.presenters.envelope import digest_of, rendering
from dossiers.selectors import disclosure as selectors
from dossiers.selectors.leading import leader_or_head, leaders_of_dossier
from dossiers.selectors.shielding import holds_something_hidden
from dossiers.services.disclosure.preparing import MOVED_ON, SHIELDED_SINCE, lock_editable, log_disclosure
from dossiers.states import DisclosureState
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.protocols.types import Refused
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work.services import add_task, complete_tasks_of

State, Outcome = DisclosureState, Consultation.Outcome
SOURCE, DECIDE, CONFIRM = "dossier.disclosure", "decide_disclosure", "confirm_call"
SEALING = [
    *("state", "content", "digest", "ground", "consent_ids", "agreement", "recipient_code", "protocol_version", "citations", "obligations"),
    *("sealed_at", "sealed_by"),
]
BECOMES = {Outcome.APPROVED: State.APPROVED, Outcome.REFUSED: State.REFUSED, Outcome.ASKED_BACK: State.ASKED_BACK}
EVENTS = {
    Outcome.APPROVED: DossierEvent.DISCLOSURE_APPROVED,
    Outcome.REFUSED: DossierEvent.DISCLOSURE_REFUSED,
    Outcome.ASKED_BACK: DossierEvent.DISCLOSURE_ASKED_BACK,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """The page of who decides; `calls` are telephone calls that wait for his confirmation."""

    envelope: Envelope
    calls: tuple[Consultation, ...]


@transaction.atomic
def open_decision(*, disclosure_id: UUID, by: User) -> Opened:
    """For the team leader or his stand-in, and nobody else; raises Http404 for everybody else, also for who asked."""
    disclosure = selectors.disclosure_by_id(disclosure_id)
    if disclosure is None or disclosure.state in (State.DRAFTING, State.NOT_SHARED) or not decides(by, disclosure, clock.today()):
        raise Http404
    look(
        DossierEvent.DISCLOSURE_SEEN, subject_kind="disclosure", subject_id=disclosure.pk, dossier_id=disclosure.dossier_id,
        person_id=disclosure.dossier.person_id, role=str(MunicipalRole.TEAM_LEAD), by=by,
    )  # fmt: skip
    calls = tuple(call for call in selectors.calls_to_confirm(disclosure) if call.decided_by_id == by.pk)
    return Opened(envelope_of(disclosure, clock.today()), calls)


@transaction.atomic
def submit_disclosure(*, disclosure: Disclosure, digest: str, by: User) -> Disclosure:
    """Seal exactly what was previewed (`digest`). Where the protocol wants a consultation it waits for the team leader; elsewhere
    it may be sent.

    Raises Refused with what is still missing, Invalid for a change that stands in the way, Conflict when the content is no
    longer what was previewed.
    """
    _hold(disclosure, by)
    envelope = _checked(disclosure)
    _seal(envelope, digest, State.WAITING if envelope.consults else State.APPROVED, by)
    log_disclosure(event=DossierEvent.DISCLOSURE_SEALED, disclosure=disclosure, decision=envelope.decision(lead_consulted=False), by=by)
    if envelope.consults:
        _task(DECIDE, disclosure, _lead_of(disclosure), by)
    return disclosure


@transaction.atomic
def decide_disclosure(*, disclosure: Disclosure, outcome: Consultation.Outcome, reason: str, digest: str, by: User) -> Consultation:
    """Agree, do not agree, or ask back; always with a reason, about exactly the content with this digest (Leiden 7 lid 2,
    Opsterland 15 lid 3).

    Raises NotYourOwnRights for one's own request, Http404 for who does not lead, Invalid without a reason, Conflict when it
    was decided or taken back in the meantime. Whoever is first wins.
    """
    another_person_decides(disclosure.prepared_by_id, by)
    another_person_decides(disclosure.sealed_by_id, by)
    if not decides(by, disclosure, clock.today()):
        raise Http404
    if outcome not in BECOMES:
        raise Invalid("Kies akkoord, niet akkoord of vraag terug.", field="outcome")
    if not reason.strip():
        raise Invalid("Schrijf op waarom.", field="reason")
    if digest != disclosure.digest:
        raise Conflict(MOVED_ON)
    _move(disclosure, State.WAITING, BECOMES[outcome])
    complete_tasks_of(source_kind=selectors.decide_source(disclosure), source_id=disclosure.pk, by=by)
    row = _consultation(disclosure, outcome, reason, decided_by=by, by=by)
    decision = envelope_of(disclosure, clock.today()).decision(lead_consulted=outcome == Outcome.APPROVED)
    log_disclosure(event=EVENTS[outcome], disclosure=disclosure, decision=decision, by=by)
    return row


@transaction.atomic
def consult_by_telephone(*, disclosure: Disclosure, leader: User, called_at: datetime, said: str, digest: str, by: User) -> Disclosure:
    """It could not wait: the team leader agreed by telephone at `called_at`. It may be sent, and he confirms afterwards.

    Raises Refused with what else is missing, Invalid for a call without words, of the future, or with who does not lead the team,
    Conflict where nobody is to be consulted or the content changed.
    """
    _hold(disclosure, by)
    envelope = _checked(disclosure)
    if not envelope.consults:
        raise Conflict("Voor deze verstrekking schrijft het protocol geen overleg voor.")
    if leader.pk in (by.pk, disclosure.prepared_by_id) or not decides(leader, disclosure, clock.today()):
        raise Invalid("Kies de leidinggevende van het team, of wie hem vervangt.", field="leader")
    if called_at > clock.now():
        raise Invalid("Vul een tijdstip in dat voorbij is.", field="called_at")
    if not said.strip():
        raise Invalid("Schrijf op wat in het gesprek is gezegd.", field="said")
    _seal(envelope, digest, State.APPROVED, by)
    _consultation(disclosure, Outcome.APPROVED, said, decided_by=leader, called_at=called_at, by=by)
    _task(CONFIRM, disclosure, {"assignee_id": leader.pk, "due_on": clock.today()}, by)
    log_disclosure(event=DossierEvent.DISCLOSURE_CALLED, disclosure=disclosure, decision=envelope.decision(lead_consulted=True), by=by)
    return disclosure


@transaction.atomic
def confirm_call(*, disclosure: Disclosure, right: bool, note: str, by: User) -> Consultation:
    """The team leader says whether the telephone call was as written down. Denied, what did not leave yet stays here.

    Raises Conflict when no call of his waits, Invalid for a denial without words.
    """
    if not any(call.decided_by_id == by.pk for call in selectors.calls_to_confirm(disclosure)):
        raise Conflict("Er is geen telefoongesprek dat op jouw bevestiging wacht.")
    if not right and not note.strip():
        raise Invalid("Schrijf op wat er niet klopt.", field="note")
    row = _consultation(disclosure, Outcome.CONFIRMED if right else Outcome.DENIED, note, decided_by=by, by=by)
    if not right and disclosure.state == State.APPROVED:
        _move(disclosure, State.APPROVED, State.REFUSED)
    complete_tasks_of(source_kind=f"{SOURCE}.call", source_id=disclosure.pk, by=by)
    log_disclosure(event=DossierEvent.DISCLOSURE_CALL_CONFIRMED, disclosure=disclosure, reason="right" if right else "wrong", by=by)
    return row


def _hold(disclosure: Disclosure, by: User) -> None:
    """Lock it, and see it as it is now: another tab may have changed it."""
    lock_editable(disclosure=disclosure, by=by)
    disclosure.refresh_from_db(fields=["purpose", "necessity", "interest", "told_beforehand", "without_consent", "state"])


def _move(disclosure: Disclosure, before: DisclosureState, after: DisclosureState, **columns: object) -> None:
    """One step of the table of states, by whoever is first; raises Conflict for the other."""
    if Disclosure.objects.filter(pk=disclosure.pk, state=before).update(state=after, **columns) != 1:
        raise Conflict(MOVED_ON)
    disclosure.state = after
    for name, value in columns.items():
        setattr(disclosure, name, value)


def _checked(disclosure: Disclosure) -> Envelope:
    """The envelope, when nothing but the consultation is missing."""
    envelope = envelope_of(disclosure, clock.today())
    if any(row.item is not None and not row.item.current for row in envelope.items):
        raise Invalid("Een van de stukken is intussen verbeterd. Kies opnieuw wat je wilt delen.", field="items")
    if envelope.lacks_covenant:
        raise Invalid("Met deze ontvanger geldt geen convenant. Laat het eerst in het register zetten.")
    decision = envelope.decision(lead_consulted=True)
    if envelope.answer is not None and envelope.blocked:
        decision = envelope.answer.decision
    if not envelope.items or not disclosure.necessity:
        raise Invalid("Kies eerst wat je wilt delen, en schrijf op waarom het nodig is.")
    if envelope.blocked or not decision.allowed:
        raise Refused(decision)
    if envelope.unanswered:
        raise Invalid("Beantwoord eerst elke vraag. Wat niet opgaat, wordt niet gedeeld.")
    return envelope


def _seal(envelope: Envelope, digest: str, state: DisclosureState, by: User) -> None:
    disclosure, content = envelope.disclosure, rendering(envelope)
    if holds_something_hidden(disclosure):
        raise Conflict(SHIELDED_SINCE)
    if digest_of(content) != digest:
        raise Conflict("De inhoud is veranderd sinds je hem bekeek. Bekijk eerst wat er nu zou vertrekken.")
    decision = envelope.decision(lead_consulted=True)
    disclosure.state, disclosure.content, disclosure.digest = state, content, digest
    disclosure.ground = envelope.ground
    disclosure.consent_ids = [c.pk for c in envelope.found.consents] if envelope.found and disclosure.ground == Disclosure.Ground.CONSENT else []
    disclosure.agreement = envelope.agreement
    disclosure.recipient_code = str(envelope.recipient)
    disclosure.protocol_version = decision.protocol or ""
    disclosure.citations = [str(citation) for citation in decision.citations]
    disclosure.obligations = [str(duty) for duty in decision.obligations]
    disclosure.sealed_at, disclosure.sealed_by = clock.now(), by
    disclosure.save(update_fields=SEALING)


def _consultation(
    disclosure: Disclosure, outcome: Consultation.Outcome, reason: str, *, decided_by: User, by: User, called_at: datetime | None = None
) -> Consultation:
    row = Consultation(
        dossier_id=disclosure.dossier_id,
        disclosure=disclosure,
        outcome=outcome,
        digest=disclosure.digest,
        requested_by=disclosure.sealed_by,
        decided_by=decided_by,
        decided_at=clock.now(),
        called_at=called_at,
        recorded_by=by,
    )
    row.reason = reason.strip()
    row.save(force_insert=True)
    return row


def _lead_of(disclosure: Disclosure) -> dict[str, object]:
    """Who leads the team and has no part in the request; without one, the head for the whole municipality."""
    own = (disclosure.prepared_by_id, disclosure.sealed_by_id)
    return leader_or_head(leaders_of_dossier(disclosure.dossier, but=own))


def _task(kind: str, disclosure: Disclosure, for_whom: dict[str, object], by: User) -> None:
    source = selectors.decide_source(disclosure) if kind == DECIDE else f"{SOURCE}.call"
    due = {} if "due_on" in for_whom else {"due_on": clock.today()}
    add_task(kind=kind, title_key=kind, source_kind=source, source_id=disclosure.pk, dossier_id=disclosure.dossier_id, by=by, **for_whom, **due)  # type: ignore[arg-type]
