"""From draft to sent. What a letter says is frozen when it is drafted; a person approves it; a job prints it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.crypto import files
from privacy_domain.letters.contexts import Context
from privacy_domain.letters.events import LetterEvent
from privacy_domain.letters.frozen import FrozenLetter, Phrase
from privacy_domain.letters.kinds import Channel, LetterKind
from privacy_domain.letters.models import Letter
from privacy_domain.letters.phrases import PHRASES
from privacy_domain.letters.render import LetterRefused, printed, template_version
from privacy_domain.letters.selectors import frozen, letterhead_on
from privacy_domain.operation import Actor
from privacy_domain.people.selectors import persons
from privacy_domain.texts.kinds import LAW
from privacy_domain.texts.selectors import Wording, protocol_code, texts_on
from privacy_domain.texts.services import mark_used
from privacy_domain.web.errors import Conflict
from privacy_domain.work.services import enqueue

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks alike on paper


@transaction.atomic
def draft(
    *,
    kind: str,
    person_id: UUID,
    context: Context,
    dossier_id: UUID | None = None,
    organisation_id: UUID | None = None,
    citations: Iterable[str] = (),
    language: str = "nl",
    large_print: bool = False,
    by: Actor,
) -> Letter:
    """A letter about a person, dated today, with the sentences and the letterhead of today.

    `context` holds the facts and must be of that kind; `citations` are articles the letter rests on besides those of its
    sentences. Raises ValueError for another kind, TextMissing when the municipality's texts are not loaded, NoKey when
    person or dossier has no key.
    """
    if context.kind != LetterKind(kind):
        raise ValueError(f"facts of a {context.kind} in a letter of the kind {kind}")
    today = clock.today()
    words = texts_on(PHRASES[context.kind], today, language)
    whole = _whole(context, words, today, language, large_print)
    letter = Letter(
        kind=context.kind,
        reference=whole.reference,
        person_id=person_id,
        organisation_id=organisation_id,
        dossier_id=dossier_id,
        context=whole.content(),
        language=language,
        large_print=large_print,
        protocol_version="" if (version := protocol_code(today)) == LAW else version,
        citations=sorted({*citations, *(place for text in words.values() for place in text.citations)}),
        template_version=template_version(),
        text_ids=[str(text.id) for text in words.values()],
        written_on=today,
        drafted_at=clock.now(),
    )
    letter.save()
    _log(LetterEvent.DRAFTED, letter, by)
    return letter


def _whole(context: Context, words: Mapping[str, Wording], today: date, language: str, large_print: bool) -> FrozenLetter:
    return FrozenLetter(
        kind=context.kind,
        reference=_reference(),
        written_on=today,
        language=language,
        large_print=large_print,
        letterhead=letterhead_on(today),
        facts=context,
        phrases={key: Phrase(heading=text.heading, body=text.body) for key, text in words.items()},
    )


@transaction.atomic
def preview(*, context: Context, person_id: UUID, by: Actor) -> bytes:
    """The letter with these facts as it would be drafted and printed today, as PDF; nothing of it is kept but that somebody looked.
    Raises TextMissing as `draft`, Conflict when it cannot be printed."""
    today = clock.today()
    look(LetterEvent.PREVIEWED, by=by, subject_kind="letter", person_id=person_id)
    try:
        return printed(_whole(context, texts_on(PHRASES[context.kind], today, "nl"), today, "nl", False)).pdf
    except LetterRefused as refusal:
        raise Conflict(str(refusal)) from refusal


@transaction.atomic
def discard(*, letter: Letter, by: Actor) -> None:
    """Throw a draft away. Raises Conflict when it is no draft any more."""
    gone, _ = Letter.objects.filter(id=letter.id, state=Letter.State.DRAFT).delete()
    if not gone:
        raise Conflict("Deze brief is al goedgekeurd. Hij kan niet meer worden weggegooid.")
    _log(LetterEvent.DISCARDED, letter, by)


@transaction.atomic
def approve(*, letter: Letter, by: Actor) -> Letter:
    """What the letter says stands from now on; its sentences are used; a job prints it. Raises Conflict when it is no draft, and
    when the person it is about died: no letter goes out any more."""
    _require_living(letter)
    _claim(
        letter,
        [Letter.State.DRAFT],
        state=Letter.State.APPROVED,
        approved_at=clock.now(),
        approved_by=by.get_username(),
    )
    mark_used(ids=[UUID(text_id) for text_id in letter.text_ids], by=by)
    _log(LetterEvent.APPROVED, letter, by)
    enqueue(kind="letters.render", key=str(letter.id), args={"letter": str(letter.id)}, by=by)
    return letter


@transaction.atomic
def render(*, letter_id: UUID, by: Actor) -> Letter:
    """Print an approved letter and keep the PDF, sealed. A letter that was printed before stays as it is.

    When the letter cannot be printed it becomes `failed` with the sentence that says what to do; nothing is raised.
    Raises Conflict for a draft, Letter.DoesNotExist for no letter.
    """
    letter: Letter = Letter.objects.select_for_update().get(id=letter_id)
    if letter.state in {Letter.State.RENDERED, Letter.State.SENT, Letter.State.FAILED}:
        return letter
    if letter.state == Letter.State.DRAFT:
        raise Conflict("Deze brief is nog niet goedgekeurd. Keur hem eerst goed.")
    try:
        pdf = printed(frozen(letter))
    except LetterRefused as refusal:
        _claim(letter, [Letter.State.APPROVED], state=Letter.State.FAILED, failure=str(refusal))
        _log(LetterEvent.RENDERED, letter, by, outcome="failed")
        return letter
    kind, _ = letter.encryption_key
    name = files.store(pdf.pdf, kind=kind, subject=letter.key_subject(), aad=_about(letter))
    _claim(
        letter,
        [Letter.State.APPROVED],
        state=Letter.State.RENDERED,
        pdf_file=name,
        pdf_digest=pdf.digest,
        pages=pdf.pages,
        rendered_at=clock.now(),
    )
    _log(LetterEvent.RENDERED, letter, by)
    return letter


@transaction.atomic
def open_pdf(*, letter: Letter, by: Actor) -> bytes:
    """The PDF, with a line in the log. Whether `by` may see it is for the floor above to decide.

    Raises Conflict when it is not printed (yet), crypto's Unreadable when its key was destroyed.
    """
    if not letter.pdf_file:
        raise Conflict(letter.failure or "De brief wordt nog gemaakt. Ververs de pagina over een paar tellen.")
    look(LetterEvent.OPENED, by=by, **_who(letter))
    kind, _ = letter.encryption_key
    return files.read(letter.pdf_file, kind=kind, subject=letter.key_subject(), aad=_about(letter))


@transaction.atomic
def record_sent(*, letter: Letter, channel: Channel, by: Actor) -> Letter:
    """The letter reached its reader: handed over, by post or by secure mail. From now on it never changes.

    Raises Conflict when it is not printed, or was sent before, and when the person it is about died.
    """
    _require_living(letter)
    sent = {"sent_at": clock.now(), "sent_by": by.get_username(), "channel": Channel(channel).value}
    _claim(letter, [Letter.State.RENDERED], state=Letter.State.SENT, **sent)
    _log(LetterEvent.SENT, letter, by, reason=Channel(channel).value)
    return letter


def _require_living(letter: Letter) -> None:
    if letter.kind in (LetterKind.DISCLOSED, LetterKind.PROTOCOL_SUMMARY, LetterKind.CORRECTED):  # for the file, or for somebody else
        return
    found = persons([letter.person_id])
    if found and found[0].died_on is not None:
        raise Conflict("Deze persoon is overleden. Er gaat geen brief meer uit.")


def _claim(letter: Letter, states: list[str], **columns: Any) -> None:
    """Change the row only when it is still where the caller saw it: of two at once, one is a Conflict."""
    if Letter.objects.filter(id=letter.id, state__in=states).update(**columns) != 1:
        raise Conflict("Deze brief is intussen veranderd. Ververs de pagina om te zien waar hij staat.")
    for name, value in columns.items():
        setattr(letter, name, value)


def _reference() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def _about(letter: Letter) -> str:
    return f"letter|{letter.id}"


def _who(letter: Letter) -> dict[str, Any]:
    return {
        "subject_kind": "letter",
        "subject_id": letter.id,
        "person_id": letter.person_id,
        "dossier_id": letter.dossier_id,
    }


def _log(event: LetterEvent, letter: Letter, by: Actor, *, outcome: str = "done", reason: str = "") -> None:
    record(event, by=by, outcome=outcome, reason=reason or letter.kind, **_who(letter))
