"""The plan of a household: the one door to it, starting and writing it, the dossiers and people it stands for, ending it."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.http import Http404

from access import policies as gate
from access.models import User
from access.selectors import visible_among
from dossiers.events import DossierEvent
from dossiers.models import Activity, Direction, Dossier, Evaluation, Measurement, Plan, PlanDossier, PlanPerson, Relation
from dossiers.policies.plan import plan_of_household, plan_rules
from dossiers.selectors.plan import PlanDoor as PlanDoor
from dossiers.selectors.plan import plan_of
from dossiers.services.direction import close_to_directors, end_direction, open_to_directors
from dossiers.states import DossierState, EvaluationState, MeasurementState, PlanState, RelationRole
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.crypto import keys
from privacy_domain.people.models import Person
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Conflict, Invalid
from privacy_domain.work import services as work


@transaction.atomic
def open_plan(*, ref: UUID, write: bool = False, event: DossierEvent = DossierEvent.PLAN_SEEN, by: User) -> PlanDoor:
    """The only way to the plan of a dossier: past the gate's part "plan", with a line in the log. A director comes in here where
    the protocol lets him, and not in the dossier (Sittard-Geleen par. 5). Raises as `open_dossier`."""
    passage = gate.enter(by, ref, on=clock.today(), part=Part.PLAN, write=write)
    dossier: Dossier | None = Dossier.objects.select_related("person").filter(pk=ref).first()
    if dossier is None:
        raise Http404
    plan = plan_of(dossier)
    look(
        event,
        subject_kind="plan",
        subject_id=plan.pk if plan else None,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        decision=passage.decision,
        role=str(passage.role),
        by=by,
    )
    return PlanDoor(dossier, plan, passage.may_write)


@transaction.atomic
def start_plan(*, dossier: Dossier, name: str, by: User) -> Plan:
    """A plan for the household of this client, under one of the names that the protocol has for it.

    Raises Invalid for another name, Conflict when the dossier is closed, has a plan, or the household has one elsewhere.
    """
    on = clock.today()
    if name not in plan_rules(on).names:
        raise Invalid("Kies hoe het plan hier heet.", field="name")
    if dossier.state != DossierState.OPEN:
        raise Conflict("Dit dossier is afgesloten. Heropen het eerst.")
    Dossier.objects.select_for_update().get(pk=dossier.pk)  # of two who start at once the second sees the first one's plan
    if PlanDossier.objects.filter(dossier=dossier, until__isnull=True).exists():
        raise Conflict("Voor dit dossier is er al een plan.")
    _require_only_plan(dossier, by, on)
    plan = Plan(id=uuid4(), dossier=dossier, name=name, opened_on=on, opened_by=by)
    keys.create_key("plan", plan.pk)  # key first: a row without its key could never be read
    keep_plan(plan=plan, by=by)
    _join(plan, dossier, by)
    _log(DossierEvent.PLAN_STARTED, plan, dossier, by)
    return plan


def _require_only_plan(dossier: Dossier, by: User, on: date) -> None:
    """That there is a plan is all that somebody without a ground on it learns; who directs it, and how to reach him, stands in the
    plan (Sittard-Geleen par. 5: what the director needs, and no more)."""
    other = plan_of_household(dossier, by, on)
    if other is None:
        return
    held = PlanDossier.objects.filter(plan=other, until__isnull=True).values_list("dossier_id", flat=True)
    knows = bool(visible_among(by, set(held), on=on, part=Part.PLAN))
    director = Direction.objects.filter(plan=other, until__isnull=True).select_related("user").order_by("level").first() if knows else None
    who = "Sluit dit dossier daarbij aan." if knows else "Vraag je leidinggevende wie het leidt, en laat dit dossier erbij aansluiten."
    if director:
        who = f"Overleg met {director.user.display_name} ({director.reach}) en sluit dit dossier daarbij aan."
    raise Conflict(f"Voor dit huishouden is er al een plan: één gezin heeft één plan en één regisseur. {who}")


@transaction.atomic
def keep_plan(*, plan: Plan, by: User) -> Plan:
    """Write the plan as it is now; how it was before stays readable."""
    plan.changed_at, plan.changed_by = clock.now(), by
    plan._history_user, plan._history_date = by, clock.now()
    plan.save()
    return plan


@transaction.atomic
def write_plan(*, plan: Plan, goals: str, agreements: str, by: User) -> Plan:
    """Goals and agreements in words (Leiden 9 lid 2 and 10 lid 1, Opsterland 1 onder o). What was agreed before is not agreed any
    more when the words change. Raises Invalid where the plan holds the set of the protocol and nothing else."""
    if not plan_rules(clock.today()).words:
        raise Invalid("Het plan bevat hier alleen wat voor regie nodig is. Schrijf doelen en inhoud in het dossier.", field="goals")
    if not agreements.strip() and not goals.strip():
        raise Invalid("Schrijf op wat de cliënt wil bereiken, of wat jullie afspreken.", field="agreements")
    plan.goals, plan.agreements = goals.strip(), agreements.strip()
    plan.agreed_on, plan.agreed_with, plan.agreed_how = None, "", ""
    keep_plan(plan=plan, by=by)
    _log(DossierEvent.PLAN_WRITTEN, plan, plan.dossier, by)
    return plan


@transaction.atomic
def agree_plan(*, plan: Plan, agreed_on: date, agreed_with: str, agreed_how: str = "", by: User) -> Plan:
    """The client agreed with the plan as it is: when, who spoke, how it was drawn up together (Opsterland 9 lid 1 onder f)."""
    rules = plan_rules(clock.today())
    if not plan.opened_on <= agreed_on <= clock.today():
        raise Invalid("Kies een dag tussen het begin van het plan en vandaag.", field="agreed_on")
    if not agreed_with.strip():
        raise Invalid("Schrijf op met wie het plan is afgesproken.", field="agreed_with")
    if rules.joint and not agreed_how.strip():
        raise Invalid("Schrijf op hoe jullie het plan samen hebben opgesteld.", field="agreed_how")
    plan.agreed_on, plan.agreed_with, plan.agreed_how = agreed_on, agreed_with.strip(), agreed_how.strip() if rules.words else ""
    keep_plan(plan=plan, by=by)
    _log(DossierEvent.PLAN_AGREED, plan, plan.dossier, by)
    return plan


# ---------------------------------------------------------------- the household
@transaction.atomic
def join_plan(*, plan: Plan, number: str, by: User) -> PlanDossier:
    """Another dossier of the household comes under this plan; its directors see this plan there too.

    The same sentence for a number that does not exist and for a dossier that is not one's own to write in: Invalid. Raises
    Conflict when it stands under a plan already.
    """
    dossier = Dossier.objects.select_for_update().filter(number=number.strip(), state=DossierState.OPEN).first()
    if dossier is None or not gate.may_write(by, dossier.pk, on=clock.today()).allowed:
        raise Invalid("Er is geen open dossier met dit nummer waarin jij mag schrijven.", field="number")
    if PlanDossier.objects.filter(dossier=dossier, until__isnull=True).exists():
        raise Conflict("Dit dossier valt al onder een plan. Beëindig dat eerst.")
    link = _join(plan, dossier, by)
    _log(DossierEvent.PLAN_JOINED, plan, dossier, by)
    return link


@transaction.atomic
def leave_plan(*, plan: Plan, dossier: Dossier, by: User) -> None:
    """This dossier does not come under the plan any more. Raises Conflict for the last one (end the plan) and a second time."""
    current = PlanDossier.objects.select_for_update().filter(plan=plan, until__isnull=True)
    if set(current.values_list("dossier_id", flat=True)) == {dossier.pk}:
        raise Conflict("Dit is het laatste dossier van het plan. Beëindig dan het plan.")
    if current.filter(dossier=dossier).update(until=clock.today()) != 1:
        raise Conflict("Dit dossier viel al niet meer onder het plan.")
    close_to_directors(plan=plan, dossier=dossier, by=by)
    _log(DossierEvent.PLAN_LEFT, plan, dossier, by)


@transaction.atomic
def add_to_plan(*, plan: Plan, relation: Relation, by: User) -> PlanPerson:
    """Somebody of the family concerned stands in the plan. Raises Invalid for who is no family of a client in it, or has a dossier
    there, Conflict a second time."""
    mine = PlanDossier.objects.filter(plan=plan, until__isnull=True)
    person: Person | None = relation.person
    if person is None or relation.role != RelationRole.FAMILY or relation.until or not mine.filter(dossier=relation.dossier_id).exists():
        raise Invalid("Kies iemand uit het gezin van de cliënt.", field="relation")
    if mine.filter(dossier__person=person).exists() or PlanPerson.objects.filter(plan=plan, person=person, until__isnull=True).exists():
        raise Conflict("Deze persoon staat al in het plan.")
    row = PlanPerson(plan=plan, person=person, relation=relation.relation, since=clock.today(), added_by=by)
    row.save(force_insert=True)
    _log(DossierEvent.PLAN_PERSON_ADDED, plan, relation.dossier, by, person.pk)
    return row


@transaction.atomic
def take_out_of_plan(*, row: PlanPerson, by: User) -> None:
    """Does not stand in the plan any more. Twice: Conflict."""
    if PlanPerson.objects.filter(pk=row.pk, until__isnull=True).update(until=clock.today()) != 1:
        raise Conflict("Deze persoon stond al niet meer in het plan.")
    _log(DossierEvent.PLAN_PERSON_ENDED, row.plan, row.plan.dossier, by, row.person_id)


def _join(plan: Plan, dossier: Dossier, by: User) -> PlanDossier:
    link = PlanDossier(plan=plan, dossier=dossier, since=clock.today(), joined_by=by)
    link.save(force_insert=True)
    open_to_directors(plan=plan, dossier=dossier, by=by)
    return link


# ---------------------------------------------------------------- the end
@transaction.atomic
def close_plan(*, plan: Plan, by: User) -> Plan:
    """The plan ends today: its directors come in no more, what was agreed for later is dropped, it stays readable where the
    dossiers are. Raises Conflict when an activity is not done and has no end behind it, and a second time."""
    today = clock.today()
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.state != PlanState.OPEN:
        raise Conflict("Dit plan was al beëindigd.")
    running = Activity.objects.filter(plan=plan, done_on__isnull=True)
    if any(row.ends_on is None or row.ends_on > today for row in running):
        raise Conflict("Er lopen nog activiteiten. Zeg eerst van elke activiteit of zij klaar is, of tot wanneer zij liep.")
    for direction in Direction.objects.filter(plan=plan, until__isnull=True).select_related("plan"):
        end_direction(direction=direction, by=by)
    for evaluation in Evaluation.objects.filter(plan=plan, state=EvaluationState.PLANNED):
        Evaluation.objects.filter(pk=evaluation.pk).update(state=EvaluationState.DROPPED)
        work.complete_tasks_of(source_kind="evaluation", source_id=evaluation.pk, by=by)
    PlanDossier.objects.filter(plan=plan, until__isnull=True).update(until=today)
    locked.state, locked.closed_on, locked.closed_by = PlanState.CLOSED, today, by
    keep_plan(plan=locked, by=by)
    _log(DossierEvent.PLAN_CLOSED, locked, locked.dossier, by)
    return locked


@transaction.atomic
def settle_before_closing(*, dossier: Dossier, by: User) -> None:
    """A dossier is about to close: one of several leaves the plan of its household. Raises Conflict when the plan would be left
    without a dossier: who directs ends it first; and while a measurement is being drawn up."""
    if Measurement.objects.filter(dossier=dossier, state=MeasurementState.OPEN).exists():
        raise Conflict("Er is nog een meting in de maak. Rond haar af of stop haar.")
    link = PlanDossier.objects.filter(dossier=dossier, until__isnull=True).select_related("plan").first()
    if link is None:
        return
    if not PlanDossier.objects.filter(plan=link.plan, until__isnull=True).exclude(dossier=dossier).exists():
        raise Conflict("Beëindig eerst het plan van dit dossier. Dat doe je op de pagina van het plan.")
    leave_plan(plan=link.plan, dossier=dossier, by=by)


def _log(event: DossierEvent, plan: Plan, dossier: Dossier, by: User, person: UUID | None = None) -> None:
    record(
        event,
        subject_kind="plan",
        subject_id=plan.pk,
        dossier_id=dossier.pk,
        person_id=dossier.person_id,
        object_ids=[person] if person else [],
        by=by,
    )
