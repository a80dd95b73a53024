"""Teams, places in teams and roles. Nobody changes his own: another person does (opsterland-2015 art. 1 onder a)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from access.events import AccessEvent
from access.models import Membership, RoleAssignment, Team, User
from access.policies import NotYourOwnRights, another_person_decides
from access.selectors import last_functional_administrator
from access.states import MunicipalRole, TeamRole
from privacy_domain import clock
from privacy_domain.audit.record import record, refused
from privacy_domain.operation import Actor
from privacy_domain.web.errors import Conflict


@transaction.atomic
def create_team(*, name: str, by: Actor) -> Team:
    """A new team. Raises IntegrityError when the municipality has one of that name."""
    team: Team = Team.objects.create(name=name)
    record(AccessEvent.TEAM_MADE, by=by, subject_kind="team", subject_id=team.pk, fields=["name"])
    return team


@transaction.atomic
def change_team(*, team: Team, name: str, active: bool, by: Actor) -> Team:
    """Rename a team, or say whether it still works."""
    team.name, team.active = name, active
    team.save(update_fields=["name", "active"])
    record(AccessEvent.TEAM_CHANGED, by=by, subject_kind="team", subject_id=team.pk, fields=["name", "active"])
    return team


@transaction.atomic
def add_member(
    *, team: Team, user: User, role: TeamRole = TeamRole.MEMBER, since: date | None = None, until: date | None = None, by: Actor
) -> Membership:
    """Give `user` a place in `team` from `since` (today). Raises NotYourOwnRights, and Conflict when he has one already."""
    _not_own(user, by)
    if Membership.objects.filter(user=user, team=team, until__isnull=True, ended_at__isnull=True).exists():
        raise Conflict(f"{user} zit al in dit team. Beëindig eerst de plek die er is.")
    membership: Membership = Membership.objects.create(team=team, user=user, role=role, since=since or clock.today(), until=until, given_by=by.id)
    record(AccessEvent.MEMBER_ADDED, by=by, subject_kind=f"membership:{role}", subject_id=membership.pk, on_behalf_of=user.pk, object_ids=[team.pk])
    return membership


@transaction.atomic
def end_membership(*, membership: UUID, until: date | None = None, by: Actor) -> Membership:
    """End a place in a team: `until` is its last day; left out, it ends at once. Raises NotYourOwnRights."""
    held: Membership = Membership.objects.select_for_update().select_related("user").get(pk=membership)
    _not_own(held.user, by)
    _end(held, until)
    record(AccessEvent.MEMBERSHIP_ENDED, by=by, subject_kind="membership", subject_id=held.pk, on_behalf_of=held.user_id, fields=["until"])
    return held


@transaction.atomic
def assign_role(*, user: User, role: MunicipalRole, since: date | None = None, until: date | None = None, by: Actor) -> RoleAssignment:
    """Give `user` a role for the whole municipality from `since` (today). Raises NotYourOwnRights, and Conflict when he has it already."""
    _not_own(user, by)
    if RoleAssignment.objects.filter(user=user, role=role, until__isnull=True, ended_at__isnull=True).exists():
        raise Conflict(f"{user} heeft deze rol al.")
    assignment: RoleAssignment = RoleAssignment.objects.create(user=user, role=role, since=since or clock.today(), until=until, given_by=by.id)
    record(AccessEvent.ROLE_ASSIGNED, by=by, subject_kind=f"role:{role}", subject_id=assignment.pk, on_behalf_of=user.pk)
    return assignment


@transaction.atomic
def end_role(*, assignment: UUID, until: date | None = None, by: Actor) -> RoleAssignment:
    """End a role: `until` is its last day; left out, it ends at once.

    Raises NotYourOwnRights, and Conflict for the last functional administrator: nobody could give the role back.
    """
    held: RoleAssignment = RoleAssignment.objects.select_for_update().select_related("user").get(pk=assignment)
    _not_own(held.user, by)
    if held.role == MunicipalRole.FUNCTIONAL_ADMIN and last_functional_administrator(held.user):
        raise Conflict("Dit is de enige functioneel beheerder. Geef eerst een ander deze rol.")
    _end(held, until)
    record(AccessEvent.ROLE_ENDED, by=by, subject_kind=f"role:{held.role}", subject_id=held.pk, on_behalf_of=held.user_id, fields=["until"])
    return held


def _end(held: Membership | RoleAssignment, until: date | None) -> None:
    if until is None:
        held.ended_at = clock.now()
    else:
        held.until = until
    held.save(update_fields=["until", "ended_at"])


def _not_own(user: User, by: Actor) -> None:
    """Refuse and record an attempt at one's own rights."""
    try:
        another_person_decides(user.pk, by)
    except NotYourOwnRights as refusal:
        raise refused(refusal, AccessEvent.OWN_RIGHTS_REFUSED, by=by, on_behalf_of=user.pk) from None
