"""Two people who act on one plan or one measurement at the same moment: one of them does it, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from dossiers.models import Direction, Measurement, Plan, PlanDossier
from dossiers.services.direction import name_director
from dossiers.services.measurement import begin_measurement
from dossiers.services.plan import close_plan, start_plan
from dossiers.states import DirectionLevel
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict
from tests.conftest import make_municipality
from tests.integration.dossiers.cast import World, build
from tests.integration.dossiers.plans import TODAY


@pytest.fixture(scope="module")
def municipality(fresh_database: dict[str, str]) -> Municipality:
    """Opsterland, in a database in which transactions commit."""
    return make_municipality("opsterland")


@pytest.fixture(scope="module")
def world(municipality: Municipality) -> World:
    """The cast, committed."""
    with entered(municipality.scope()):
        return build()


def at_once(municipality: Municipality, act: Callable[[], object]) -> list[str]:
    """What became of two threads that do the same act at the same moment."""
    gate, outcomes = threading.Barrier(2), list[str]()

    def run() -> None:
        try:
            gate.wait()
            with entered(municipality.scope()):
                act()
            outcomes.append("done")
        except Conflict:
            outcomes.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_one_plan_starts_one_director_is_named_one_end(municipality: Municipality, world: World) -> None:
    assert at_once(municipality, lambda: start_plan(dossier=world.dossier, name="maatwerkplan", by=world.sanne)) == ["done", "told"]
    with entered(municipality.scope()):
        assert PlanDossier.objects.count() == 1
        plan: Any = Plan.objects.get()
    case = DirectionLevel.CASE
    assert at_once(municipality, lambda: name_director(plan=plan, level=case, user=world.sanne, reach="0512 1", by=world.sanne)) == ["done", "told"]
    with entered(municipality.scope()):
        assert Direction.objects.count() == 1
    assert at_once(municipality, lambda: close_plan(plan=plan, by=world.sanne)) == ["done", "told"]


def test_one_measurement_begins(municipality: Municipality, world: World) -> None:
    assert at_once(municipality, lambda: begin_measurement(dossier=world.dossier, measured_on=TODAY, by=world.sanne)) == ["done", "told"]
    with entered(municipality.scope()):
        assert Measurement.objects.count() == 1
