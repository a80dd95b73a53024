"""A question to a colleague: asked with one purpose, answered by himself or not, told to the client, written down, over in time.

Nobody looks for the client when the question is asked: who asks learns the same about somebody who is a client and somebody
who is not. The colleague looks, in the dossiers that he may open.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import ColleagueExchange, ColleagueQuestion, Dossier
from dossiers.policies.colleague import asking_rules, colleagues_to_ask, may_give, outcome_of
from dossiers.policies.intake import intake_rules
from dossiers.selectors.once import made_before
from dossiers.states import QuestionState, SharingBasis
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.operation import Actor, time_ordered_id
from privacy_domain.people.presenters import full_name
from privacy_domain.protocols.types import Category, Decision, Obligation, Refused
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from privacy_domain.work.models import Task

DAYS_TO_ANSWER, DAYS_TO_READ, DAYS_TO_TELL = 14, 30, 7
ANSWER, READ, TELL = "answer_colleague", "read_colleague", "tell_client_asked"
SOURCE = {ANSWER: "dossier.question.answer", READ: "dossier.question.read", TELL: "dossier.question.tell"}
TEXTS = ("client_name", "purpose", "needed", "because", "basis_note", "answer")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to know of a client, for which one purpose, why now, and on which task in the law that rests.

    `now`: it is needed at this moment, not handy for later. `basis_note`: with the client's agreement as basis, why the law
    leaves too little room and what was agreed. `told_on`: the day on which the client heard that it is asked, and why.
    """

    purpose: str
    needed: str
    because: str
    items: Collection[Category]
    now: bool
    law: str = ""
    basis: SharingBasis = SharingBasis.TASK
    basis_note: str = ""
    told_on: date | None = None


# ---------------------------------------------------------------- asking
@transaction.atomic
def ask_colleague(
    *,
    colleague: User,
    wish: Wish,
    dossier: Dossier | None = None,
    client_name: str = "",
    birth_date: date | None = None,
    key: UUID | None = None,
    by: User,
) -> ColleagueQuestion:
    """Ask a colleague one thing about the client of a dossier that `by` opened, or about somebody named in full.

    Whether there is such a client is looked up nowhere. The colleague gets a task; `by` gets one to tell the client where the
    protocol wants that and it was not done yet. Raises Invalid for what is not said, Refused where the protocol (or, without
    one, the law) does not let a colleague have it, as for what is not needed now. `key`: as `made_before`.
    """
    found = made_before(ColleagueQuestion, key, asker_id=by.pk, dossier_id=dossier.pk if dossier else None)
    if found is not None:
        return found
    today = clock.today()
    if colleague.pk not in {one.pk for one in colleagues_to_ask(by, today)}:
        raise Invalid("Kies een collega aan wie je dit hier mag vragen.", field="colleague")
    _check_client(dossier, client_name, birth_date)
    _check_wish(wish)
    decision = permit(items=wish.items, now=wish.now, told=wish.told_on is not None, event=DossierEvent.QUESTION_ASKED, dossier=dossier, by=by)
    question = ColleagueQuestion(
        id=key or time_ordered_id(),
        asker=by,
        colleague=colleague,
        dossier=dossier,
        client_name=full_name(dossier.person) if dossier else client_name.strip(),
        client_birth_date=dossier.person.birth_date if dossier else birth_date,
        purpose=wish.purpose.strip(),
        needed=wish.needed.strip(),
        because=wish.because.strip(),
        items=sorted(wish.items),
        basis=wish.basis,
        law=wish.law if wish.basis == SharingBasis.TASK else "",
        basis_note=wish.basis_note.strip() if wish.basis == SharingBasis.CONSENT else "",
        client_told_on=wish.told_on,
        asked_at=clock.now(),
        expires_on=today + timedelta(days=DAYS_TO_ANSWER),
        **outcome_of(decision),
    )
    question.save(force_insert=True)
    if dossier is not None:
        ColleagueExchange.of(question, dossier).save()
    log_question(event=DossierEvent.QUESTION_ASKED, question=question, dossier=dossier, decision=decision, by=by)
    give_task(kind=ANSWER, question=question, user=colleague, due_on=question.expires_on, by=by)
    if wish.told_on is None and Obligation.INFORM_CLIENT in decision.obligations:
        give_task(kind=TELL, question=question, user=by, due_on=today + timedelta(days=DAYS_TO_TELL), by=by)
    return question


def _check_client(dossier: Dossier | None, name: str, born: date | None) -> None:
    if dossier is None and not name.strip():
        raise Invalid("Vul in om welke cliënt het gaat.", field="client_name")
    if dossier is None and born is None:
        raise Invalid("Vul de geboortedatum in, zodat je collega weet om wie het gaat.", field="birth_date")


def _check_wish(wish: Wish) -> None:
    asked = (
        ("purpose", wish.purpose, "Schrijf op waarvoor je het nodig hebt: één doel."),
        ("needed", wish.needed, "Schrijf op wat je nu moet weten."),
        ("because", wish.because, "Schrijf op waarom je dit nu nodig hebt voor je afweging."),
    )
    for field, value, message in asked:
        if not value.strip():
            raise Invalid(message, field=field)
    if not wish.items:
        raise Invalid("Kies om wat voor gegevens het gaat.", field="items")
    if wish.told_on is not None and wish.told_on > clock.today():
        raise Invalid("Kies de dag waarop je het hebt verteld, niet later dan vandaag.", field="told_on")
    _check_basis(wish)


def _check_basis(wish: Wish) -> None:
    """The task in the law first; the client's agreement only where that leaves too little room."""
    today = clock.today()
    if wish.basis == SharingBasis.TASK:
        if wish.law not in {str(law) for law in intake_rules(today).laws}:
            raise Invalid("Kies op welke wet je taak rust.", field="law")
    elif not asking_rules(today).consent_after_task:
        raise Invalid("Het delen met een collega rust hier op een taak in de wet, niet op toestemming.", field="basis")
    elif not wish.basis_note.strip():
        raise Invalid("Schrijf op waarom de wet te weinig ruimte geeft, en wat de cliënt heeft goedgevonden.", field="basis_note")


def permit(*, items: Collection[Category], now: bool, told: bool, event: DossierEvent, dossier: Dossier | None, by: User) -> Decision:
    """The decision that lets a colleague have these data. Raises Refused, and writes the attempt down as `event`, when he may not."""
    decision = may_give(items, necessary=now, client_told=told, on=clock.today())
    if not decision.allowed:
        raise refused(Refused(decision), event, by=by, subject_kind="question", dossier_id=dossier.pk if dossier else None)
    return decision


# ---------------------------------------------------------------- telling the client, and the end
@transaction.atomic
def tell_client_about(*, question: ColleagueQuestion, told_on: date, by: User) -> ColleagueQuestion:
    """The asker told the client that a colleague is asked, and why. Raises Invalid for a day to come, Conflict twice."""
    if question.asker_id != by.pk:
        raise Http404
    if told_on > clock.today():
        raise Invalid("Kies de dag waarop je het hebt verteld, niet later dan vandaag.", field="told_on")
    if ColleagueQuestion.objects.filter(pk=question.pk, client_told_on__isnull=True).update(client_told_on=told_on) != 1:
        raise Conflict("Er was al vastgelegd dat de cliënt dit weet.")
    question.client_told_on = told_on
    ColleagueExchange.objects.filter(question=question).update(client_told_on=told_on)
    work.complete_tasks_of(source_kind=SOURCE[TELL], source_id=question.pk, by=by)
    log_question(event=DossierEvent.QUESTION_TOLD, question=question, dossier=question.dossier, by=by)
    return question


@transaction.atomic
def end_questions(*, by: Actor) -> int:
    """Questions that nobody answered in time expire; what was answered and may be read no longer is wiped. Returns how many."""
    today = clock.today()
    late = list(ColleagueQuestion.objects.select_for_update(of=("self",)).filter(state=QuestionState.ASKED, expires_on__lt=today))
    for question in late:
        question.state, question.readable_until = QuestionState.EXPIRED, today + timedelta(days=DAYS_TO_READ)
        question.save()
        ColleagueExchange.objects.filter(question=question).update(outcome=QuestionState.EXPIRED)
        _waive(question, ANSWER, by)
        give_task(kind=READ, question=question, user=question.asker, due_on=question.readable_until, by=by)
        log_question(event=DossierEvent.QUESTION_EXPIRED, question=question, dossier=question.dossier, by=by)
    over = list(ColleagueQuestion.objects.select_for_update(of=("self",)).filter(readable_until__lt=today, wiped_at__isnull=True))
    for question in over:
        wipe_question(question=question, by=by)
    return len(late) + len(over)


@transaction.atomic
def wipe_question(*, question: ColleagueQuestion, by: Actor) -> None:
    """The words go; that there was a question stays, and what must stay of it stands in the dossiers. Twice changes nothing."""
    if question.wiped_at is not None:
        return
    for name in TEXTS:
        setattr(question, name, "")
    question.client_birth_date, question.wiped_at = None, clock.now()
    question.save()
    for kind in (READ, TELL):  # the page they lead to is gone
        _waive(question, kind, by)
    log_question(event=DossierEvent.QUESTION_WIPED, question=question, dossier=question.dossier, by=by)


def _waive(question: ColleagueQuestion, kind: str, by: Actor) -> None:
    for task in Task.objects.filter(source_kind=SOURCE[kind], source_id=question.pk, state=Task.State.OPEN):
        work.waive_task(task_id=task.pk, reason="expired", by=by)


# ---------------------------------------------------------------- writing it down
def give_task(*, kind: str, question: ColleagueQuestion, user: User, due_on: date | None, by: Actor) -> None:
    """A task of this kind about the question; the colleague may not know the asker's dossier, so his names none."""
    about = question.dossier_id if user.pk == question.asker_id else None
    work.add_task(
        kind=kind, title_key=kind, source_kind=SOURCE[kind], source_id=question.pk, due_on=due_on, dossier_id=about, assignee_id=user.pk, by=by
    )


def log_question(
    *,
    event: DossierEvent,
    question: ColleagueQuestion,
    dossier: Dossier | None,
    decision: Decision | None = None,
    fields: Collection[str] = (),
    reason: str = "",
    by: Actor,
) -> None:
    """One line about the question: whose data, and for whom the one who acts did it."""
    record(
        event,
        subject_kind="question",
        subject_id=question.pk,
        dossier_id=dossier.pk if dossier else None,
        person_id=dossier.person_id if dossier else None,
        on_behalf_of=question.colleague_id if by.id == question.asker_id else question.asker_id,
        decision=decision,
        fields=fields,
        reason=reason,
        by=by,
    )
