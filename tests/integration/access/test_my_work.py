"""My work: tasks of the person, of his teams and of his roles; one line in the log; as many statements for one as for many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from access import presenters, services
from access.models import User
from access.states import MunicipalRole, Profession
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy.scope import entered
from privacy_domain.work.services import add_task
from tests.factories.access import account, logged_in


@pytest.fixture
def jan(leek: Any) -> User:
    with entered(leek.scope()):
        team = services.create_team(name="Zuid", by=SYSTEM)
        return account("jan", profession=Profession.CIVIL_SERVANT, team=team, roles=(MunicipalRole.PRIVACY_OFFICER,))


def give(dossier: UUID, *, days: int = 0, **whom: Any) -> None:
    add_task(
        kind="test_task", title_key="test.task", source_kind="test", source_id=uuid4(), dossier_id=dossier,
        due_on=clock.today() + timedelta(days=days), by=SYSTEM, **whom,
    )  # fmt: skip


def test_tasks_of_the_person_his_team_and_his_role_by_date(leek: Any, jan: User) -> None:
    presenters.show_task("test_task", title="Bel de cliënt terug", page="")
    mine, teams, roles, others = uuid4(), uuid4(), uuid4(), uuid4()
    with entered(leek.scope()):
        give(mine, days=3, assignee_id=jan.pk)
        give(teams, days=1, team_id=jan.memberships.get().team_id)
        give(roles, days=2, role="privacy_officer")
        give(others, assignee_id=uuid4())
        block = presenters.work_blocks(jan)[-1]
    assert block.subjects == (teams, roles, mine)
    client = logged_in(leek, jan)
    page = client.get("/leek/")
    assert page.content.decode().count("Bel de cliënt terug") == 3
    with entered(leek.scope()):
        line = AuditEvent.objects.filter(event="access:work:seen").get()
        assert set(line.object_ids) >= {mine, teams, roles}
        assert others not in line.object_ids
        assert (line.actor_id, line.outcome) == (jan.pk, "looked")


def test_the_number_of_statements_does_not_grow(leek: Any, jan: User) -> None:
    client = logged_in(leek, jan)
    client.get("/leek/")
    counts = []
    for many in (1, 20):
        with entered(leek.scope()):
            for _task in range(many):
                give(uuid4(), assignee_id=jan.pk)
        with CaptureQueriesContext(connections["default"]) as statements:
            assert client.get("/leek/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
