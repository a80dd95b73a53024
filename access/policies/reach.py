"""Which rows bring a subject into somebody's list: the ways that the protocol of the day leaves open when the look is necessary.

The engine is asked for each hat without any other fact; every list of conditions that it still misses is one way in, and each
condition stands for rows that are there or not. So check and list read the same rows by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from access.policies.gate import CASE_BY_ROLE, INVOLVED, ROLE_BY_GROUND, ask
from access.policies.places import Places as Places
from access.states import ENGINE_ROLES, GroundKind, MunicipalRole
from privacy_domain.protocols.facts import AccessFacts
from privacy_domain.protocols.types import Condition, Part, Role


class Holder(StrEnum):
    """Who can hold the rows of a way, seen from the one who asks: himself, his teams, those he leads, the municipality, Veilig Thuis."""

    USER = "user"
    TEAMS = "teams"
    LED = "led"
    MUNICIPALITY = "municipality"
    VIOLENCE = "violence"


@dataclass(frozen=True, slots=True, order=True)
class Rows:
    """Grounds of these kinds, held so."""

    kinds: tuple[GroundKind, ...]
    holder: Holder


@dataclass(frozen=True, slots=True)
class Way:
    """Subjects with a row of `first`, and for each of `also` a row of that too; only for who has one of `roles`, where any is named."""

    first: Rows
    also: tuple[Rows, ...] = ()
    roles: tuple[MunicipalRole, ...] = ()

    def covers(self, other: Way) -> bool:
        """Whether whatever comes in by `other` comes in by this way too."""
        mine, theirs = {self.first, *self.also}, {other.first, *other.also}
        return self != other and mine <= theirs and self.roles in ((), other.roles)


@lru_cache(maxsize=256)
def ways_of(version: str | None, on: date, part: Part) -> tuple[Way, ...]:
    """Every way into a list under this version (None: the law alone) on a day, whoever asks."""
    found: dict[Way, None] = {}
    for role, worn_by, assigned in _hats():
        decision = ask(AccessFacts(role=role, necessary=True, part=part), version, on)
        for conditions in [()] if decision.allowed else decision.missing:
            found[_way(role, worn_by, conditions, assigned)] = None
    return _together([way for way in found if not any(other.covers(way) for other in found)])


def _together(ways: Iterable[Way]) -> tuple[Way, ...]:
    """As few ways as say the same: the kinds of row that one holder has, then the roles that open the same rows."""
    kinds: dict[tuple[Holder, tuple[Rows, ...], tuple[MunicipalRole, ...]], set[GroundKind]] = {}
    for way in ways:
        kinds.setdefault((way.first.holder, way.also, way.roles), set()).update(way.first.kinds)
    roles: dict[tuple[Rows, tuple[Rows, ...], bool], list[MunicipalRole]] = {}
    for (holder, also, wanted), held in kinds.items():
        roles.setdefault((Rows(tuple(sorted(held)), holder), also, bool(wanted)), []).extend(wanted)
    return tuple(Way(first, also, tuple(named)) for (first, also, _), named in roles.items())


def _hats() -> Iterator[tuple[Role, Rows | None, MunicipalRole | None]]:
    """Each role somebody can come in, with the rows that give it to him for a subject, or the role that he must have been given.

    A member of staff has none (None): what the professional's ways ask for, involvement or a team's row, makes one of him.
    """
    yield Role.PROFESSIONAL, None, None
    yield Role.OTHER, None, None
    yield Role.TEAM_LEAD, Rows((GroundKind.TEAM,), Holder.LED), None
    for kind, role in ROLE_BY_GROUND.items():
        yield role, Rows((kind,), Holder.USER), None
    for assigned, role in ENGINE_ROLES.items():
        yield role, Rows((GroundKind.MUNICIPALITY,), Holder.MUNICIPALITY), assigned


def _way(role: Role, worn_by: Rows | None, conditions: Iterable[Condition], assigned: MunicipalRole | None) -> Way:
    """The rows that give the role and those of every condition."""
    rows = {_rows(role, condition) for condition in conditions} | ({worn_by} if worn_by else set())
    first, *also = sorted(rows or {Rows((GroundKind.MUNICIPALITY,), Holder.MUNICIPALITY)}, key=_selectivity)
    return Way(first, tuple(also), (assigned,) if assigned else ())


def _rows(role: Role, condition: Condition) -> Rows:
    match condition:
        case Condition.DIRECTLY_INVOLVED:
            return Rows(tuple(sorted(INVOLVED)), Holder.USER)
        case Condition.TEAM_MEMBER:
            return Rows((GroundKind.TEAM,), Holder.TEAMS)
        case Condition.ASSIGNED_CASE:
            return Rows((CASE_BY_ROLE[role],), Holder.USER)
        case Condition.DOMESTIC_VIOLENCE:
            return Rows((GroundKind.VIOLENCE,), Holder.VIOLENCE)
        case Condition.STATUTORY_DUTY:
            return Rows((GroundKind.DUTY,), Holder.USER)
    raise ValueError(f"no rows are known for the condition {condition}")


def _selectivity(rows: Rows) -> tuple[int, Rows]:
    """The rows of one person are few, those of the municipality many: start with the few."""
    order = (GroundKind.VIOLENCE, GroundKind.TEAM, GroundKind.MUNICIPALITY)
    return max((order.index(kind) + 1 if kind in order else 0) for kind in rows.kinds), rows
