"""Which rows bring a subject into somebody's list: the ways that the protocol of the day leaves open when the look is necessary.

The engine is asked for each hat without any other fact; every list of conditions that it still misses is one way in, and each
condition stands for rows that are there or not. So check and list read the same rows by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.models import User, municipality_principal, violence_principal
from access.policies.gate import CASE_BY_ROLE, INVOLVED, ROLE_BY_GROUND, ask
from access.states import ENGINE_ROLES, GroundKind, MunicipalRole, TeamRole
from privacy_domain.protocols.facts import AccessFacts
from privacy_domain.protocols.types import Condition, Part, Role
from privacy_domain.tenancy import statements

_PLACES = """
select 'protocol', (
  select version from tenancy_adoption where valid_from <= %(on)s and (valid_until is null or valid_until >= %(on)s)
  order by valid_from desc limit 1
), null::uuid
union all
select 'role', role, null from access_roleassignment
where user_id = %(user)s and ended_at is null and since <= %(on)s and (until is null or until >= %(on)s)
union all
select 'team', role, team_id from access_membership
where user_id = %(user)s and ended_at is null and since <= %(on)s and (until is null or until >= %(on)s)
"""


@dataclass(frozen=True, slots=True, order=True)
class Rows:
    """Grounds of these kinds, held by these principals."""

    kinds: tuple[GroundKind, ...]
    principals: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Subjects with a row of `first`, and for each of `also` a row of that too."""

    first: Rows
    also: tuple[Rows, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where somebody stands in the municipality on a day: the protocol, his roles, his teams and those he leads."""

    protocol: str | None
    roles: frozenset[MunicipalRole]
    teams: tuple[UUID, ...]
    led: tuple[UUID, ...]


def places_of(user: User, on: date) -> Places:
    """The places of `user` on a day; one statement."""
    rows = statements.rows_of(_PLACES, {"user": user.pk, "on": on})
    return Places(
        protocol=next(which for what, which, _ in rows if what == "protocol"),
        roles=frozenset(MunicipalRole(which) for what, which, _ in rows if what == "role"),
        teams=tuple(sorted({team for what, _, team in rows if what == "team"})),
        led=tuple(sorted({team for what, which, team in rows if what == "team" and which == TeamRole.LEAD})),
    )


def ways_in(user: User, *, on: date, part: Part = Part.DOSSIER) -> tuple[Way, ...]:
    """Every way into the list of `user` on a day; one statement. The order has no meaning."""
    places = places_of(user, on)
    found: dict[Way, None] = {}
    for role, worn_by in _hats(user, places):
        decision = ask(AccessFacts(role=role, necessary=True, part=part), places.protocol, on)
        for conditions in [()] if decision.allowed else decision.missing:
            found |= dict.fromkeys(_ways(role, worn_by, conditions, user, places))
    return tuple(found)


def _hats(user: User, places: Places) -> Iterator[tuple[Role, Rows | None]]:
    """Each role somebody can come in, with the rows that give it to him for a subject.

    A member of staff has none (None): what the professional's ways ask for, involvement or a team's row, makes one of him.
    """
    yield Role.PROFESSIONAL, None
    yield Role.OTHER, None
    if places.led:
        yield Role.TEAM_LEAD, Rows((GroundKind.TEAM,), places.led)
    for kind, role in ROLE_BY_GROUND.items():
        yield role, Rows((kind,), (user.pk,))
    for assigned in sorted(places.roles & ENGINE_ROLES.keys()):
        yield ENGINE_ROLES[assigned], Rows((GroundKind.MUNICIPALITY,), (municipality_principal(),))


def _ways(role: Role, worn_by: Rows | None, conditions: Iterable[Condition], user: User, places: Places) -> Iterator[Way]:
    """One way: the rows that give the role and those of every condition. Nothing when a condition has no rows at all."""
    rows = {_rows(role, condition, user, places) for condition in conditions} | ({worn_by} if worn_by else set())
    rows = rows or {Rows((GroundKind.MUNICIPALITY,), (municipality_principal(),))}
    if all(one.principals for one in rows):
        first, *also = sorted(rows, key=_selectivity)
        yield Way(first, tuple(also))


def _rows(role: Role, condition: Condition, user: User, places: Places) -> Rows:
    match condition:
        case Condition.DIRECTLY_INVOLVED:
            return Rows(tuple(sorted(INVOLVED)), (user.pk,))
        case Condition.TEAM_MEMBER:
            return Rows((GroundKind.TEAM,), places.teams)
        case Condition.ASSIGNED_CASE:
            return Rows((CASE_BY_ROLE[role],), (user.pk,))
        case Condition.DOMESTIC_VIOLENCE:
            return Rows((GroundKind.VIOLENCE,), (violence_principal(),))
        case Condition.STATUTORY_DUTY:
            return Rows((GroundKind.DUTY,), (user.pk,))
    raise ValueError(f"no rows are known for the condition {condition}")


def _selectivity(rows: Rows) -> int:
    """The rows of one person are few, those of the municipality many: start with the few."""
    order = (GroundKind.VIOLENCE, GroundKind.TEAM, GroundKind.MUNICIPALITY)
    return max((order.index(kind) + 1 if kind in order else 0) for kind in rows.kinds)
