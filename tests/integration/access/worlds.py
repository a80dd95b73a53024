"""Random worlds of people, teams and dossiers: as plain facts for the oracle, and as rows made by the services."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from access import services
from access.models import Team, User
from access.states import GroundKind, MarkerKind, MunicipalRole, Profession, TeamRole
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.protocols.types import Part
from tests.integration.access.oracle import Dossier, Person

TEAMS = ("noord", "zuid")
ROLES = (
    "team_lead",
    "director",
    "complaints_handler",
    "objections_handler",
    "supervisor",
    "veilig_thuis",
    "privacy_officer",
)
KINDS = {
    "directors": GroundKind.DIRECTOR,
    "complaints": GroundKind.COMPLAINT,
    "objections": GroundKind.OBJECTION,
    "duties": GroundKind.DUTY,
}
OPENED = date(2026, 1, 1)


@dataclass
class World:
    """Facts and the rows made of them; keys of dossiers by their names."""

    people: list[Person]
    dossiers: list[Dossier]
    users: dict[str, User]
    subjects: dict[str, UUID]

    def names(self, subjects: object) -> set[str]:
        """The names of these keys."""
        known = {subject: name for name, subject in self.subjects.items()}
        return {known[subject] for subject in subjects}  # type: ignore[attr-defined]


def make(seed: int, *, people: int = 6, dossiers: int = 8) -> World:
    """A world in the municipality in scope. The same seed gives the same facts."""
    chance = random.Random(seed)
    world = World([_person(chance, number) for number in range(people)], [], {}, {})
    world.dossiers = [_dossier(chance, number, [person.name for person in world.people]) for number in range(dossiers)]
    teams = {name: services.create_team(name=name, by=SYSTEM) for name in TEAMS}
    for person in world.people:
        world.users[person.name] = _employ(chance, person, teams)
    for number, dossier in enumerate(world.dossiers):
        world.subjects[dossier.name] = _open(chance, dossier, teams, world.users, OPENED + timedelta(days=number // 2))
    return world


def _person(chance: random.Random, number: int) -> Person:
    person = Person(f"p{number}")
    for team in TEAMS:
        if chance.random() < 0.4:
            (person.leads if chance.random() < 0.3 else person.member_of).add(team)
    person.roles = {role for role in ROLES if chance.random() < 0.2}
    return person


def _dossier(chance: random.Random, number: int, names: list[str]) -> Dossier:
    def some(part: float) -> set[str]:
        return {name for name in names if chance.random() < part}

    parts = [{"plan", "dossier"}, {"dossier"}, {"plan"}]
    return Dossier(
        f"d{number}",
        chance.choice(TEAMS),
        involved={name: chance.choice(parts) for name in some(0.3)},
        directors=some(0.1),
        complaints=some(0.1),
        objections=some(0.1),
        duties=some(0.05),
        excluded=some(0.15),
        violence=chance.random() < 0.3,
    )


def _employ(chance: random.Random, person: Person, teams: dict[str, Team]) -> User:
    user = services.create_user(username=person.name, display_name=person.name, profession=chance.choice(["", *Profession]), by=SYSTEM)
    for team in sorted(person.member_of | person.leads):
        role = TeamRole.LEAD if team in person.leads else TeamRole.MEMBER
        services.add_member(team=teams[team], user=user, role=role, by=SYSTEM)
    for role in sorted(person.roles):
        services.assign_role(user=user, role=MunicipalRole(role), by=SYSTEM)
    _and_something_that_does_not_hold(chance, user, teams)
    return user


def _and_something_that_does_not_hold(chance: random.Random, user: User, teams: dict[str, Team]) -> None:
    """Places and roles of the past and of the future, which open nothing."""
    yesterday, tomorrow = clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)
    if chance.random() < 0.5:
        services.assign_role(user=user, role=MunicipalRole.FUNCTIONAL_ADMIN, since=OPENED, until=yesterday, by=SYSTEM)
        team = teams[chance.choice(TEAMS)]
        services.add_member(team=team, user=user, role=TeamRole.LEAD, since=OPENED, until=yesterday, by=SYSTEM) if not _is_in(user, team) else None
    if chance.random() < 0.3 and not user.roleassignments.filter(role=MunicipalRole.TEAM_LEAD).exists():
        services.assign_role(user=user, role=MunicipalRole.TEAM_LEAD, since=tomorrow, by=SYSTEM)


def _is_in(user: User, team: Team) -> bool:
    return bool(user.memberships.filter(team=team).exists())


def _open(chance: random.Random, dossier: Dossier, teams: dict[str, Team], users: dict[str, User], opened_on: date) -> UUID:
    subject = uuid4()
    services.enter_register(subject=subject, team=teams[dossier.team], source_kind="dossier", source=subject, opened_on=opened_on, by=SYSTEM)

    def place(kind: GroundKind, name: str, **more: object) -> UUID:
        source = uuid4()
        law = {"provision": "artikel 1 van een wet", "requester": "een bestuursorgaan"} if kind == GroundKind.DUTY else {}
        services.place_ground(
            subject=subject,
            kind=kind,
            principal=users[name],
            source_kind="test",
            source=source,
            opened_on=opened_on,
            **law,
            **more,
            by=SYSTEM,
        )
        return source

    for name, parts in dossier.involved.items():
        kind = chance.choice([GroundKind.INVOLVED, GroundKind.AUTHORISED])
        place(kind, name, parts=frozenset(Part(part) for part in parts))
    for attribute, kind in KINDS.items():
        for name in sorted(getattr(dossier, attribute)):
            place(kind, name)
    for name, user in users.items():
        if name in dossier.excluded or chance.random() < 0.15:
            source = uuid4()
            services.exclude(subject=subject, user=user, source_kind="test", source=source, by=SYSTEM)
            if name not in dossier.excluded:
                services.end_exclusions_of(source_kind="test", source=source, by=SYSTEM)
    for name in users:  # what has ended, has not begun or is over opens nothing
        if name not in dossier.involved and chance.random() < 0.3:
            services.end_grounds_of(source_kind="test", source=place(GroundKind.INVOLVED, name), by=SYSTEM)
            place(GroundKind.INVOLVED, name, since=clock.today() + timedelta(days=1))
            place(GroundKind.INVOLVED, name, since=OPENED, until=clock.today() - timedelta(days=1))
    marker = {"kind": MarkerKind.DOMESTIC_VIOLENCE, "source_kind": "test", "source": subject}
    if dossier.violence or chance.random() < 0.5:
        services.set_marker(subject=subject, opened_on=opened_on, **marker, by=SYSTEM)  # type: ignore[arg-type]
        if not dossier.violence:
            services.clear_marker(**marker, by=SYSTEM)  # type: ignore[arg-type]
    return subject
