"""The cast as accounts, teams and roles, made by the same services that an administrator uses."""

from __future__ import annotations

from access.models import Team, User
from access.selectors import has_acknowledged, text_on
from access.services import acknowledge, add_member, assign_role, create_team, create_user, introduce_persona
from access.states import MunicipalRole, TeamRole
from privacy_domain import clock
from privacy_domain.management.demo.cast import Cast, Persona
from privacy_domain.operation import SYSTEM


def employ(cast: Cast, *, password: str | None) -> dict[str, User]:
    """Everybody of `cast` in the municipality in scope, by user name; who is there already stays as he is.

    Without `password` the accounts can be entered from the demonstration's login page only.
    """
    teams = {name: _team(name) for name in cast.teams()}
    return {persona.username: _account(position, persona, teams, password) for position, persona in enumerate(cast.personas)}


def _team(name: str) -> Team:
    known = Team.objects.filter(name=name).first()
    return known or create_team(name=name, by=SYSTEM)


def _account(position: int, persona: Persona, teams: dict[str, Team], password: str | None) -> User:
    known = User.objects.filter(username=persona.username).first()
    user = known or _hire(persona, teams, password)
    introduce_persona(user=user, introduction=persona.introduction, first_step=persona.first_step, position=position, by=SYSTEM)
    _accept_duties(user)
    return user


def _hire(persona: Persona, teams: dict[str, Team], password: str | None) -> User:
    user = create_user(
        username=persona.username,
        display_name=persona.display_name,
        job_title=persona.job_title,
        profession=persona.profession,
        password=password,
        by=SYSTEM,
    )
    if persona.team:
        add_member(team=teams[persona.team], user=user, role=TeamRole.LEAD if persona.lead else TeamRole.MEMBER, by=SYSTEM)
    for role in persona.roles:
        assign_role(user=user, role=MunicipalRole(role), by=SYSTEM)
    return user


def _accept_duties(user: User) -> None:
    """The visitor wants to see the application, not this text first; a newer version is still asked."""
    text = text_on(clock.today())
    if text is not None and not has_acknowledged(user, text):
        acknowledge(version=text.version, by=user)
