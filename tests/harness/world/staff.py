"""Who works in each municipality of the made world: one account for each way of standing to a dossier."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from access.models import Team, User
from access.selectors import text_on
from access.services import acknowledge, add_member, assign_role, create_team, create_user
from access.states import MunicipalRole, Profession, TeamRole
from privacy_domain import clock
from privacy_domain.operation import SYSTEM

PASSWORD = "zeven-lange-kanaries-in-de-kooi"
HERE, ELSEWHERE = "Team Zuid", "Team Noord"


@dataclass(frozen=True)
class Post:
    """A job: in which team, leading it or not, with which profession, with which roles for the whole municipality."""

    team: str = ""
    lead: bool = False
    profession: str = ""
    roles: tuple[MunicipalRole, ...] = ()


POSTS = {
    "involved": Post(HERE, profession=Profession.CIVIL_SERVANT),
    "ended": Post(HERE, profession=Profession.CARE_PROVIDER),
    "team_mate": Post(HERE, profession=Profession.CIVIL_SERVANT),
    "not_involved": Post(ELSEWHERE, profession=Profession.CARE_PROVIDER),
    "team_lead": Post(HERE, lead=True),
    "other_lead": Post(ELSEWHERE, lead=True),
    "head": Post(roles=(MunicipalRole.TEAM_LEAD,)),
    "director": Post(roles=(MunicipalRole.DIRECTOR,)),
    "complaints_handler": Post(roles=(MunicipalRole.COMPLAINTS_HANDLER,)),
    "idle_complaints_handler": Post(roles=(MunicipalRole.COMPLAINTS_HANDLER,)),
    "supervisor": Post(roles=(MunicipalRole.SUPERVISOR,)),
    "veilig_thuis": Post(profession=Profession.CARE_PROVIDER, roles=(MunicipalRole.VEILIG_THUIS,)),
    "privacy_officer": Post(roles=(MunicipalRole.PRIVACY_OFFICER,)),
    "functional_admin": Post(roles=(MunicipalRole.FUNCTIONAL_ADMIN,)),
}


def employ() -> tuple[dict[str, User], dict[str, Team]]:
    """Everybody of POSTS in the municipality in scope, with their teams; all have accepted the text on secrecy."""
    teams = {name: create_team(name=name, by=SYSTEM) for name in (HERE, ELSEWHERE)}
    staff = {}
    for name, post in POSTS.items():
        user = create_user(username=name, display_name=f"Medewerker {name}", profession=post.profession, password=PASSWORD, by=SYSTEM)
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
        if post.team:
            place = TeamRole.LEAD if post.lead else TeamRole.MEMBER
            add_member(team=teams[post.team], user=user, role=place, by=SYSTEM)
        for role in post.roles:
            assign_role(user=user, role=role, by=SYSTEM)
        if text := text_on(clock.today()):
            acknowledge(version=text.version, by=user)
        staff[name] = user
    return staff, teams
