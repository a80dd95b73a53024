"""Who works in the loaded municipalities, and the five kinds of user that every benchmark of access is measured for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random
from typing import Any

HIRED = date(2018, 9, 1)
OWN = 30  # dossiers of the one without a team
EACH = 60  # dossiers that a professional is involved in, on average
INVOLVED = 3  # professionals of each dossier
TEAM = 3000  # dossiers of a team


class UserClass(StrEnum):
    """Every class is measured by name: the average user hides what the others wait for."""

    MEDIAN = "median professional"
    SELECTIVE = "30 dossiers and no team"
    LEAD = "team lead"
    VIOLENCE = "Veilig Thuis role"
    HEAD = "head of Sociaal Domein"


USERNAMES = {one: f"bench.{one.name.lower()}" for one in UserClass}


@dataclass(frozen=True)
class Staff:
    """The teams of one municipality, and the professionals that dossiers are shared out to."""

    teams: list[Any]
    professionals: list[Any]
    selective: Any


def employ(dossiers: int) -> Staff:
    """Teams and accounts for so many dossiers in the municipality in scope, with one account of each class."""
    from access.models import Membership, RoleAssignment, Team, User
    from access.states import MunicipalRole, TeamRole

    random = Random("staff")
    teams = [Team(name=f"Team {number}") for number in range(max(2, dossiers // TEAM))]
    Team.objects.bulk_create(teams)
    special = {one: _account(User, name, one in (UserClass.MEDIAN, UserClass.SELECTIVE, UserClass.LEAD)) for one, name in USERNAMES.items()}
    colleagues = [_account(User, f"professional.{number}", True) for number in range(max(10, dossiers * INVOLVED // EACH) - 1)]
    User.objects.bulk_create([*special.values(), *colleagues])
    professionals = [special[UserClass.MEDIAN], *colleagues]
    places = [Membership(user=user, team=random.choice(teams), role=TeamRole.MEMBER, since=HIRED) for user in professionals]
    Membership.objects.bulk_create([*places, Membership(user=special[UserClass.LEAD], team=teams[0], role=TeamRole.LEAD, since=HIRED)])
    roles = {UserClass.VIOLENCE: MunicipalRole.VEILIG_THUIS, UserClass.HEAD: MunicipalRole.TEAM_LEAD}
    RoleAssignment.objects.bulk_create(RoleAssignment(user=special[one], role=role, since=HIRED) for one, role in roles.items())
    return Staff(teams, professionals, special[UserClass.SELECTIVE])


def _account(model: Any, username: str, professional: bool) -> Any:
    from privacy_domain.tenancy import scope

    return model(
        municipality_id=scope.require().id,
        username=username,
        display_name=username.title(),
        profession="civil_servant" if professional else "",
        password="!",
    )


def members() -> dict[UserClass, Any]:
    """The account of every class in the municipality in scope. Raises SystemExit when one is missing."""
    from access.models import User

    found = {user.username: user for user in User.objects.filter(username__in=USERNAMES.values())}
    if missing := [str(one) for one, name in USERNAMES.items() if name not in found]:
        raise SystemExit(f"nobody of the class {', '.join(missing)}: without every class the figures mean nothing")
    return {one: found[name] for one, name in USERNAMES.items()}
