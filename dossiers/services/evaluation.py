"""Looking at the plan again: on the day that was agreed, or in between (Leiden bijlage I rij 4). Who directs is warned in time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from access.models import User
from dossiers.events import DossierEvent
from dossiers.models import Direction, Evaluation, Plan
from dossiers.policies.plan import plan_rules
from dossiers.states import EvaluationKind, EvaluationState, PlanState
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work
from privacy_domain.work.models import Task

SOURCE = "evaluation"
SOON, DUE = "evaluation_soon", "evaluation_due"
WARN_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of looking at the plan again; `next_on` is the day agreed for the next time, None for no day."""

    kind: EvaluationKind
    held_on: date
    with_client: bool
    achieved: str = ""
    next_on: date | None = None


@transaction.atomic
def plan_evaluation(*, plan: Plan, due_on: date, by: User) -> Evaluation:
    """Agree on the day of the next evaluation; a day agreed before is dropped. Raises Invalid for a day that is not ahead,
    Conflict for the day that stands already."""
    if due_on <= clock.today():
        raise Invalid("Kies een dag na vandaag.", field="due_on")
    Plan.objects.select_for_update().get(pk=plan.pk)
    before = _ahead(plan)
    if before is not None and before.due_on == due_on:
        raise Conflict("Deze dag is al afgesproken.")
    if before is not None:
        _settle(before, EvaluationState.DROPPED, by)
    row = Evaluation(plan=plan, kind=EvaluationKind.EVALUATION, due_on=due_on, planned_by=by)
    row.save(force_insert=True)
    _log(DossierEvent.EVALUATION_PLANNED, row, by)
    return row


@transaction.atomic
def hold_evaluation(*, plan: Plan, outcome: Outcome, by: User) -> Evaluation:
    """The plan was looked at again: when, with the client or not, what was achieved; and the day of the next time.

    An evaluation settles the one that was agreed for; a re-examination has no fixed day and leaves that one standing (Leiden
    bijlage I rij 4 ii). Name and address are known and not asked again, and no consent is asked. Raises Invalid for a day
    ahead or before the plan, for words where the plan holds none, and without words where it does; Conflict for the same day twice.
    """
    rules = plan_rules(clock.today())
    if outcome.kind not in rules.occasions:
        raise Invalid("Deze soort kent het protocol hier niet.", field="kind")
    if not plan.opened_on <= outcome.held_on <= clock.today():
        raise Invalid("Kies een dag tussen het begin van het plan en vandaag.", field="held_on")
    if rules.words and not outcome.achieved.strip():
        raise Invalid("Schrijf op wat er is bereikt.", field="achieved")
    if not rules.words and outcome.achieved.strip():
        raise Invalid("Het plan bevat hier geen inhoud. Schrijf bij de activiteit hoe het ermee staat.", field="achieved")
    Plan.objects.select_for_update().get(pk=plan.pk)
    if Evaluation.objects.filter(plan=plan, kind=outcome.kind, state=EvaluationState.HELD, held_on=outcome.held_on).exists():
        raise Conflict("Van deze dag is dit al vastgelegd.")
    ahead = _ahead(plan) if outcome.kind == EvaluationKind.EVALUATION else None
    row = ahead or Evaluation(plan=plan, kind=outcome.kind, due_on=outcome.held_on, planned_by=by)
    row.state, row.held_on, row.held_by = EvaluationState.HELD, outcome.held_on, by
    row.with_client, row.achieved = outcome.with_client, outcome.achieved.strip()
    row.save()
    work.complete_tasks_of(source_kind=SOURCE, source_id=row.pk, by=by)
    _log(DossierEvent.EVALUATION_HELD, row, by)
    if outcome.next_on is not None:
        plan_evaluation(plan=plan, due_on=outcome.next_on, by=by)
    return row


@transaction.atomic
def give_evaluation_tasks(*, by: Actor) -> int:
    """Two weeks before an evaluation, and on its day, a task for who directs the plan, otherwise for the team of its first dossier.

    Each is given once; what a night without a worker missed is made up for as long as the evaluation waits. Returns how many are new.
    """
    today = clock.today()
    waiting = Evaluation.objects.filter(state=EvaluationState.PLANNED, due_on__lte=today + WARN_AHEAD, plan__state=PlanState.OPEN)
    rows = list(waiting.select_related("plan__dossier").order_by("due_on", "pk"))
    given = set(Task.objects.filter(source_kind=SOURCE, source_id__in=[row.pk for row in rows]).values_list("source_id", "kind"))
    directors = _directors([row.plan_id for row in rows])
    fresh = 0
    for row in rows:
        for kind in [DUE] if row.due_on <= today else [SOON]:
            if (row.pk, kind) not in given:
                _give(row, kind, directors.get(row.plan_id), by)
                fresh += 1
    return fresh


def _give(row: Evaluation, kind: str, director: Direction | None, by: Actor) -> None:
    dossier = row.plan.dossier
    if kind == DUE:  # the earlier warning has done its work
        work.complete_tasks_of(source_kind=SOURCE, source_id=row.pk, by=by)
    work.add_task(
        kind=kind,
        title_key=kind,
        source_kind=SOURCE,
        source_id=row.pk,
        due_on=row.due_on,
        person_id=dossier.person_id,
        dossier_id=dossier.pk,
        assignee_id=director.user_id if director else None,
        team_id=None if director else dossier.team_id,
        by=by,
    )
    _log(DossierEvent.EVALUATION_DUE, row, by)


def _directors(plans: Collection[UUID]) -> dict[UUID, Direction]:
    """Who directs each plan: the case director, otherwise the process director."""
    rows = Direction.objects.filter(plan_id__in=plans, until__isnull=True).order_by("-level")  # process before case: the last one counts
    return {row.plan_id: row for row in rows}


def _ahead(plan: Plan) -> Evaluation | None:
    found: Evaluation | None = Evaluation.objects.select_for_update().filter(plan=plan, state=EvaluationState.PLANNED).first()
    return found


def _settle(row: Evaluation, state: EvaluationState, by: User) -> None:
    Evaluation.objects.filter(pk=row.pk).update(state=state)
    work.complete_tasks_of(source_kind=SOURCE, source_id=row.pk, by=by)


def _log(event: DossierEvent, row: Evaluation, by: Actor) -> None:
    record(
        event,
        subject_kind=SOURCE,
        subject_id=row.pk,
        dossier_id=row.plan.dossier_id,
        person_id=row.plan.dossier.person_id,
        reason=row.kind,
        by=by,
    )
