"""What the weekly list finds: planted looks in a week of normal work, counted. Small here, large in `./run soak --part oversight`."""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from access.events import AccessEvent
from access.models import Team, User
from access.services import add_member, create_team, create_user
from access.states import Profession
from dossiers import services
from dossiers.events import DossierEvent
from dossiers.models import Dossier, LookReview
from dossiers.policies.oversight import MANY, MOST_FOR_A_TEAM
from dossiers.services import oversight
from privacy_domain import clock
from privacy_domain.audit.record import look, record
from privacy_domain.operation import SYSTEM
from privacy_domain.people.services import register_person
from tests.integration.dossiers.cast import World, first_code

READS = int(os.environ.get("OVERSIGHT_READS", "1500"))
PLANTED = int(os.environ.get("OVERSIGHT_PLANTED", "14"))
SEED = int(os.environ.get("OVERSIGHT_SEED", "20161"))
TEAMS = int(os.environ.get("OVERSIGHT_TEAMS", "3"))
STAFF_EACH, CASES_EACH = 4, 5
WEEK = date(2026, 11, 23)
SURNAMES = ["Aalders", "Boersma", "Cuperus", "Dekker", "Eisma", "Feenstra", "Groot", "Huizinga", "IJpma", "Kuiper", "Lanting", "Mulder"]
OTHERS = ["Nijland", "Oosterhof", "Postma", "Rozema", "Sikkema", "Terpstra", "Udema", "Veldman", "Wiersma", "Zijlstra"]


@dataclass
class Town:
    """Teams with employees, each with own cases; every employee bears a surname of his own."""

    random: random.Random
    starter: User
    teams: list[Team] = field(default_factory=list)
    staff: list[User] = field(default_factory=list)
    cases: dict[UUID, list[Dossier]] = field(default_factory=dict)
    team_of: dict[UUID, Team] = field(default_factory=dict)

    def moment(self, *, outside: bool = False) -> datetime:
        """Somewhere in the week: in working hours, or in an evening."""
        day = WEEK + timedelta(days=self.random.randrange(5))
        hour = self.random.choice([21, 22, 23]) if outside else self.random.randrange(8, 18)
        return datetime.combine(day, time(hour, self.random.randrange(60), self.random.randrange(60)), tzinfo=clock.AMSTERDAM)

    def case(self, team: Team, **details: object) -> Dossier:
        """A new dossier of a team, of somebody with these details."""
        known = {
            "given_names": "Wim",
            "surname": self.random.choice(OTHERS),
            "birth_date": date(1950, 1, 1) + timedelta(self.random.randrange(20000)),
        }
        person = register_person(details=known | details, by=SYSTEM)  # type: ignore[typeddict-item]
        return services.start_dossier(
            person=person, team=team, purposes=[first_code("purposes")], domains=[first_code("domains")], law_tags=["wmo"], help_question="Hulp", by=self.starter
        )  # fmt: skip

    def stranger(self, employee: User) -> Dossier:
        """A case of another team."""
        others = [colleague for colleague in self.staff if self.team_of[colleague.pk] != self.team_of[employee.pk]]
        return self.random.choice(self.cases[self.random.choice(others).pk])


@pytest.fixture
def town(in_leek: World) -> Iterator[Town]:
    made = Town(random.Random(SEED), in_leek.tom)
    for number in range(TEAMS):
        team = create_team(name=f"Team {number}", by=SYSTEM)
        made.teams.append(team)
        for place in range(STAFF_EACH):
            count = number * STAFF_EACH + place
            surname = SURNAMES[count % len(SURNAMES)] + ("" if count < len(SURNAMES) else str(count))
            user = create_user(username=surname.lower(), display_name=f"Anna {surname}", profession=Profession.CARE_PROVIDER, by=SYSTEM)
            add_member(team=team, user=user, by=SYSTEM)
            made.staff.append(user)
            made.team_of[user.pk] = team
            made.cases[user.pk] = [made.case(team) for _ in range(CASES_EACH)]
            for dossier in made.cases[user.pk]:
                services.involve(dossier=dossier, user=user, reason="begeleider", by=in_leek.tom)
    return made


def see(user: User, dossier: Dossier, at: datetime, *, works: bool = False) -> None:
    with clock.standing_at(at):
        look(DossierEvent.OPENED, dossier_id=dossier.pk, by=user)
        if works:
            record(DossierEvent.LISTED, dossier_id=dossier.pk, by=user)


def normal_week(town: Town) -> None:
    """Own cases mostly; a colleague's now and then; the evening now and then; and often nothing is written down."""
    for _ in range(READS):
        user, chance = town.random.choice(town.staff), town.random.random()
        mates = [mate for mate in town.staff if town.team_of[mate.pk] == town.team_of[user.pk] and mate != user]
        if chance < 0.93:
            dossier = town.random.choice(town.cases[user.pk])
        elif chance < 0.997:
            dossier = town.random.choice(town.cases[town.random.choice(mates).pk])
        else:  # somebody of another team asked for advice, and it was written down
            see(user, town.stranger(user), town.moment(), works=True)
            continue
        see(user, dossier, town.moment(outside=town.random.random() < 0.04), works=town.random.random() < 0.5)


def plant(town: Town) -> dict[tuple[UUID, UUID | None], str]:
    """One look after another that nobody's work explains; what and by whom."""
    kinds = [nosy, family, colleague, at_home, at_night, knocking, browsing]
    found: dict[tuple[UUID, UUID | None], str] = {}
    for number in range(PLANTED):
        kind, user = kinds[number % len(kinds)], town.staff[(number * 5) % len(town.staff)]
        found[user.pk, kind(town, user)] = kind.__name__
    return found


def nosy(town: Town, user: User) -> UUID:
    """A case of another team, out of curiosity."""
    dossier = town.case(town.teams[(town.teams.index(town.team_of[user.pk]) + 1) % TEAMS])
    see(user, dossier, town.moment())
    return dossier.pk


def family(town: Town, user: User) -> UUID:
    """Somebody of the own name, with a colleague of the team."""
    dossier = town.case(town.team_of[user.pk], surname=user.display_name.split()[-1])
    see(user, dossier, town.moment())
    return dossier.pk


def colleague(town: Town, user: User) -> UUID:
    """A colleague who is a client."""
    other = town.staff[(town.staff.index(user) + 1) % len(town.staff)]
    dossier = town.case(town.team_of[user.pk], given_names="Anna", surname=other.display_name.split()[-1])
    see(user, dossier, town.moment())
    return dossier.pk


def at_home(town: Town, user: User) -> UUID:
    """Who lives with a colleague."""
    other = town.staff[(town.staff.index(user) + 2) % len(town.staff)]
    home = {"postcode": f"93{town.random.randrange(10, 99)}AB", "house_number": str(town.random.randrange(1, 400))}
    register_person(details={"given_names": "Anna", "surname": other.display_name.split()[-1], **home}, by=SYSTEM)  # type: ignore[typeddict-item]
    dossier = town.case(town.team_of[user.pk], **home)
    see(user, dossier, town.moment())
    return dossier.pk


def at_night(town: Town, user: User) -> UUID:
    """A case of another team in the evening, with something written down to look busy."""
    dossier = town.case(town.teams[(town.teams.index(town.team_of[user.pk]) + 1) % TEAMS])
    see(user, dossier, town.moment(outside=True), works=True)
    return dossier.pk


def knocking(town: Town, user: User) -> UUID:
    """The own name again, and the door stayed shut."""
    dossier = town.case(town.teams[(town.teams.index(town.team_of[user.pk]) + 1) % TEAMS], surname=user.display_name.split()[-1])
    with clock.standing_at(town.moment()):
        record(AccessEvent.DOOR_REFUSED, outcome="refused", dossier_id=dossier.pk, by=user)
    return dossier.pk


def browsing(town: Town, user: User) -> None:
    """Many cases of colleagues within an hour."""
    start = town.moment().replace(minute=0)
    others = [town.random.choice(town.cases[mate.pk]) for mate in town.random.sample([mate for mate in town.staff if mate != user], 11)]
    fresh = [town.case(town.team_of[mate.pk]) for mate in town.staff[: MANY + 3 - len(others)]]
    for number, dossier in enumerate([*others, *fresh]):
        see(user, dossier, start + timedelta(minutes=3 * number))


def test_planted_looks_are_found_and_the_list_stays_short(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    normal_week(town)
    planted = plant(town)
    with clock.standing_at(datetime.combine(WEEK + timedelta(days=7), time(6), tzinfo=clock.AMSTERDAM)):
        week = oversight.make_list(week=WEEK, by=SYSTEM)
    assert week is not None
    listed = {(line.employee_id, line.subject) for line in LookReview.objects.all()}
    found = Counter(kind for key, kind in planted.items() if key in listed)
    per_team = Counter(LookReview.objects.values_list("team", flat=True))
    with capsys.disabled():
        sys.stdout.write(
            f"\nfound {sum(found.values())} of {len(planted)}; {len(listed)} lines, at most {max(per_team.values())} for a team; {week.looks} looks\n"
        )
    assert sum(found.values()) >= 0.9 * len(planted), {key: kind for key, kind in planted.items() if key not in listed}
    assert max(per_team.values()) <= MOST_FOR_A_TEAM
    assert len(listed) <= max(2 * len(planted), 5 * TEAMS), "more lines than anybody reads"
