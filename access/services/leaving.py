"""An employee leaves: what he could reach is closed in the same act, and what he did is handed over."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from access.events import AccessEvent
from access.models import Ground, Membership, RoleAssignment, Team, User
from access.selectors import members_of
from access.states import GroundKind, MunicipalRole, PrincipalKind, TeamRole
from privacy_domain import clock
from privacy_domain.audit.record import record
from privacy_domain.operation import Actor
from privacy_domain.work.services import add_task, enqueue

HAND_OVER = "hand_over"
LEFT = "access.left"
"""The job by which floors above end their own rows about somebody who left; its arguments are `user` and `by`."""


@transaction.atomic
def take_everything(*, user: User, by: Actor) -> int:
    """End every ground, place and role of `user` now. Who leads the team of a subject in which he was involved gets a task to
    hand it over. Returns how many rows ended; a second time it is 0.
    """
    moment = clock.now()
    ended = 0
    for ground in Ground.objects.select_for_update().filter(principal_kind=PrincipalKind.USER, principal=user.pk, ended_at__isnull=True):
        ground.ended_at, ground.ended_by = moment, by.id
        ground.save(update_fields=["ended_at", "ended_by"])
        record(
            AccessEvent.GROUND_ENDED, by=by, subject_kind=f"ground:{ground.kind}", subject_id=ground.pk, dossier_id=ground.subject,
            on_behalf_of=user.pk, reason="left",
        )  # fmt: skip
        if ground.kind == GroundKind.INVOLVED:
            _hand_over(ground, user, by)
        ended += 1
    ended += _end(Membership, AccessEvent.MEMBERSHIP_ENDED, user, by) + _end(RoleAssignment, AccessEvent.ROLE_ENDED, user, by)
    if ended:
        enqueue(kind=LEFT, key=f"{user.pk}:{user.session_generation}", args={"user": user.pk, "by": by.id or "system"}, by=by)
    return ended


def _end(model: type[Membership | RoleAssignment], event: AccessEvent, user: User, by: Actor) -> int:
    held = list(model.objects.select_for_update().filter(user=user, ended_at__isnull=True))
    for row in held:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        record(event, by=by, subject_kind=model._meta.model_name or "", subject_id=row.pk, on_behalf_of=user.pk, reason="left")
    return len(held)


def _hand_over(ground: Ground, user: User, by: Actor) -> None:
    lead = _lead_of(ground.subject, user)
    whom: dict[str, object] = {"assignee_id": lead} if lead else {"role": str(MunicipalRole.TEAM_LEAD)}
    add_task(kind=HAND_OVER, title_key=HAND_OVER, source_kind="access.ground", source_id=ground.pk, dossier_id=ground.subject, by=by, **whom)  # type: ignore[arg-type]


def _lead_of(subject: UUID, leaving: User) -> UUID | None:
    """The leader of the team that holds a subject, but for the one who leaves."""
    held = Ground.objects.filter(subject=subject, kind=GroundKind.TEAM, ended_at__isnull=True).values_list("principal", flat=True)
    for team in Team.objects.filter(pk__in=held):
        for place in members_of(team):
            if place.role == TeamRole.LEAD and place.user_id != leaving.pk:
                key: UUID = place.user_id
                return key
    return None
