"""The page of a question to a colleague: he answers it himself, from a dossier that he may open, or does not; the asker reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from access.selectors import excluded_among, visible_among
from access.states import Reason
from dossiers.events import DossierEvent
from dossiers.models import ColleagueExchange, ColleagueQuestion, Dossier
from dossiers.policies.colleague import outcome_of, require_waiting
from dossiers.policies.search import Criteria, search
from dossiers.services.colleague import ANSWER, DAYS_TO_READ, READ, SOURCE, give_task, log_question, permit
from dossiers.states import DeclineReason, QuestionState
from privacy_domain import clock
from privacy_domain.audit.record import look
from privacy_domain.crypto.search import name_words
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import Category
from privacy_domain.web.errors import Invalid
from privacy_domain.work import services as work

SHORT = 300  # a fact fits in this; what is longer tells a story


@dataclass(frozen=True, slots=True)
class Reply:
    """What a colleague gives. `fits`: the purpose fits that for which the data were recorded; `content_because` with more than
    the bare fact; `beyond_because` with data that were not asked."""

    text: str
    given: Collection[Category]
    fits: bool
    with_content: bool = False
    content_because: str = ""
    beyond_because: str = ""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The page of a question: for the asker, or for the colleague with the dossiers of this client that he may open."""

    question: ColleagueQuestion
    by_asker: bool
    dossiers: tuple[Dossier, ...] = ()


# ---------------------------------------------------------------- the page of one question
@transaction.atomic
def open_question(*, question_id: UUID, by: User) -> OpenQuestion:
    """The only way to a question: for who asked and for who was asked; 404 for everybody else, and when the time to read is over.

    The asker's task to read the answer is done when he sees it. The colleague sees the dossiers of this client that he may open.
    """
    found: ColleagueQuestion | None = (
        ColleagueQuestion.objects.select_related("asker", "colleague", "dossier__person", "answered_from").filter(pk=question_id).first()
    )
    if found is None or by.pk not in (found.asker_id, found.colleague_id) or found.wiped_at is not None:
        raise Http404
    if by.pk == found.asker_id:
        look(DossierEvent.QUESTION_SEEN, subject_kind="question", subject_id=found.pk, dossier_id=_told_from(found), by=by)
        _seen(found, by)
        return OpenQuestion(found, True)
    dossiers = tuple(_dossiers_of_client(found, by)) if found.state == QuestionState.ASKED else ()
    look(DossierEvent.QUESTION_SEEN, subject_kind="question", subject_id=found.pk, object_ids=[row.pk for row in dossiers], by=by)
    return OpenQuestion(found, False, dossiers)


def _told_from(question: ColleagueQuestion) -> UUID | None:
    """The dossier whose client should find this look in his list: that from which something was told, else the asker's own."""
    return question.answered_from_id or question.dossier_id


def _seen(question: ColleagueQuestion, by: User) -> None:
    if question.state != QuestionState.ASKED and question.seen_at is None:
        ColleagueQuestion.objects.filter(pk=question.pk, seen_at__isnull=True).update(seen_at=clock.now())
        work.complete_tasks_of(source_kind=SOURCE[READ], source_id=question.pk, by=by)


def _dossiers_of_client(question: ColleagueQuestion, colleague: User) -> list[Dossier]:
    """What this colleague may open of somebody with this birth date and one of these names: more or fewer given names, or the
    name of a partner, are no other person."""
    born = search(Criteria(birth_date=question.client_birth_date), colleague).dossiers
    found = {row.pk: row for row in born if _is_named(row.person, question.client_name)}
    if question.dossier is not None:
        same = Dossier.objects.filter(person_id=question.dossier.person_id).select_related("person", "team")
        mine = visible_among(colleague, [row.pk for row in same], on=clock.today())
        found |= {row.pk: row for row in same if row.pk in mine}
    return sorted(found.values(), key=lambda row: (row.opened_on, row.number), reverse=True)


def _is_named(person: Person, name: str) -> bool:
    return bool(set(name_words(name)) & set(name_words(f"{person.surname} {person.partner_surname}")))


# ---------------------------------------------------------------- answering
@transaction.atomic
def answer_question(*, question: ColleagueQuestion, dossier: Dossier | None, reply: Reply, by: User) -> ColleagueQuestion:
    """The colleague gives one answer, from a dossier of this client that he may open: the bare fact, unless he chooses more and
    says why; what was asked, unless he takes the warning away and says why.

    Raises Invalid for what is not said, Refused by the gate or the protocol, Conflict when it is not open any more.
    """
    claimed = _claim(question, by)
    if dossier is None:
        raise Invalid("Kies uit welk dossier je antwoordt. Ken je geen dossier, geef dan geen antwoord.", field="dossier")
    if dossier.pk not in {row.pk for row in _dossiers_of_client(claimed, by)}:
        raise Invalid("Dit dossier is niet van deze cliënt. Kies een ander.", field="dossier")
    gate.enter(by, dossier.pk, on=clock.today(), reason=Reason.CONSULTATION)
    if excluded_among(claimed.asker, [dossier.pk]):
        raise Invalid("Deze collega mag dit dossier niet kennen. Geef geen antwoord.", field="dossier")
    _check_reply(claimed, reply)
    decision = permit(
        items=reply.given, now=True, told=claimed.client_told_on is not None, event=DossierEvent.QUESTION_ANSWERED, dossier=dossier, by=by
    )
    claimed.answered_from, claimed.answer = dossier, reply.text.strip()
    claimed.given, claimed.with_content = sorted(reply.given), reply.with_content
    for name, value in outcome_of(decision).items():
        setattr(claimed, name, value)
    _decide(claimed, QuestionState.ANSWERED, by)
    for place in _places(claimed, dossier):
        row = ColleagueExchange.of(claimed, place)
        row.content_because, row.beyond_because = reply.content_because.strip(), reply.beyond_because.strip()
        row.save()
    log_question(event=DossierEvent.QUESTION_ANSWERED, question=claimed, dossier=dossier, decision=decision, fields=claimed.given, by=by)
    return claimed


def _check_reply(question: ColleagueQuestion, reply: Reply) -> None:
    if not reply.fits:
        raise Invalid("Past het doel niet bij het doel waarvoor je de gegevens hebt, geef dan geen antwoord.", field="fits")
    if not reply.text.strip():
        raise Invalid("Schrijf je antwoord op.", field="answer")
    if not reply.given:
        raise Invalid("Kies om wat voor gegevens het gaat.", field="given")
    if not reply.with_content and len(reply.text.strip()) > SHORT:
        raise Invalid("Geef alleen het feit. Is er echt meer nodig, kies dat dan en schrijf op waarom.", field="answer")
    if reply.with_content and not reply.content_because.strip():
        raise Invalid("Schrijf op waarom het feit alleen niet genoeg is.", field="content_because")
    if set(map(str, reply.given)) - set(question.items) and not reply.beyond_because.strip():
        raise Invalid(
            "Je geeft gegevens die niet zijn gevraagd. Haal ze weg, of schrijf op waarom ze voor de hulpvraag van belang zijn.",
            field="beyond_because",
        )


@transaction.atomic
def decline_question(*, question: ColleagueQuestion, reason: DeclineReason, note: str, dossier: Dossier | None = None, by: User) -> ColleagueQuestion:
    """The colleague does not answer. Why stays with him and in the dossier he looked in: the asker hears the same for a purpose
    that does not fit and for a client whom nobody knows. Raises Invalid without a reason in words, Conflict as `answer_question`.
    """
    claimed = _claim(question, by)
    if not note.strip():
        raise Invalid("Schrijf op waarom je geen antwoord geeft. Je collega ziet dit niet.", field="note")
    if dossier is not None and dossier.pk not in {row.pk for row in _dossiers_of_client(claimed, by)}:
        raise Invalid("Dit dossier is niet van deze cliënt. Kies een ander.", field="dossier")
    _decide(claimed, QuestionState.DECLINED, by)
    if claimed.dossier is not None and (dossier is None or claimed.dossier_id != dossier.pk):
        ColleagueExchange.of(claimed, claimed.dossier).save()
    if dossier is not None:
        row = ColleagueExchange.of(claimed, dossier)
        row.decline_reason, row.decline_note = str(DeclineReason(reason)), note.strip()
        row.save()
    log_question(event=DossierEvent.QUESTION_DECLINED, question=claimed, dossier=dossier, reason=str(reason), by=by)
    return claimed


def _claim(question: ColleagueQuestion, by: User) -> ColleagueQuestion:
    """The row, locked, while it waits for an answer of `by`."""
    found: ColleagueQuestion | None = (
        ColleagueQuestion.objects.select_for_update(of=("self",))
        .select_related("asker", "colleague", "dossier__person")
        .filter(pk=question.pk, colleague=by)
        .first()
    )
    if found is None:
        raise Http404
    require_waiting(found)
    return found


def _decide(question: ColleagueQuestion, state: QuestionState, by: User) -> None:
    question.state, question.decided_at = state, clock.now()
    question.readable_until = clock.today() + timedelta(days=DAYS_TO_READ)
    question.save()
    work.complete_tasks_of(source_kind=SOURCE[ANSWER], source_id=question.pk, by=by)
    give_task(kind=READ, question=question, user=question.asker, due_on=question.readable_until, by=by)


def _places(question: ColleagueQuestion, dossier: Dossier) -> list[Dossier]:
    """The dossiers in which the answer is written down: the colleague's, and the asker's when it is another."""
    own = question.dossier
    return [dossier] if own is None or own.pk == dossier.pk else [dossier, own]
