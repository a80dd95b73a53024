"""Accounts, teams and roles as screens and other floors need them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from access.models import DemoPersona, Exclusion, Membership, RoleAssignment, Team, User
from access.states import MunicipalRole, TeamRole
from privacy_domain import clock


def held_on(on: date) -> Q:
    """The condition that something given holds on a day."""
    return Q(ended_at__isnull=True, since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))


def account(user: object) -> User:
    """`user` of a request as an account. Raises PermissionDenied for a visitor: the gate lets none through to where this is asked."""
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def user_by_id(user: UUID) -> User | None:
    """The account with this key in the municipality in scope, or None."""
    return User.objects.filter(pk=user).first()


def user_by_name(username: str) -> User | None:
    """The account with this user name, in whatever letters, in the municipality in scope, or None."""
    return User.objects.filter(username=username.strip().lower()).first()


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app or a passkey belongs to the account; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def roles_of(user: User, *, on: date | None = None) -> set[MunicipalRole]:
    """The roles for the whole municipality that `user` has on a day (today)."""
    held = RoleAssignment.objects.filter(held_on(on or clock.today()), user=user)
    return {MunicipalRole(role) for role in held.values_list("role", flat=True)}


def has_role(user: User, *roles: MunicipalRole, on: date | None = None) -> bool:
    """Whether `user` is active and has one of `roles` on a day (today)."""
    return bool(user.is_active and RoleAssignment.objects.filter(held_on(on or clock.today()), user=user, role__in=roles).exists())


def accounts_with_role(role: MunicipalRole, *, on: date | None = None) -> list[User]:
    """The active accounts that have this role on a day (today), by name."""
    held = RoleAssignment.objects.filter(held_on(on or clock.today()), role=role)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("display_name"))


def colleagues() -> list[User]:
    """Every active account of the municipality in scope, by name."""
    return list(User.objects.filter(is_active=True).order_by("display_name", "username"))


def colleagues_for(subjects: Collection[UUID]) -> list[User]:
    """`colleagues`, without whoever is kept away from one of these subjects."""
    away = Exclusion.objects.filter(subject__in=subjects, ended_at__isnull=True).values("user")
    return list(User.objects.filter(is_active=True).exclude(pk__in=away).order_by("display_name", "username"))


def everybody() -> list[User]:
    """Every account of the municipality in scope, also of who left, by name."""
    return list(User.objects.order_by("display_name", "username"))


def last_functional_administrator(user: User) -> bool:
    """Whether `user` is the only one who can administer the municipality."""
    return [holder.pk for holder in accounts_with_role(MunicipalRole.FUNCTIONAL_ADMIN)] == [user.pk]


def teams_of(user: User, *, on: date | None = None) -> list[Membership]:
    """The places in teams that `user` has on a day (today), with their teams, by name of the team."""
    held: QuerySet[Membership] = Membership.objects.filter(held_on(on or clock.today()), user=user)
    return list(held.select_related("team").order_by("team__name"))


def members_of(team: Team, *, on: date | None = None) -> list[Membership]:
    """Who is in a team on a day (today), leaders first, then by name."""
    held: QuerySet[Membership] = Membership.objects.filter(held_on(on or clock.today()), team=team, user__is_active=True)
    return list(held.select_related("user").order_by("role", "user__display_name"))


def leaders_of(user: User, *, on: date | None = None) -> list[User]:
    """Who leads a team of this account on a day (today), without himself; one statement and one for each team."""
    led = [member.user for place in teams_of(user, on=on) for member in members_of(place.team, on=on) if member.role == TeamRole.LEAD]
    return [leader for leader in dict.fromkeys(led) if leader.pk != user.pk]


def team_mates(user: User, *, on: date | None = None) -> list[User]:
    """Everybody else who is in a team with `user` on a day (today), its leader too, by name."""
    held = Membership.objects.filter(held_on(on or clock.today()))
    mates = held.filter(team__in=held.filter(user=user).values("team")).values("user")
    return list(User.objects.filter(pk__in=mates, is_active=True).exclude(pk=user.pk).order_by("display_name"))


def domain_staff(user: User, *, on: date | None = None) -> list[User]:
    """Everybody else who is in any team on a day (today), and the head of the Social Domain, by name; nobody for an outsider."""
    held = held_on(on or clock.today())
    heads = RoleAssignment.objects.filter(held, role=MunicipalRole.TEAM_LEAD).values("user")
    staff = User.objects.filter(Q(pk__in=Membership.objects.filter(held).values("user")) | Q(pk__in=heads), is_active=True)
    found = list(staff.order_by("display_name"))
    return [colleague for colleague in found if colleague.pk != user.pk] if any(one.pk == user.pk for one in found) else []


def personas() -> list[DemoPersona]:
    """The cast of the demonstration in this municipality, in the order in which the login page shows it."""
    return list(DemoPersona.objects.filter(user__is_active=True).select_related("user").order_by("position", "user__display_name"))


def persona(key: UUID) -> DemoPersona | None:
    """One member of the cast, or None."""
    found: DemoPersona | None = DemoPersona.objects.filter(pk=key, user__is_active=True).select_related("user").first()
    return found
