"""Who gives and ends rights on a dossier: the beheerder that the protocol names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.models import User
from access.selectors import has_role, teams_of
from access.states import MunicipalRole, TeamRole
from dossiers.models import Dossier
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.types import Citation, Role
from privacy_domain.tenancy.selectors import protocol_on


def lead_grants(on: date) -> bool:
    """Whether the protocol of the day makes its team leader the beheerder (opsterland-2015 art. 1 onder a); elsewhere it is the
    functional administrator (leiden-2016 art. 11 lid 4; sittard-geleen-2018 bijlage 1; leek and landsmeer name nobody)."""
    protocol = protocol_on(on)
    named = protocol.value(catalogue.ACCESS_GRANTED_BY) if protocol else None
    lead = protocol.role_labels.get(Role.TEAM_LEAD, "").partition(" ")[0] if protocol else ""
    return bool(named and lead and lead in named)


def may_grant(user: User, dossier: Dossier, on: date) -> bool:
    """Whether `user` gives and ends rights on this dossier on a day; never to himself, which the services refuse."""
    if not lead_grants(on):
        return has_role(user, MunicipalRole.FUNCTIONAL_ADMIN, on=on)
    return leads_for(user, dossier, on)


@dataclass(frozen=True, slots=True)
class ReviewScope:
    """Whose rights by name somebody gives and reviews: those on dossiers of these teams, or all (None)."""

    teams: tuple[UUID, ...] | None


def review_scope(user: User, on: date) -> ReviewScope | None:
    """The rights by name that `user` looks at every year; None: none."""
    if not lead_grants(on):
        return ReviewScope(None) if has_role(user, MunicipalRole.FUNCTIONAL_ADMIN, on=on) else None
    if has_role(user, MunicipalRole.TEAM_LEAD, on=on):
        return ReviewScope(None)
    teams = tuple(place.team_id for place in teams_of(user, on=on) if place.role == TeamRole.LEAD)
    return ReviewScope(teams) if teams else None


def leads_for(user: User, dossier: Dossier, on: date) -> bool:
    """Whether `user` leads the team of this dossier, or the whole of the Social Domain."""
    leads = {place.team_id for place in teams_of(user, on=on) if place.role == TeamRole.LEAD}
    return dossier.team_id in leads or has_role(user, MunicipalRole.TEAM_LEAD, on=on)


def review_role(user: User, dossier: Dossier, on: date) -> MunicipalRole | None:
    """In which role `user` reviews access on a duty in law: privacy officer, team leader, or none."""
    if has_role(user, MunicipalRole.PRIVACY_OFFICER, on=on):
        return MunicipalRole.PRIVACY_OFFICER
    return MunicipalRole.TEAM_LEAD if leads_for(user, dossier, on) else None


def granting_provisions(on: date) -> tuple[Citation, ...]:
    """The articles that say who gives rights."""
    protocol = protocol_on(on)
    parameter = protocol.get(catalogue.ACCESS_GRANTED_BY) if protocol else None
    return parameter.citations if parameter else ()
