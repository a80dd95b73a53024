"""What people must do."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from privacy_domain import clock
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import NoMunicipality, entered
from privacy_domain.work import selectors, services
from privacy_domain.work.models import Task
from tests.integration.work.cast import Jelle

JELLE = Jelle()


def give(**given: Any) -> Task:
    """A task for Jelle, from a source of its own."""
    details: dict[str, Any] = {
        "kind": "inform_client",
        "title_key": "task.inform_client",
        "source_kind": "disclosure",
        "source_id": uuid4(),
    }
    who = {} if {"assignee_id", "team_id", "role"} & set(given) else {"assignee_id": JELLE.id}
    return services.add_task(**(details | who | given), by=JELLE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"assignee_id": None},
        {"kind": "Bel mevrouw Jansen"},
        {"title_key": "Bel mevrouw Jansen"},
        {"title_key": ""},
        {"source_kind": "de melding van de buurman"},
        {"role": "Jan"},
    ],
)
def test_a_task_for_nobody_or_with_text_is_refused(leek: Municipality, wrong: dict[str, Any]) -> None:
    with entered(leek.scope()):
        with pytest.raises(ValueError, match="task"):
            give(**({"assignee_id": JELLE.id} | wrong))
        assert not Task.objects.exists()


@pytest.mark.parametrize("reason", ["", "Mevrouw is verhuisd"])
def test_a_task_is_not_waived_without_a_reason(leek: Municipality, reason: str) -> None:
    with entered(leek.scope()):
        task = give()
        with pytest.raises(ValueError, match="reason"):
            services.waive_task(task_id=task.id, reason=reason, by=JELLE)
        task.refresh_from_db()
        assert task.state == "open"


def test_a_closed_task_is_not_closed_again(leek: Municipality) -> None:
    with entered(leek.scope()):
        done, waived = give(), give()
        services.complete_task(task_id=done.id, by=JELLE)
        services.waive_task(task_id=waived.id, reason="client_moved", by=JELLE)
        for task in (done, waived):
            with pytest.raises(services.AlreadyClosed):
                services.complete_task(task_id=task.id, by=Jelle())
            with pytest.raises(services.AlreadyClosed):
                services.waive_task(task_id=task.id, reason="client_moved", by=Jelle())
            with pytest.raises(services.AlreadyClosed):
                services.assign_task(task_id=task.id, assignee_id=uuid4(), by=Jelle())
        assert {task.closed_by for task in Task.objects.all()} == {JELLE.id}


@pytest.mark.requirement("ENG-8")
def test_a_task_of_another_municipality_does_not_exist(leek: Municipality, leiden: Municipality) -> None:
    with entered(leek.scope()):
        task = give()
    with entered(leiden.scope()):
        with pytest.raises(Task.DoesNotExist):
            services.complete_task(task_id=task.id, by=JELLE)
        assert not selectors.open_tasks(assignee_id=JELLE.id)
    with pytest.raises(NoMunicipality):
        give()


@pytest.mark.parametrize(
    "wrong",
    [{"state": "done"}, {"state": "waived", "closed_at": clock.now()}, {"closed_at": clock.now()}],
)
def test_the_database_keeps_the_pairs(leek: Municipality, wrong: dict[str, Any]) -> None:
    with entered(leek.scope()):
        task = give()
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(id=task.id).update(**wrong)


def test_a_source_asks_once(leek: Municipality) -> None:
    source = uuid4()
    with entered(leek.scope()):
        first = give(source_id=source, due_on=date(2026, 12, 1))
        again = give(source_id=source, due_on=date(2027, 1, 1))
        other = give(source_id=source, kind="inform_recipient")

        assert again.id == first.id != other.id
        assert again.due_on == date(2026, 12, 1)
        assert services.complete_tasks_of(source_kind="disclosure", source_id=source, by=JELLE) == 2
        assert services.complete_tasks_of(source_kind="disclosure", source_id=source, by=JELLE) == 0


def test_what_is_closed_says_when_by_whom_and_why(leek: Municipality) -> None:
    with entered(leek.scope()):
        task = services.waive_task(task_id=give().id, reason="client_moved", by=JELLE)

        assert (task.state, task.reason, task.closed_by, task.closed_at) == (
            "waived",
            "client_moved",
            JELLE.id,
            clock.now(),
        )


def test_open_tasks_of_a_person_his_teams_and_his_roles_the_first_due_first(leek: Municipality) -> None:
    team = uuid4()
    with entered(leek.scope()):
        never = give()
        late = give(due_on=date(2026, 12, 31))
        soon = give(team_id=team, due_on=date(2026, 12, 1))
        lead = give(role="team_lead", due_on=date(2026, 12, 15))
        give(assignee_id=uuid4(), due_on=date(2026, 11, 1))
        give(team_id=uuid4())
        services.complete_task(task_id=give(due_on=date(2026, 11, 25)).id, by=JELLE)

        mine = selectors.open_tasks(assignee_id=JELLE.id, team_ids=[team], roles=["team_lead", ""])
        assert [task.id for task in mine] == [soon.id, lead.id, late.id, never.id]
        assert not selectors.open_tasks()
        services.assign_task(task_id=never.id, role="director", by=JELLE)
        assert [task.id for task in selectors.open_tasks(roles=["director"])] == [never.id]


def test_tasks_of_a_dossier_and_about_a_person(leek: Municipality) -> None:
    dossier, person = uuid4(), uuid4()
    with entered(leek.scope()):
        closed: UUID = give(dossier_id=dossier, person_id=person).id
        services.complete_task(task_id=closed, by=JELLE)
        give()

        assert [task.id for task in selectors.tasks_of_dossier(dossier)] == [closed]
        assert [task.id for task in selectors.tasks_about(person)] == [closed]
