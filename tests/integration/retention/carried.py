"""Lists that are carried out, for tests: who judges and approves, and the jobs of a week later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import retention.tasks  # noqa: F401 - the worker imports it
from access.models import User
from access.states import MunicipalRole
from dossiers.models import Dossier, Item
from privacy_domain import clock
from privacy_domain.operation import SYSTEM
from privacy_domain.tenancy import scope
from privacy_domain.work import runner
from retention import services
from retention.models import Destruction, DestructionList
from retention.services.destruction import Decided, Ground, mark_dossier
from retention.states import Outcome
from tests.factories.access import account
from tests.integration.dossiers.cast import World
from tests.integration.dossiers.written import written
from tests.integration.retention.pasts import on

LATER, WEEK = date(2036, 1, 5), timedelta(days=7)


@dataclass
class Staff:
    """Who judges, and who approves."""

    judge: User
    officer: User


def staff() -> Staff:
    return Staff(account("fred", roles=(MunicipalRole.FUNCTIONAL_ADMIN,)), account("olga", roles=(MunicipalRole.PRIVACY_OFFICER,)))


def approved(by: Staff, outcome: Outcome = Outcome.DESTROY, **answers: Any) -> DestructionList:
    """A list of everything that has passed, with one answer for all its rows, approved today."""
    listed = services.make_list(by=SYSTEM)
    outcomes = dict.fromkeys(listed.rows.values_list("pk", flat=True), outcome)
    services.judge_rows(listed=listed, outcomes=outcomes, by=by.judge, **answers)
    services.submit_list(listed=listed, by=by.judge)
    return services.approve_list(listed=listed, typed=listed.name, by=by.officer)


def mark_for_destruction(*, dossier: Dossier, ground: Ground, decided_by: User, by: User) -> Destruction:
    """The dossier is to go: `by` approves what `decided_by` decided."""
    return mark_dossier(dossier=dossier, ground=ground, decided=Decided(decided_by, by), by=by)


def work_off() -> None:
    """Do the jobs that are due now, those of a list alone: nothing is planned."""
    while runner.run_next(scope.require()):
        pass


def wait_and_work() -> None:
    with on(clock.today() + WEEK):
        work_off()


def lists() -> DestructionList:
    return DestructionList.objects.get()


def old_item(world: World, words: str, **other: Any) -> Item:
    return written(world, title=words, received_on=date(2003, 1, 2), **other)
