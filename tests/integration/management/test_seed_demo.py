"""The demonstration's data: whole in every municipality, made once, and never outside demo mode."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from access import selectors as access
from access.models import Breach, User
from access.states import BreachState
from consent.models import Consent
from consent.states import ConsentState
from dossiers.models import Dossier, Item, Measurement, Plan, Shield, Talk
from dossiers.policies import talk_plan
from dossiers.selectors.plan import directed_plans
from dossiers.states import StepStatus, TalkState
from privacy_domain import clock
from privacy_domain.management.commands.seed_demo import Command
from privacy_domain.management.demo.cast import CAST
from privacy_domain.tenancy import scope
from privacy_domain.tenancy.models import Municipality
from privacy_domain.work.models import Task
from requests.models import Case, Reminder, SubjectRequest
from retention.models import DestructionList
from retention.states import ListState


def seeded(code: str) -> Municipality:
    Command().make(code, None)
    return Municipality.objects.get(code=code)


@override_settings(DEMO=False, TESTING=False)
def test_demo_accounts_are_never_made_outside_demo_mode() -> None:
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("seed_demo")
    assert not Municipality.objects.exists()


@pytest.mark.parametrize("code", CAST)
def test_a_municipality_comes_alive(code: str) -> None:
    with scope.entered(seeded(code).scope()):
        assert [persona.user.username for persona in access.personas()] == [persona.username for persona in CAST[code].personas]
        assert Dossier.objects.count() == (10 if code == "sittard-geleen" else 9)  # there a mother and her child share one plan
        states = Counter(Talk.objects.values_list("state", flat=True))
        assert states == {TalkState.PREPARING: 1, TalkState.RUNNING: 4, TalkState.FINISHED: 4}
        consents = Counter(Consent.objects.values_list("state", flat=True))
        assert consents[ConsentState.WITHDRAWN] >= 1
        assert consents[ConsentState.REFUSED] >= 1
        assert consents[ConsentState.GIVEN] >= 1
        for persona in CAST[code].personas:
            if persona.involved:
                assert len(access.visible_to(User.objects.get(username=persona.username))) >= 4


def test_there_is_a_destruction_list_in_every_state_that_a_person_can_see() -> None:
    with scope.entered(seeded("leek").scope()):
        begun = DestructionList.objects.get(state=ListState.RUNNING)
        assert {row.state for row in DestructionList.objects.all()} == set(ListState) - {ListState.DONE}
        assert not begun.rows.filter(result="").exclude(outcome="destroy").exists(), "the worker has something to do as soon as it runs"
        seeded("leek")
        assert DestructionList.objects.count() == len(ListState) - 1


@pytest.mark.parametrize("code", CAST)
def test_there_is_a_plan_with_an_evaluation_ahead_and_measuring_where_it_is_done(code: str) -> None:
    with scope.entered(seeded(code).scope()):
        assert Plan.objects.count() == (2 if code == "sittard-geleen" else 1)
        assert Task.objects.filter(kind="evaluation_soon").count() == Plan.objects.count()
        assert Measurement.objects.filter(state="finished").count() == (2 if code in ("leiden", "opsterland") else 0)
        if code == "sittard-geleen":
            ruud = User.objects.get(username="ruud")
            assert [len(line.dossiers) for line in directed_plans(ruud, clock.today())] == [2]
            assert access.visible_to(ruud) == []


@pytest.mark.parametrize("code", CAST)
def test_every_open_talk_has_something_to_do_next(code: str) -> None:
    with scope.entered(seeded(code).scope()):
        for talk in Talk.objects.filter(state=TalkState.RUNNING).select_related("dossier__person"):
            plan = talk_plan(talk, clock.today())
            assert any(step.status in {StepStatus.TODO, StepStatus.BUSY} for step in plan.steps)


@pytest.mark.parametrize("code", CAST)
def test_the_child_is_thirteen_today(code: str) -> None:
    with scope.entered(seeded(code).scope()):
        ages = {_age(dossier.person.birth_date) for dossier in Dossier.objects.select_related("person")}
        assert 13 in ages


def _age(born: date) -> int:
    today = clock.today()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def test_a_second_time_changes_nothing() -> None:
    def rows() -> Any:
        return User.objects.count(), Dossier.objects.count(), Talk.objects.count(), Consent.objects.count(), len(access.personas())

    municipality = seeded("leek")
    with scope.entered(municipality.scope()):
        before = rows()
    seeded("leek")
    with scope.entered(municipality.scope()):
        assert rows() == before


@pytest.mark.parametrize("code", ["leiden", "landsmeer"])
def test_requests_about_data_wait_each_with_a_last_day_and_one_has_been_reminded_of(code: str) -> None:
    with scope.entered(seeded(code).scope()):
        waiting = SubjectRequest.objects.order_by("due_on")
        assert Counter(waiting.values_list("state", flat=True)) == {"received": 2, "running": 1}
        assert all(row.due_on and row.due_on >= clock.today() for row in waiting)
        assert set(Reminder.objects.values_list("request__kind", "days_before")) == {("rectification", 14), ("rectification", 7)}


@pytest.mark.parametrize("code", ["leek", "leiden", "opsterland"])
def test_something_went_wrong_somebody_complains_and_a_note_is_shielded(code: str) -> None:
    with scope.entered(seeded(code).scope()):
        (breach,), (shield,), (case,) = Breach.objects.all(), Shield.objects.all(), Case.objects.all()
        assert (breach.state, breach.subject) == (BreachState.REPORTED, shield.dossier_id)
        assert case.stage == ("person" if code == "leiden" else "municipal")
        assert not Item.objects.filter(series=shield.series).exists()
