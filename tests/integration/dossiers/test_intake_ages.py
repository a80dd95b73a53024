"""Birthdays and ends of representation become tasks: once, for the team, also after a night without a worker."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dossiers.models import Dossier
from dossiers.services.ages import give_tasks_of_the_day
from dossiers.services.relations import add_relation
from dossiers.states import DossierState, RelationRole
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Representative
from privacy_domain.people.services import end_representative
from privacy_domain.work.models import Task
from privacy_domain.work.registry import planned_daily
from tests.factories.access import logged_in
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.test_intake_people import around

TURNS = {12: date(2025, 3, 2), 16: date(2029, 3, 2), 18: date(2031, 3, 2)}  # Daan was born on 2 March 2013


def at(day: date) -> Any:
    return clock.standing_at(datetime(day.year, day.month, day.day, 4, 10, tzinfo=clock.AMSTERDAM))


def kinds() -> list[str]:
    return sorted(Task.objects.values_list("kind", flat=True))


@pytest.mark.parametrize("age", TURNS)
def test_a_birthday_that_changes_who_decides_is_a_task_of_the_team_once(daan_in_landsmeer: World, age: int) -> None:
    with at(TURNS[age] - timedelta(days=1)):
        assert give_tasks_of_the_day(by=SYSTEM) == 0
    with at(TURNS[age]):
        assert (give_tasks_of_the_day(by=SYSTEM), give_tasks_of_the_day(by=SYSTEM)) == (1, 0)
    task = Task.objects.get()
    assert (task.kind, task.team_id, task.dossier_id, task.due_on) == (
        f"age_{age}",
        daan_in_landsmeer.team.pk,
        daan_in_landsmeer.dossier.pk,
        TURNS[age],
    )


@pytest.mark.parametrize("age", [11, 13, 15, 17, 19])
def test_other_birthdays_are_not(daan_in_landsmeer: World, age: int) -> None:
    with at(date(2013 + age, 3, 2)):
        assert give_tasks_of_the_day(by=SYSTEM) == 0


def test_a_night_without_a_worker_misses_nobody(daan_in_landsmeer: World) -> None:
    with at(TURNS[16] + timedelta(days=6)):
        assert give_tasks_of_the_day(by=SYSTEM) == 1
    with at(TURNS[16] + timedelta(days=7)):
        assert give_tasks_of_the_day(by=SYSTEM) == 0


def test_a_closed_dossier_asks_nothing(daan_in_landsmeer: World) -> None:
    Dossier.objects.update(state=DossierState.CLOSED, closed_on=date(2026, 11, 24))
    with at(TURNS[16]):
        assert give_tasks_of_the_day(by=SYSTEM) == 0


def test_a_relative_in_the_support_has_birthdays_too(in_opsterland: World) -> None:
    child = {"given_names": "Bo", "surname": "Vries", "birth_date": date(2013, 3, 2)}
    add_relation(dossier=in_opsterland.dossier, around=around(in_support=True), details=child, by=in_opsterland.sanne)
    add_relation(dossier=in_opsterland.dossier, around=around(role=RelationRole.NETWORK), details=child, by=in_opsterland.sanne)
    with at(TURNS[16]):
        assert give_tasks_of_the_day(by=SYSTEM) == 1


def test_an_ending_representation_warns_a_month_ahead(daan_in_landsmeer: World) -> None:
    end_representative(representation=Representative.objects.get(), last_day=date(2027, 1, 31), by=SYSTEM)
    with at(date(2026, 12, 31)):
        assert give_tasks_of_the_day(by=SYSTEM) == 0
    with at(date(2027, 1, 1)):
        assert (give_tasks_of_the_day(by=SYSTEM), give_tasks_of_the_day(by=SYSTEM)) == (1, 0)
    assert kinds() == ["representation_ends"] and Task.objects.get().due_on == date(2027, 1, 31)


def test_the_job_is_planned_every_night(daan_in_landsmeer: World) -> None:
    import dossiers.tasks  # noqa: F401

    assert "dossiers.ages" in planned_daily()


def test_the_seven_questions_of_finishing_the_task(daan_in_landsmeer: World) -> None:
    world = daan_in_landsmeer
    with at(TURNS[16]):
        give_tasks_of_the_day(by=SYSTEM)
    path = f"/landsmeer/leeftijd/{world.dossier.pk}/"
    town = world.dossier.municipality
    client, mate = logged_in(town, world.sanne), logged_in(town, world.marieke)
    assert mate.get(path).status_code == 404 and mate.post(path).status_code == 404
    assert client.put(path).status_code == 405
    assert client.get(f"/landsmeer/leeftijd/{world.client.pk}/").status_code == 404
    page = client.get(path)
    assert page.status_code == 200 and Task.objects.get().state == "open"
    assert "leeftijd" in client.get("/landsmeer/").content.decode()
    assert client.post(path).status_code == 302 and Task.objects.get().state == "done"
    assert client.post(path).status_code == 404, "twice"
