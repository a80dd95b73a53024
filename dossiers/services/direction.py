"""Who directs a plan: named, with how to reach him, until another does. Directing opens the plan, and no dossier."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.db import transaction

from access import policies as gate
from access import services as access
from access.models import User
from access.states import GroundKind, Reason
from dossiers.events import DossierEvent
from dossiers.models import Direction, Dossier, Plan, PlanDossier
from dossiers.states import DirectionLevel
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.protocols.types import Part
from privacy_domain.web.errors import Conflict, Invalid

SOURCE = "direction"


@transaction.atomic
def name_director(*, plan: Plan, level: DirectionLevel, user: User, reach: str, by: User) -> Direction:
    """`user` directs this plan from today, on the level of the process or of the case; who did so before does not any more.

    His ground opens the plan of every dossier in it, with the need to look recorded, and no dossier (Sittard-Geleen par. 5).
    Raises Conflict when he does so already, Invalid without how to reach him, and for whom this protocol lets see no plan.
    """
    if not reach.strip():
        raise Invalid("Schrijf op hoe de cliënt de regisseur kan bereiken.", field="reach")
    Plan.objects.select_for_update().get(pk=plan.pk)
    before = Direction.objects.select_for_update().filter(plan=plan, level=level, until__isnull=True).first()
    if before is not None and before.user_id == user.pk and before.reach == reach.strip():
        raise Conflict("Deze collega voert de regie al.")
    if before is not None:
        end_direction(direction=before, by=by)
    named = Direction(plan=plan, user=user, level=level, reach=reach.strip(), since=clock.today(), named_by=by)
    named.save(force_insert=True)
    dossiers = _dossiers_of(plan)
    for dossier in dossiers:
        _place(named, dossier, by)
    if not any(gate.may_open(user, dossier.pk, on=clock.today(), part=Part.PLAN).allowed for dossier in dossiers):
        raise Invalid("Deze collega mag het plan hier niet zien. Maak deze collega eerst betrokken bij de ondersteuning.", field="colleague")
    _log(DossierEvent.DIRECTOR_NAMED, named, by)
    return named


@transaction.atomic
def end_direction(*, direction: Direction, by: Actor) -> Direction:
    """Somebody does not direct the plan any more, and comes in no more on that account. Twice: Conflict."""
    if Direction.objects.filter(pk=direction.pk, until__isnull=True).update(until=clock.today(), ended_by=by.id) != 1:
        raise Conflict("Deze regie was al beëindigd.")
    for link in PlanDossier.objects.filter(plan_id=direction.plan_id):
        access.end_grounds_of(source_kind=SOURCE, source=_source(direction.pk, link.dossier_id), by=by)
    _log(DossierEvent.DIRECTION_ENDED, direction, by)
    return direction


@transaction.atomic
def open_to_directors(*, plan: Plan, dossier: Dossier, by: User) -> None:
    """A dossier came under the plan: who directs it sees the plan from there too."""
    for direction in Direction.objects.filter(plan=plan, until__isnull=True).select_related("user"):
        _place(direction, dossier, by)


@transaction.atomic
def close_to_directors(*, plan: Plan, dossier: Dossier, by: Actor) -> None:
    """A dossier left the plan: who directs it does not come in from there any more."""
    for direction in Direction.objects.filter(plan=plan, until__isnull=True):
        access.end_grounds_of(source_kind=SOURCE, source=_source(direction.pk, dossier.pk), by=by)


def _place(direction: Direction, dossier: Dossier, by: User) -> None:
    access.place_ground(
        subject=dossier.pk,
        principal=direction.user,
        kind=GroundKind.DIRECTOR,
        parts={Part.PLAN},
        may_write=True,
        reason=Reason.SUPERVISION,  # directing is the need to look, for as long as it lasts
        opened_on=dossier.opened_on,
        source_kind=SOURCE,
        source=_source(direction.pk, dossier.pk),
        by=by,
    )


def _dossiers_of(plan: Plan) -> list[Dossier]:
    links = PlanDossier.objects.filter(plan=plan, until__isnull=True).select_related("dossier")
    return [link.dossier for link in links]


def _log(event: DossierEvent, direction: Direction, by: Actor) -> None:
    for dossier in _dossiers_of(direction.plan):
        record(
            event,
            subject_kind="user",
            subject_id=direction.user_id,
            dossier_id=dossier.pk,
            person_id=dossier.person_id,
            reason=direction.level,
            by=by,
        )


def _source(direction: UUID, dossier: UUID) -> UUID:
    return uuid5(direction, str(dossier))
