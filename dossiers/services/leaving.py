"""Somebody left: his own rows on this floor end, and a colleague takes over."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from access.models import Ground, User
from access.selectors import user_by_id
from access.states import GroundKind
from dossiers.events import DossierEvent
from dossiers.models import Authorisation, Direction, Dossier, Involvement
from dossiers.services.authorisation import end_authorisation
from dossiers.services.direction import end_direction
from dossiers.services.dossier import end_involvement, involve
from privacy_domain.audit.record import record
from privacy_domain.operation import SYSTEM, Actor
from privacy_domain.web.errors import Conflict
from privacy_domain.work.services import complete_tasks_of


@transaction.atomic
def close_rows_of(*, user_id: UUID, by: Actor = SYSTEM) -> int:
    """End the involvements, authorisations and direction of plans of somebody who left; the gate closed when he did. Returns how many ended."""
    user = user_by_id(user_id)
    if user is None or user.is_active:
        return 0
    involved = list(Involvement.objects.filter(user=user, until__isnull=True).select_related("dossier"))
    authorised = list(Authorisation.objects.filter(user=user, ended_at__isnull=True).select_related("dossier", "user"))
    for involvement in involved:
        end_involvement(involvement=involvement, by=by)
    for authorisation in authorised:
        end_authorisation(authorisation=authorisation, by=by)
    directed = list(Direction.objects.filter(user=user, until__isnull=True).select_related("plan"))
    for direction in directed:
        end_direction(direction=direction, by=by)
    return len(involved) + len(authorised) + len(directed)


@transaction.atomic
def take_over(*, dossier: Dossier, ground: Ground, user: User, reason: str, by: User) -> Involvement:
    """`user` is from now on involved instead of the colleague who left. Raises Invalid without a reason, Conflict when he is involved
    already, or when `ground` was no involvement in this dossier that has ended.
    """
    if ground.subject != dossier.pk or ground.kind != GroundKind.INVOLVED or ground.ended_at is None:
        raise Conflict("Er is niets over te dragen.")
    involvement = involve(dossier=dossier, user=user, reason=reason, by=by)
    complete_tasks_of(source_kind="access.ground", source_id=ground.pk, by=by)
    record(
        DossierEvent.HANDED_OVER, subject_kind="user", subject_id=user.pk, dossier_id=dossier.pk, person_id=dossier.person_id,
        on_behalf_of=ground.principal, by=by,
    )  # fmt: skip
    return involvement
