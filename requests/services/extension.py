"""Extending a term: once, with a reason, by a letter that goes out inside the term. Without the letter nothing is extended."""

from __future__ import annotations

from django.db import transaction

from access.models import User
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.letters import selectors as kept
from privacy_domain.letters import services as letters
from privacy_domain.letters.contexts import Extended
from privacy_domain.letters.kinds import Channel, LetterKind
from privacy_domain.web.errors import Conflict, Invalid
from requests.events import RequestEvent
from requests.models import SubjectRequest
from requests.presenters.letters import addressee, author
from requests.selectors.due import locked
from requests.selectors.extension import extended_until, letter_is_outdated
from requests.services.clock import count
from requests.states import ExtensionReason, RequestState

ARTICLE = "avg art. 12 lid 3"


@transaction.atomic
def write_extension(*, request: SubjectRequest, reason: ExtensionReason, words: str, by: User) -> SubjectRequest:
    """The letter that says that it takes longer, why, and until when. Nothing is extended before it is sent.

    Raises Invalid without an explanation; Conflict when it was extended, or written before with the day that still counts, when it is not sure yet who asks, when the
    clock stands still, when the last day has passed, and where the days gain nothing by it.
    """
    current = _in_time(request)
    if current.extended_on is not None or (current.extension_letter is not None and not letter_is_outdated(current)):
        raise Conflict("De brief over de verlenging is al gemaakt. Ververs de pagina.")
    if not words.strip():
        raise Invalid("Schrijf op waarom het langer duurt.", field="words")
    until = extended_until(current)
    if until is None or current.due_on is None or until <= current.due_on:
        raise Conflict("Dit verzoek kan niet later worden beantwoord dan het al moet.")
    letter = letters.draft(
        kind=LetterKind.EXTENDED,
        person_id=current.person_id,
        context=Extended(addressee=addressee(current), author=author(current, by), received_on=current.received_on, until=until, why=words.strip()),
        citations=[ARTICLE],
        by=by,
    )
    letters.approve(letter=letter, by=by)
    current.extension_reason, current.extension_words, current.extension_letter = reason, words.strip(), letter.pk
    current.save(update_fields=["extension_reason", "extension_words", "extension_letter"])
    record(RequestEvent.EXTENSION_WRITTEN, subject_kind="request", subject_id=current.pk, person_id=current.person_id, reason=str(reason), by=by)
    return current


@transaction.atomic
def send_extension(*, request: SubjectRequest, channel: Channel, by: User) -> SubjectRequest:
    """The letter went out today: from now on the later day counts. Raises Conflict when there is no letter, when it was sent before, when
    it names a day that moved since, and when the last day has passed: then it is too late, and stays so."""
    current = _in_time(request)
    letter = kept.letter(current.extension_letter) if current.extension_letter else None
    if letter is None or current.extended_on is not None:
        raise Conflict("Er is geen brief over de verlenging die nog weg moet. Ververs de pagina.")
    if letter_is_outdated(current):
        raise Conflict("De dag in de brief klopt niet meer: de termijn is intussen veranderd. Maak de brief opnieuw.")
    letters.record_sent(letter=letters.render(letter_id=letter.pk, by=by), channel=channel, by=by)
    current.extended_on, current.extended_by = clock.today(), by
    current.save(update_fields=["extended_on", "extended_by"])
    count(request=current, by=by)
    record(RequestEvent.EXTENDED, subject_kind="request", subject_id=current.pk, person_id=current.person_id, reason=str(channel), by=by)
    return current


@transaction.atomic
def extension_document(*, request: SubjectRequest, by: User) -> bytes:
    """The letter as PDF; printed now when no worker did so yet. Raises Conflict when there is none or it could not be printed."""
    if request.extension_letter is None:
        raise Conflict("Er is geen brief over een verlenging.")
    return letters.open_pdf(letter=letters.render(letter_id=request.extension_letter, by=by), by=by)


def _in_time(request: SubjectRequest) -> SubjectRequest:
    current = locked(request.pk)
    if current is None or current.state != RequestState.RUNNING:
        raise Conflict("Verlengen kan als zeker is wie het vraagt, en zolang er niet op beslist is.")
    if current.due_on is None:
        raise Conflict("De termijn staat stil. Laat die eerst verder lopen.")
    if current.due_on < clock.today():
        raise Conflict("De uiterste dag is voorbij. Dan kan de termijn niet meer worden verlengd.")
    return current
