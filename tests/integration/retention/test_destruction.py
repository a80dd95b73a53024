"""Destroying one dossier: hidden at once, gone completely or not at all wherever the worker dies, and provable afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

import retention.tasks  # noqa: F401 - the worker imports it
from access.selectors import count_visible
from dossiers.models import Dossier
from dossiers.services import open_dossier, start_dossier
from dossiers.services.closing import Ending, close_dossier
from dossiers.states import ClosingReason
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto import keys
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.erasure import ledger
from privacy_domain.erasure.places import belonging
from privacy_domain.operation import SYSTEM
from privacy_domain.people.models import Person
from privacy_domain.people.services import register_person
from privacy_domain.privacy import every_row, our_models
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.web.errors import Conflict
from privacy_domain.work import runner
from retention.models import Destruction
from retention.services import destruction as services
from retention.services.holds import Held, place_hold
from retention.states import DestructionReason, DestructionState, HoldReason
from tests.conftest import make_municipality
from tests.crash import points
from tests.integration.dossiers.cast import JOHANNA, World, build
from tests.integration.retention.carried import mark_for_destruction

FOREVER = timedelta(days=1)
EVERY = int(os.environ.get("CRASH_EVERY", "7"))  # a prime, so that each run of statements is met somewhere


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Path]:
    """A ledger and files of this test."""
    settings.DESTRUCTION_LEDGER, settings.MEDIA_ROOT = str(tmp_path / "destroyed.ledger"), tmp_path / "media"  # type: ignore[attr-defined]
    yield tmp_path


def closed(world: World) -> Dossier:
    """The dossier of the cast, closed."""
    dossier = Dossier.objects.get(pk=world.dossier.pk)
    results = dict.fromkeys(dossier.purposes, "Het lukt weer zonder hulp.")
    close_dossier(dossier=dossier, ending=Ending(ClosingReason.REACHED, clock.today(), results, opinion="Ik ben tevreden."), by=world.sanne)
    return dossier


def ground() -> services.Ground:
    return services.Ground(DestructionReason.TERM, "leiden-2016", ("leiden-2016 art. 10 lid 2",), "harness", uuid4())


def rows_of(dossier: Dossier) -> int:
    """How many rows of any table still belong to the dossier."""
    found = ((model, belonging(model, KeyKind.DOSSIER, dossier.pk)) for model in our_models())
    return sum(every_row(model).filter(rows).count() for model, rows in found if rows is not None)


# ---------------------------------------------------------------- refusals
@pytest.fixture
def here(leiden: Municipality) -> Iterator[World]:
    with entered(leiden.scope()):
        yield build()


def test_an_open_dossier_is_not_destroyed(here: World) -> None:
    with pytest.raises(Conflict, match="afgesloten"):
        mark_for_destruction(dossier=here.dossier, ground=ground(), decided_by=here.sanne, by=here.tom)


def test_nobody_approves_what_he_decided(here: World) -> None:
    with pytest.raises(Conflict, match="ander"):
        mark_for_destruction(dossier=closed(here), ground=ground(), decided_by=here.tom, by=here.tom)


def test_what_is_held_stays(here: World) -> None:
    dossier = closed(here)
    place_hold(held=Held(dossier.person, dossier), reason=HoldReason.LITIGATION, explanation="Zaak", review_on=clock.today() + FOREVER, by=here.tom)
    with pytest.raises(Conflict, match="bewaard"):
        mark_for_destruction(dossier=dossier, ground=ground(), decided_by=here.sanne, by=here.tom)


def test_twice_is_a_conflict(here: World) -> None:
    dossier = closed(here)
    mark_for_destruction(dossier=dossier, ground=ground(), decided_by=here.sanne, by=here.tom)
    with pytest.raises(Conflict):
        mark_for_destruction(dossier=dossier, ground=ground(), decided_by=here.sanne, by=here.tom)


def test_without_a_ledger_nothing_goes(here: World, settings: pytest.FixtureRequest) -> None:
    settings.DESTRUCTION_LEDGER = ""  # type: ignore[attr-defined]
    dossier = closed(here)
    marked = mark_for_destruction(dossier=dossier, ground=ground(), decided_by=here.sanne, by=here.tom)
    with pytest.raises(ledger.NoLedger):
        services.advance(destruction_id=marked.pk, by=SYSTEM)
    assert rows_of(dossier) > 0


# ---------------------------------------------------------------- what happens
def test_from_the_first_mark_it_is_there_for_nobody(here: World) -> None:
    dossier = closed(here)
    mark_for_destruction(dossier=dossier, ground=ground(), decided_by=here.sanne, by=here.tom)
    for user in (here.sanne, here.marieke, here.tom):
        with pytest.raises(Http404):
            open_dossier(ref=dossier.pk, by=user)
        assert count_visible(user) == 0
    assert not Dossier.objects.filter(pk=dossier.pk).exists()


@pytest.mark.requirement("LEID-10.3-log")
def test_done_it_leaves_a_line_without_a_person_that_nobody_can_change(here: World) -> None:
    dossier = closed(here)
    marked = mark_for_destruction(dossier=dossier, ground=ground(), decided_by=here.sanne, by=here.tom)
    while services.advance(destruction_id=marked.pk, by=SYSTEM):
        pass
    kept = Destruction.objects.get()
    assert (kept.state, kept.files, kept.keys, kept.laws) == (DestructionState.DONE, [], [], ["wmo"])
    assert kept.rows["dossiers.Dossier"] == 1 and kept.rows["people.Person"] == 1
    assert rows_of(dossier) == 0 and not Person.objects.filter(pk=dossier.person_id).exists()
    with pytest.raises(keys.NoKey):
        keys.key_for("dossier", dossier.pk)
    assert [entry.subject for entry in ledger.entries()] == [dossier.pk]
    for refused in (lambda: Destruction.objects.update(laws=[]), lambda: Destruction.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()
    assert not services.advance(destruction_id=marked.pk, by=SYSTEM)


# ---------------------------------------------------------------- dying
@pytest.fixture(scope="module")
def committed(fresh_database: dict[str, str]) -> Municipality:
    """Leiden, in a database in which transactions commit."""
    return make_municipality("leiden")


def another(world: World) -> World:
    """The same cast with a new client and a new dossier."""
    person = register_person(details=JOHANNA, by=world.sanne)
    codes = {"purposes": world.dossier.purposes, "domains": world.dossier.domains, "law_tags": ["wmo"]}
    dossier = start_dossier(person=person, team=world.team, help_question="Douchen", by=world.sanne, **codes)
    return replace(world, client=person, dossier=dossier)


def test_dying_anywhere_it_is_whole_or_gone_with_one_line(committed: Municipality) -> None:
    here = committed.scope()
    made: list[Destruction] = []
    with entered(here):
        cast = build()

    def one_more(point: int) -> Callable[[], object]:
        with entered(here):
            world = another(cast)
            made.append(mark_for_destruction(dossier=closed(world), ground=ground(), decided_by=world.sanne, by=world.tom))
        return lambda: runner.work_off("leiden")

    crashes = 0
    for point, crashed in points(one_more, most=2000, every=EVERY):
        crashes += crashed
        subject = made[-1].subject
        with entered(here):
            state = Destruction.objects.get(pk=made[-1].pk).state
            left = rows_of(Dossier(pk=subject))
            assert not Dossier.objects.filter(pk=subject).exists(), f"visible again at {point}"
            assert (left > 0) == (state == DestructionState.MARKED), f"half at {point}: {state}, {left} rows"
        with clock.standing_at(clock.now() + 10 * runner.LEASE):
            runner.work_off("leiden")
        with entered(here):
            assert Destruction.objects.get(pk=made[-1].pk).state == DestructionState.DONE, f"not taken up at {point}"
            assert rows_of(Dossier(pk=subject)) == 0
            assert AuditEvent.objects.filter(event="retention:destruction:destroyed", subject_id=made[-1].pk).count() == 1
    assert crashes * EVERY > 50, "so few operations: the kill did not happen where the work is done"
