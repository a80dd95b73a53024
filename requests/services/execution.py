"""Carrying out what was granted, part by part; the request is closed when all of it was done and everybody was told."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from access.models import User
from access.states import MunicipalRole
from dossiers.models import Dossier, Item
from dossiers.selectors.disclosure import items_in_preparation
from dossiers.services.shielding import shield_item
from dossiers.states.shielding import ShieldReason
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.letters.selectors import failed_among
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from requests.events import RequestEvent
from requests.models import Decision, DecisionPart, ExecutionStep, RecipientNotice, SubjectRequest
from requests.policies.execution import is_by_hand, not_before, told_on
from requests.selectors import execution as select
from requests.selectors.due import locked
from requests.selectors.recipients import known_to, some_from_a_signal
from requests.services.following import EXECUTE, EXECUTION, SOURCE, TELL
from requests.services.opening import open_to_handle
from requests.services.register import finish_request, hold_for_request
from requests.states import (
    EXECUTED_BY,
    NOT_NOTIFIED,
    STEP_TRANSITIONS,
    TO_CARRY_OUT,
    ExecutionAct,
    NoticeState,
    RequestKind,
    RequestState,
    StepState,
)
from retention.services import Cause, end_holds_of
from retention.services.destruction import Decided, Ground, mark_dossier, mark_item
from retention.states import DestructionReason


# ---------------------------------------------------------------- what has to be done
@transaction.atomic
def plan_execution(*, request: SubjectRequest, by: Actor) -> list[ExecutionStep]:
    """What a decision that went out comes to: a step for each part that was granted, and a notice for each recipient of the data; with a
    task for who handles the request. Asked twice, it stands once; nothing for what ends with a package, and for what was refused.

    Raises Conflict for a request on which no decision went out."""
    current, decision = locked(request.pk), select.sent_decision(request)
    if current is None or decision is None:
        raise Conflict("Op dit verzoek is nog geen besluit verzonden, of het is al afgehandeld.")
    act = EXECUTED_BY.get(RequestKind(current.kind))
    parts = select.granted_parts(decision) if act and decision.outcome in TO_CARRY_OUT else []
    planned = select.steps_to_execute(current)
    if act is None or not parts or planned:
        return planned
    steps = [_step(current, part, act) for part in parts]
    if act not in NOT_NOTIFIED:
        for one in select.recipients_of(parts):
            _notice(current, decision, one)
    work.add_task(
        kind=EXECUTE, title_key=EXECUTE, source_kind=EXECUTION, source_id=current.pk, person_id=current.person_id, due_on=current.execute_by,
        assignee_id=current.handler_id, role="" if current.handler_id else str(MunicipalRole.PRIVACY_OFFICER), by=by,
    )  # fmt: skip
    if act not in NOT_NOTIFIED and some_from_a_signal(decision):  # whoever handles it may not know of him, now or after it is given away
        work.add_task(
            kind=TELL, title_key=TELL, source_kind=EXECUTION, source_id=current.pk, person_id=current.person_id, due_on=current.execute_by,
            role=str(MunicipalRole.PRIVACY_OFFICER), by=by,
        )  # fmt: skip
    _record(RequestEvent.EXECUTION_PLANNED, current, by, objects=[step.pk for step in steps])
    return steps


def _step(request: SubjectRequest, part: DecisionPart, act: ExecutionAct) -> ExecutionStep:
    item = select.current_item(part)
    step = ExecutionStep(request=request, person_id=request.person_id, part=part, act=act, version=item.version if item else None)
    step.save(force_insert=True)
    return step


def _notice(request: SubjectRequest, decision: Decision, one: select.Received) -> None:
    provisions = told_on(one.code, request.received_on)
    if not provisions:
        return
    notice = RecipientNotice(
        request=request, person_id=request.person_id, decision=decision, partner=one.partner, relation=one.relation, citations=list(provisions)
    )  # fmt: skip
    notice.name = one.name
    notice.save(force_insert=True)


@transaction.atomic
def open_execution(*, request_id: UUID, by: User) -> select.Execution:
    """What has to be done, for who handles the request, with the recipients that he may know of. Raises as `open_to_handle`."""
    opened = open_to_handle(request_id=request_id, by=by)
    request = opened.request
    steps = select.steps_to_execute(request)
    wholes = select.closed_dossiers(request) if any(step.act == ExecutionAct.DESTROY and step.part.series is None for step in steps) else []
    decision = select.sent_decision(request)
    notices = known_to(by, select.notices_of(request), decision, clock.today())
    return select.Execution(opened, decision, steps, notices, select.what_is_there(steps), wholes, failed_among([row.letter for row in notices]))


# ---------------------------------------------------------------- doing it
@transaction.atomic
def execute_step(
    *, request: SubjectRequest, step_id: UUID, words: str = "", reason: ShieldReason | None = None, whole: UUID | None = None, by: User
) -> ExecutionStep:
    """Carry out one part. What is corrected, supplemented or stated is written in the dossier itself; here it is seen that it is there.
    Shielding and destroying happen now; what is shielded already stays so, and that is the result. A part that names no item is done by
    hand, and `words` say how, or is the destruction of a `whole` dossier of the person.

    Raises Http404 for a step of another request, Invalid for what has to be filled in, Conflict when it was done before, cannot be done
    yet, or is held; Refused for who may not write in the dossier, PermissionDenied for who decided to destroy and would do it himself."""
    current, step = _to_do(request, step_id)
    part, act = step.part, ExecutionAct(step.act)
    result: UUID | None = None
    if part.series is None and whole is not None and act == ExecutionAct.DESTROY:
        result = _destroy(current, part, by, whole)
    elif is_by_hand(act, series=part.series, file=part.file):
        _by_hand(words)
    elif act == ExecutionAct.SHIELD:
        result = _shield(current, part, reason, by)
    elif act == ExecutionAct.DESTROY:
        result = _destroy(current, part, by)
    else:
        result = _written(current, step)
    return _done(current, step, StepState.DONE, result, words, by)


@transaction.atomic
def waive_step(*, request: SubjectRequest, step_id: UUID, words: str, by: User) -> ExecutionStep:
    """What a part is about is gone meanwhile, so nothing can be done with it. Raises Invalid without words, Conflict when it is there: what
    was granted is carried out."""
    current, step = _to_do(request, step_id)
    part = step.part
    if part.series is None or select.current_item(part) is not None:
        raise Conflict("Dit is toegewezen en kan nog worden uitgevoerd.")
    if not words.strip():
        raise Invalid("Schrijf op waarom dit niet meer kan.", field="words")
    return _done(current, step, StepState.WAIVED, None, words, by)


def _to_do(request: SubjectRequest, step_id: UUID) -> tuple[SubjectRequest, ExecutionStep]:
    current = locked(request.pk)
    if current is None or current.state != RequestState.DECIDED:
        raise Conflict("Dit verzoek is al afgehandeld, of er is nog niet op beslist. Ververs de pagina.")
    step = select.step_of(current, step_id)
    if step is None:
        raise Http404
    if StepState.DONE not in STEP_TRANSITIONS[StepState(step.state)]:
        raise Conflict("Dit is al gedaan. Ververs de pagina.")
    return current, step


def _by_hand(words: str) -> None:
    if not words.strip():
        raise Invalid("Schrijf op wat er is gedaan, en waar.", field="words")


def _written(request: SubjectRequest, step: ExecutionStep) -> UUID:
    """What was written in the dossier since: a newer version of the item, or the person's own statement."""
    act, item = ExecutionAct(step.act), select.current_item(step.part)
    newer = item if item is not None and step.version is not None and item.version > step.version else None
    statement = select.statement_beside(step.part, request) if act != ExecutionAct.CORRECT else None
    found = statement if act == ExecutionAct.STATEMENT else newer or statement
    if found is None:
        raise Conflict("Dit staat nog niet in het dossier. Schrijf het daar eerst op, en leg daarna vast dat het gedaan is.")
    return found.pk


def _shield(request: SubjectRequest, part: DecisionPart, reason: ShieldReason | None, by: User) -> UUID:
    hidden = select.running_shield(part)
    if hidden is not None:
        return hidden.pk
    item = Item.objects.filter(series=part.series, superseded_at__isnull=True).first() if part.series else None
    if item is None:
        raise Conflict("Dit stuk staat niet meer in dit dossier.")
    if request.kind == RequestKind.OBJECTION:
        reason = ShieldReason.OBJECTION
    if reason is None:
        raise Invalid("Kies waarom dit wordt afgeschermd.", field="reason")
    shield = shield_item(item=item, reason=reason, explanation=f"Besluit op verzoek {request.number}.", source=request.pk, by=by)
    return shield.pk


def _destroy(request: SubjectRequest, part: DecisionPart, by: User, whole: UUID | None = None) -> UUID:
    decision = part.decision
    if decision.signed_by is None or decision.signed_by_id == by.pk:
        raise PermissionDenied("Wie op het verzoek besliste, vernietigt niet zelf. Vraag een collega.")
    first = not_before(ExecutionAct.DESTROY, decision.object_by, request.execute_by)
    if first is not None and clock.today() < first:
        raise Conflict("De termijn om bezwaar te maken loopt nog. Vernietigen kan daarna.")
    dossier = select.dossier_of(request, whole or part.file)
    if dossier is None or (whole is None and select.current_item(part) is None):
        raise Conflict("Dit staat er niet meer.")
    if whole is not None:
        _last_of(request, part, dossier)
    elif part.series in items_in_preparation([dossier.pk]):
        raise Conflict("Dit stuk staat in een envelop die wordt voorbereid. Haal het daar eerst uit.")
    end_holds_of(cause=Cause(SOURCE, request.pk), by=by)  # what this request itself held, it asks for
    ground = Ground(DestructionReason.REQUEST, decision.protocol_version, tuple(decision.citations), SOURCE, request.pk)
    decided = Decided(decision.signed_by, by)
    if whole is None and part.series is not None:
        return mark_item(dossier=dossier, series=part.series, ground=ground, decided=decided, by=by).pk
    return mark_dossier(dossier=dossier, ground=ground, decided=decided, by=by).pk


def _last_of(request: SubjectRequest, part: DecisionPart, dossier: Dossier) -> None:
    """With a whole dossier goes what is known of it, perhaps this request too: it comes after everything else."""
    if RecipientNotice.objects.filter(request=request, state=NoticeState.DUE).exists():
        raise Conflict("Vertel het eerst aan wie de gegevens kreeg: daarna is niet meer bekend wie dat waren.")
    if ExecutionStep.objects.filter(request=request, state=StepState.TODO, part__file=dossier.pk).exclude(part=part).exists():
        raise Conflict("Voer eerst de andere delen uit die over dit dossier gaan.")
    if items_in_preparation([dossier.pk]):
        raise Conflict("Er staat een stuk uit dit dossier in een envelop die wordt voorbereid. Haal het daar eerst uit.")


def _done(request: SubjectRequest, step: ExecutionStep, state: StepState, result: UUID | None, words: str, by: User) -> ExecutionStep:
    step.state, step.result, step.done_at, step.done_by = state, result, clock.now(), by
    step.words = words.strip()
    step.save(update_fields=["state", "result", "words", "done_at", "done_by"])
    _record(RequestEvent.EXECUTED, request, by, objects=[step.pk], reason=f"{step.act}:{state}")
    settle_request(request=request, by=by)
    return step


@transaction.atomic
def settle_request(*, request: SubjectRequest, by: User) -> bool:
    """Close a request of which everything was carried out and everybody was told; until then nothing of the person is destroyed but what
    he asked for. True when this was the moment."""
    if select.is_left(request):
        hold_for_request(request=request, person=request.person, by=by)
        return False
    work.complete_tasks_of(source_kind=EXECUTION, source_id=request.pk, by=by)
    finish_request(request=request, state=RequestState.CLOSED, by=by)
    return True


def _record(event: RequestEvent, request: SubjectRequest, by: Actor, *, objects: list[UUID], reason: str = "") -> None:
    record(event, subject_kind="request", subject_id=request.pk, person_id=request.person_id, object_ids=objects, reason=reason, by=by)
