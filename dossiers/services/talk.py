"""The course of a talk: prepared, started, explained, written down, checked, finished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from consent import services as consent
from consent.models import Informing
from consent.states import AnswerForm
from dossiers.events import DossierEvent
from dossiers.models import Dossier, Participant, Relation, Talk
from dossiers.policies import require_running, require_step, talk_plan
from dossiers.policies.intake import is_client_too
from dossiers.presenters import receipt as letter
from dossiers.services.drafts import forget_draft
from dossiers.states import OPEN_TALKS, Capacity, Step, TalkState
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.letters import services as letters
from privacy_domain.texts import services as texts
from privacy_domain.texts.selectors import Wording
from privacy_domain.web.errors import Conflict, Invalid


@transaction.atomic
def prepare_talk(
    *,
    dossier: Dossier,
    relation: Relation | None = None,
    planned_at: datetime | None = None,
    large_print: bool = False,
    language: str = "nl",
    by: User,
) -> Talk:
    """A talk for this dossier; one at a time. It is with the client, or with a `relation` who is a client himself (Opsterland 1
    onder f): he is told, asked and heard for himself. Raises Conflict while another is not finished, Invalid for anybody else."""
    gate.enter(by, dossier.pk, on=clock.today(), write=True)
    if relation is not None and not is_client_too(dossier, relation, clock.today()):
        raise Invalid("Met deze persoon voer je hier geen eigen gesprek.", field="relation")
    talk = Talk(dossier=dossier, relation=relation, planned_at=planned_at, large_print=large_print, language=language, prepared_by=by)
    if talk.person.birth_date is None:
        raise Invalid("Vul eerst de geboortedatum in: daarvan hangt af wie beslist en tekent.", field="birth_date")
    try:
        with transaction.atomic():
            talk.save()
    except IntegrityError as error:
        raise Conflict("Er loopt al een gesprek in dit dossier. Ga daarmee verder.") from error
    _log(DossierEvent.TALK_PREPARED, talk, by)
    return talk


@transaction.atomic
def open_talk(*, ref: UUID, talk_id: UUID, write: bool = False, by: User) -> Talk:
    """The only way to a talk: past the gate of its dossier, with a line in the log. Raises Http404 and Refused as `open_dossier`."""
    passage = gate.enter(by, ref, on=clock.today(), write=write)
    talk: Talk | None = Talk.objects.select_related("dossier__person", "dossier__team", "relation__person").filter(pk=talk_id, dossier_id=ref).first()
    if talk is None:
        raise Http404
    look(
        DossierEvent.TALK_LOOKED,
        subject_kind="talk",
        subject_id=talk.pk,
        dossier_id=talk.dossier_id,
        person_id=talk.person_id,
        decision=passage.decision,
        role=str(passage.role),
        by=by,
    )
    return talk


@transaction.atomic
def start_talk(*, talk: Talk, by: User) -> Talk:
    """The talk begins. A second start is a Conflict."""
    _claim(talk, TalkState.PREPARING, state=TalkState.RUNNING, started_at=clock.now())
    _log(DossierEvent.TALK_STARTED, talk, by)
    return talk


@transaction.atomic
def explain(
    *,
    talk: Talk,
    cards: Sequence[Wording],
    items: Sequence[str],
    parties: Sequence[str],
    none_known_yet: bool,
    reaction: str = "",
    agreed: str = "",
    by: User,
) -> Informing:
    """The cards were read aloud: which texts in which version, which content, who else may get the data, and what the client thought of it."""
    require_running(talk)
    require_step(talk_plan(talk, clock.today()), Step.EXPLAIN)
    told = consent.record_informing(
        person=talk.person,
        matter_id=talk.dossier_id,
        form=AnswerForm.ORAL,
        cards=_used(cards, by),
        items=items,
        parties=parties,
        none_known_yet=none_known_yet,
        reaction=reaction,
        agreed=agreed,
        interpreter=_interpreter(talk),
        by=by,
    )
    mark_step(talk=talk, step=Step.EXPLAIN, by=by)
    return told


@transaction.atomic
def hand_over(*, talk: Talk, cards: Sequence[Wording], by: User) -> Informing:
    """The same information was handed over on paper (Opsterland 6 lid 1: orally and in writing). Rests on the oral explanation."""
    require_running(talk)
    require_step(talk_plan(talk, clock.today()), Step.WRITTEN)
    oral = Informing.objects.filter(person_id=talk.person_id, matter_id=talk.dossier_id, form=AnswerForm.ORAL)
    latest = oral.order_by("-informed_at").first()
    if latest is None:
        raise Conflict("Vertel het eerst mondeling; geef daarna de uitleg op papier mee.")
    told = consent.record_informing(
        person=talk.person,
        matter_id=talk.dossier_id,
        form=AnswerForm.WRITTEN,
        cards=_used(cards, by),
        items=latest.items,
        parties=latest.parties,
        none_known_yet=latest.none_known_yet,
        by=by,
    )
    mark_step(talk=talk, step=Step.WRITTEN, by=by)
    return told


@transaction.atomic
def write_notes(*, talk: Talk, help_question: str, notes: str, next_appointment: str, by: User) -> Talk:
    """The help question in the client's words, and what else is needed. Only in a talk that runs. The help question is the
    client's: what a relative says leaves it as it is."""
    require_running(talk)
    dossier = talk.dossier
    if not talk.with_relative and help_question.strip() != dossier.help_question:
        dossier.help_question = help_question.strip()
        dossier.save(update_fields=["help_question"])
        record(
            DossierEvent.HELP_QUESTION_WRITTEN,
            subject_kind="dossier",
            subject_id=dossier.pk,
            dossier_id=dossier.pk,
            person_id=dossier.person_id,
            fields=["help_question"],
            by=by,
        )
    talk.notes, talk.next_appointment = notes.strip(), next_appointment.strip()
    talk.save(update_fields=["notes", "next_appointment"])
    mark_step(talk=talk, step=Step.NOTES, by=by)
    return talk


@transaction.atomic
def check_together(*, talk: Talk, by: User) -> Talk:
    """Professional and client looked at the answers together. Not before every question has its answer."""
    require_running(talk)
    require_step(talk_plan(talk, clock.today()), Step.CHECK)
    talk.checked_at = clock.now()
    talk.save(update_fields=["checked_at"])
    mark_step(talk=talk, step=Step.CHECK, by=by)
    return talk


@transaction.atomic
def finish_talk(*, talk: Talk, by: User) -> Talk:
    """The talk ends with a letter that says what was agreed. Nothing in it can be changed afterwards. Twice: Conflict."""
    require_running(talk)
    plan = talk_plan(talk, clock.today())
    require_step(plan, Step.DONE)
    receipt = letters.draft(
        kind="receipt",
        person_id=talk.person_id,
        dossier_id=talk.dossier_id,
        context=letter.receipt(plan, by),
        large_print=talk.large_print,
        language=talk.language,
        by=by,
    )
    letters.approve(letter=receipt, by=by)
    done: dict[str, Any] = {"state": TalkState.FINISHED, "finished_at": clock.now(), "receipt_letter_id": receipt.pk}
    _claim(talk, TalkState.RUNNING, **done)
    mark_step(talk=talk, step=Step.DONE, by=by)
    _log(DossierEvent.TALK_FINISHED, talk, by)
    return talk


def mark_step(*, talk: Talk, step: Step, by: User) -> None:
    """Note that a step was done, so that the talk resumes behind it; what was typed on its page is said now."""
    if step not in talk.steps_done:
        talk.steps_done = [*talk.steps_done, str(step)]
    talk.last_step = step
    talk.save(update_fields=["steps_done", "last_step"])
    forget_draft(talk=talk, step=step, by=by)
    _log(DossierEvent.TALK_STEP_DONE, talk, by, reason=step.name.lower())


def uncheck(*, talk: Talk, by: User) -> None:
    """An answer changed after the check: what was checked together is not what stands there now."""
    if talk.checked_at is not None:
        talk.checked_at = None
        talk.steps_done = [step for step in talk.steps_done if step != Step.CHECK]
        talk.save(update_fields=["checked_at", "steps_done"])
        _log(DossierEvent.TALK_UNCHECKED, talk, by)


@transaction.atomic
def stop_talk(*, talk: Talk, because: str, by: User) -> Talk:
    """The talk does not take place, or goes no further. What was said and agreed in it stays. Raises Invalid without a reason,
    Conflict when it is over."""
    if not because.strip():
        raise Invalid("Schrijf op waarom het gesprek stopt.", field="because")
    found: Talk = Talk.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=talk.pk)
    if found.state not in OPEN_TALKS:
        raise Conflict("Dit gesprek is al voorbij.")
    found.state, found.stopped_at, found.stopped_by, found.stopped_because = TalkState.STOPPED, clock.now(), by, because.strip()
    found.save(update_fields=["state", "stopped_at", "stopped_by", "stopped_because"])
    _log(DossierEvent.TALK_STOPPED, found, by)
    return found


def _used(cards: Sequence[Wording], by: User) -> list[dict[str, object]]:
    """Which words were used, and that they may never disappear."""
    texts.mark_used(ids=[card.id for card in cards], by=by)
    return [{"key": card.key, "protocol": card.protocol, "version": card.version, "language": card.language} for card in cards]


def _interpreter(talk: Talk) -> str:
    found = Participant.objects.filter(talk=talk, capacity=Capacity.INTERPRETER).first()
    return found.name if found else ""


def _claim(talk: Talk, state: TalkState, /, **columns: Any) -> None:
    if Talk.objects.filter(pk=talk.pk, state=state).update(**columns) != 1:
        raise Conflict("Dit gesprek is intussen verder. Ververs de pagina om te zien waar het staat.")
    for name, value in columns.items():
        setattr(talk, name, value)


def _log(event: DossierEvent, talk: Talk, by: User, reason: str = "") -> None:
    record(
        event,
        subject_kind="talk",
        subject_id=talk.pk,
        dossier_id=talk.dossier_id,
        person_id=talk.person_id,
        reason=reason,
        by=by,
    )
