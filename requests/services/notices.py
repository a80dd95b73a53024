"""Telling whoever received the data that a decision changes: one letter each, or not, for a reason."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.letters import selectors as kept
from privacy_domain.letters import services as letters
from privacy_domain.letters.contexts import Addressee, Corrected
from privacy_domain.letters.kinds import Channel, LetterKind
from privacy_domain.people import presenters as people
from privacy_domain.web.errors import Conflict, Invalid
from requests.events import RequestEvent
from requests.models import RecipientNotice, SubjectRequest
from requests.presenters.letters import TO_ANYBODY, author
from requests.selectors import execution as select
from requests.selectors.due import locked
from requests.selectors.recipients import known_to
from requests.services.execution import settle_request
from requests.states import EXECUTED_BY, NOTICE_TRANSITIONS, NoticeState, RequestKind, RequestState


@transaction.atomic
def write_notice(*, request: SubjectRequest, notice_id: UUID, by: User) -> RecipientNotice:
    """The letter that says what is changed in the data that this recipient has. Raises Http404 for a notice of another request, Conflict
    when it was written before, when he was told or is not told, and when the request is over."""
    current, notice = _due(request, notice_id, by)
    if _has_letter(notice):
        raise Conflict("De brief is al gemaakt. Ververs de pagina.")
    letter = letters.draft(
        kind=LetterKind.CORRECTED,
        person_id=current.person_id,
        context=_facts(current, notice, by),
        organisation_id=notice.partner_id,
        citations=notice.citations,
        by=by,
    )
    letters.approve(letter=letter, by=by)
    notice.letter = letter.pk
    notice.save(update_fields=["letter"])
    _record(RequestEvent.NOTICE_WRITTEN, current, notice, by)
    return notice


@transaction.atomic
def send_notice(*, request: SubjectRequest, notice_id: UUID, channel: Channel, by: User) -> RecipientNotice:
    """The letter went out today. Errors as `write_notice`; Conflict too when there is no letter yet."""
    current, notice = _due(request, notice_id, by)
    letter = kept.letter(notice.letter) if notice.letter and _has_letter(notice) else None
    if letter is None:
        raise Conflict("Maak eerst de brief.")
    letters.record_sent(letter=letters.render(letter_id=letter.pk, by=by), channel=channel, by=by)
    return _close(RequestEvent.NOTICE_SENT, NoticeState.SENT, current, notice, by)


@transaction.atomic
def waive_notice(*, request: SubjectRequest, notice_id: UUID, because: str, by: User) -> RecipientNotice:
    """This recipient is not told, because it is impossible or would take an effort out of all proportion (avg art. 19). Errors as
    `write_notice`; Invalid without the reason, Conflict when the letter was made already."""
    current, notice = _due(request, notice_id, by)
    if not because.strip():
        raise Invalid("Schrijf op waarom deze ontvanger het niet hoort.", field="because")
    if _has_letter(notice):
        raise Conflict("De brief is al gemaakt. Verstuur hem.")
    notice.because = because.strip()
    return _close(RequestEvent.NOTICE_WAIVED, NoticeState.WAIVED, current, notice, by)


@transaction.atomic
def notice_document(*, request: SubjectRequest, notice_id: UUID, by: User) -> bytes:
    """The letter as PDF; printed now when no worker did so yet. Raises Http404 for a notice of another request, Conflict without letter."""
    notice = select.notice_of(request, notice_id, hold=False)
    if notice is None or not _may_know(by, notice):
        raise Http404
    if notice.letter is None:
        raise Conflict("Maak eerst de brief.")
    return letters.open_pdf(letter=letters.render(letter_id=notice.letter, by=by), by=by)


def _due(request: SubjectRequest, notice_id: UUID, by: User) -> tuple[SubjectRequest, RecipientNotice]:
    current = locked(request.pk)
    if current is None or current.state != RequestState.DECIDED:
        raise Conflict("Dit verzoek is al afgehandeld. Ververs de pagina.")
    notice = select.notice_of(current, notice_id)
    if notice is None or not _may_know(by, notice):
        raise Http404
    if NoticeState.SENT not in NOTICE_TRANSITIONS[NoticeState(notice.state)]:
        raise Conflict("Dit is al gedaan. Ververs de pagina.")
    return current, notice


def _has_letter(notice: RecipientNotice) -> bool:
    """Whether there is a letter to send: one that could not be printed is none, and another is written in its place."""
    return notice.letter is not None and not kept.failed_among([notice.letter])


def _may_know(user: User, notice: RecipientNotice) -> bool:
    return bool(known_to(user, [notice], notice.decision, clock.today()))


def _close(event: RequestEvent, state: NoticeState, request: SubjectRequest, notice: RecipientNotice, by: User) -> RecipientNotice:
    notice.state, notice.done_at, notice.done_by = state, clock.now(), by
    notice.save(update_fields=["state", "because", "done_at", "done_by"])
    _record(event, request, notice, by)
    settle_request(request=request, by=by)
    return notice


def _facts(request: SubjectRequest, notice: RecipientNotice, by: User) -> Corrected:
    person, partner, decision = request.person, notice.partner, notice.decision
    lines = tuple(partner.postal_address.splitlines()) if partner else ()
    return Corrected(
        addressee=Addressee(name=notice.name, salutation=TO_ANYBODY, lines=lines),
        author=author(request, by),
        client=people.formal_name(person),
        born=person.birth_date,
        decided_on=decision.sent_on,  # type: ignore[arg-type]  # only what went out is carried out
        act=str(EXECUTED_BY[RequestKind(request.kind)]),
        what=tuple(part.what for part in select.parts_received_by(notice)),
    )


def _record(event: RequestEvent, request: SubjectRequest, notice: RecipientNotice, by: User) -> None:
    record(event, subject_kind="request", subject_id=request.pk, person_id=request.person_id, object_ids=[notice.pk], by=by)
