"""Which hats a version lets in, whoever wears them: for comparing one version with another, never for opening a door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from access.policies.gate import CASE_BY_ROLE, INVOLVED, ROLE_BY_GROUND, ask
from access.states import ENGINE_ROLES, GroundKind
from privacy_domain.protocols.facts import AccessFacts
from privacy_domain.protocols.types import Part, Role


def hats_let_in(kinds: Iterable[GroundKind], *, violence: bool, part: Part, version: str | None, on: date) -> frozenset[Role]:
    """The roles that can open this part of a subject with these grounds on it, once they say why they need it.

    `version` None: the law alone answers. `violence`: domestic violence is at issue (leek-2018 art. 7 lid 2 onder d).
    """
    asked = {facts for kind in kinds for facts in _comers(kind, violence, part)}
    return frozenset(facts.role for facts in asked if ask(facts, version, on).allowed)


def _comers(kind: GroundKind, violence: bool, part: Part) -> Iterator[AccessFacts]:
    """Everybody whom a ground of this kind brings to the door."""
    for role in _roles(kind):
        yield AccessFacts(
            role=role,
            team_member=kind is GroundKind.TEAM,
            directly_involved=kind in INVOLVED,
            necessary=True,
            domestic_violence=violence,
            assigned_case=CASE_BY_ROLE.get(role) is kind,
            statutory_duty=kind is GroundKind.DUTY,
            part=part,
        )


def _roles(kind: GroundKind) -> tuple[Role, ...]:
    if kind in INVOLVED:
        return (Role.PROFESSIONAL,)
    if kind is GroundKind.TEAM:
        return (Role.PROFESSIONAL, Role.TEAM_LEAD)
    if kind is GroundKind.MUNICIPALITY:
        return tuple(ENGINE_ROLES.values())
    if kind is GroundKind.VIOLENCE:
        return (Role.VEILIG_THUIS,)
    return (ROLE_BY_GROUND.get(kind, Role.OTHER),)
