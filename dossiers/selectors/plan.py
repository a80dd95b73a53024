"""Lists of the plan, for who came through its door."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404

from access.models import User
from access.selectors import visible_among, visible_to
from dossiers.models import Activity, Direction, Dossier, Evaluation, Plan, PlanDossier, PlanDraft, PlanPerson, Relation
from dossiers.states import EvaluationState, PlanState, RelationRole
from privacy_domain.crypto.fields import prefetch_keys
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Conflict


@dataclass(frozen=True, slots=True)
class PlanDoor:
    """The open door of a plan. `plan` is None where the dossier has none yet; of `dossier` a page of the plan shows the number and
    who the client is, nothing else."""

    dossier: Dossier
    plan: Plan | None
    may_write: bool

    @property
    def running(self) -> Plan:
        """The plan that is carried out. Raises Http404 without a plan, Conflict when it was ended."""
        if self.plan is None:
            raise Http404
        if self.plan.state != PlanState.OPEN:
            raise Conflict("Dit plan is beëindigd. Er verandert niets meer aan.")
        return self.plan


def plan_of(dossier: Dossier) -> Plan | None:
    """The plan that stands for this dossier now, otherwise the last that did so until it was ended."""
    links = list(PlanDossier.objects.filter(dossier=dossier).select_related("plan__dossier").order_by("-since", "-plan__opened_on"))
    now = next((link.plan for link in links if link.until is None), None)
    return now or next((link.plan for link in links if link.plan.state == PlanState.CLOSED and link.until == link.plan.closed_on), None)


def dossiers_of(plan: Plan) -> list[PlanDossier]:
    """The dossiers that the plan stands for; of a plan that was ended, those until its end. Two statements with the keys."""
    links = PlanDossier.objects.filter(plan=plan)
    links = links.filter(until=plan.closed_on) if plan.state == PlanState.CLOSED else links.filter(until__isnull=True)
    rows = list(links.select_related("dossier__person").order_by("since", "pk"))
    prefetch_keys(row.dossier.person for row in rows)
    return rows


def persons_of(plan: Plan) -> list[PlanPerson]:
    """Who of the family concerned stands in the plan without a dossier in it."""
    rows = list(PlanPerson.objects.filter(plan=plan, until__isnull=True).select_related("person").order_by("since", "pk"))
    prefetch_keys(row.person for row in rows)
    return rows


def person_row(plan: Plan, row_id: UUID) -> PlanPerson | None:
    """One of them, or None."""
    return next((row for row in persons_of(plan) if row.pk == row_id), None)


def directors_of(plan: Plan) -> list[Direction]:
    """Who directs, and who did before him; the current ones first."""
    rows = list(Direction.objects.filter(plan=plan).select_related("user", "plan__dossier").order_by("level", "-since", "pk"))
    return sorted(rows, key=lambda row: row.until is not None)


def direction_of(plan: Plan, row_id: UUID) -> Direction | None:
    """Somebody who directs this plan now, or None."""
    return next((row for row in directors_of(plan) if row.pk == row_id and row.until is None), None)


def activities_of(plan: Plan) -> list[Activity]:
    """Every activity: those that are not done first, each by its begin."""
    rows = list(Activity.objects.filter(plan=plan).select_related("organisation").order_by("begins_on", "pk"))
    return sorted(rows, key=lambda row: row.done_on is not None)


def activity_of(plan: Plan, activity_id: UUID) -> Activity | None:
    """One activity of this plan, or None."""
    found: Activity | None = Activity.objects.select_related("organisation", "plan__dossier").filter(plan=plan, pk=activity_id).first()
    return found


def evaluations_of(plan: Plan) -> list[Evaluation]:
    """What is agreed for later and what was held, the newest first."""
    rows = Evaluation.objects.filter(plan=plan).exclude(state=EvaluationState.DROPPED)
    return list(rows.select_related("held_by").order_by("-due_on", "-held_on"))


def evaluation_by_id(evaluation_id: UUID) -> Evaluation | None:
    """An evaluation, for a task that points at it; or None."""
    found: Evaluation | None = Evaluation.objects.select_related("plan").filter(pk=evaluation_id).first()
    return found


def family_to_add(plan: Plan, dossier: Dossier) -> list[Relation]:
    """The family of this client that does not stand in the plan yet."""
    known = {row.person_id for row in persons_of(plan)} | {link.dossier.person_id for link in dossiers_of(plan)}
    rows = Relation.objects.filter(dossier=dossier, role=RelationRole.FAMILY, until__isnull=True, person__isnull=False)
    found = [row for row in rows.select_related("person", "dossier") if row.person_id not in known]
    prefetch_keys([*found, *(row.person for row in found if row.person)])
    return found


def plan_draft_of(plan: Plan, page: str, author: User) -> PlanDraft | None:
    """What this person typed on a page and did not save as the plan yet."""
    found: PlanDraft | None = PlanDraft.objects.filter(plan=plan, page=page, author=author).first()
    return found


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One row of the list of plans: a plan, the dossiers through which this person may open it, who directs, what comes first."""

    plan: Plan
    dossiers: tuple[Dossier, ...]
    director: Direction | None
    due_on: date | None


def my_plans(user: User, on: date, limit: int = 50) -> list[PlanLine]:
    """The open plans that the gate's part "plan" would open for `user` on a day. Constant in statements for any number."""
    seen = visible_to(user, on=on, part=Part.PLAN, limit=200)
    return _lines([one.subject for one in seen], limit)


def directed_plans(user: User, on: date, limit: int = 50) -> list[PlanLine]:
    """The open plans that `user` directs, as far as the gate opens them; one statement for who directs none."""
    plans = list(Direction.objects.filter(user=user, until__isnull=True).values_list("plan_id", flat=True))
    if not plans:
        return []
    dossiers = list(PlanDossier.objects.filter(plan_id__in=plans, until__isnull=True).values_list("dossier_id", flat=True))
    return _lines(visible_among(user, dossiers, on=on, part=Part.PLAN), limit)


def _lines(dossiers: Collection[UUID], limit: int) -> list[PlanLine]:
    links = PlanDossier.objects.filter(dossier_id__in=dossiers, until__isnull=True)
    by_plan: dict[UUID, list[PlanDossier]] = {}
    for link in links.select_related("plan", "dossier__person").order_by("-plan__opened_on", "plan_id", "since"):
        by_plan.setdefault(link.plan_id, []).append(link)
    chosen = dict(list(by_plan.items())[:limit])
    prefetch_keys(link.dossier.person for rows in chosen.values() for link in rows)
    directing = _last(Direction.objects.filter(plan_id__in=chosen, until__isnull=True).select_related("user").order_by("-level"))
    ahead = _last(Evaluation.objects.filter(plan_id__in=chosen, state=EvaluationState.PLANNED))
    return [
        PlanLine(rows[0].plan, tuple(link.dossier for link in rows), directing.get(key), ahead[key].due_on if key in ahead else None)
        for key, rows in chosen.items()
    ]


def _last(rows: Iterable[Any]) -> dict[UUID, Any]:
    return {row.plan_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class EarlierState:
    """How the plan or an activity was, from a moment on, and who made it so; `row` is the whole state, opened when read."""

    kind: str
    row: Any
    at: Any
    who: str


def earlier_states(plan: Plan) -> list[EarlierState]:
    """Every state the plan and its activities were in, the newest first."""
    found = [
        EarlierState(kind, row, row.history_date, row.history_user.display_name if row.history_user else "")
        for kind, rows in (("plan", Plan.history.filter(id=plan.pk)), ("activity", Activity.history.filter(plan_id=plan.pk)))
        for row in rows.select_related("history_user")
    ]
    return sorted(found, key=lambda state: state.at, reverse=True)


def ways_to(plan: Plan, user: User, on: date) -> list[UUID]:
    """The dossiers of the plan by which this person may come to it, the first ones first."""
    links = [link.dossier_id for link in dossiers_of(plan)]
    mine = visible_among(user, links, on=on, part=Part.PLAN)
    return [dossier for dossier in links if dossier in mine]
