"""A part or an item that is being destroyed: wherever the worker dies it is whole or gone, and the dossier around it is whole."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

import retention.tasks  # noqa: F401 - the worker imports it
from dossiers.models import Dossier, Item, Passage
from dossiers.states import ItemKind
from privacy_domain import clock
from privacy_domain.audit.models import AuditEvent
from privacy_domain.erasure import ledger
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from privacy_domain.work import runner
from retention.models import Destruction
from retention.services import destruction as services
from retention.states import DestructionState
from tests.conftest import make_municipality
from tests.crash import points
from tests.integration.dossiers.cast import World, build
from tests.integration.dossiers.written import PNG, consenting, written
from tests.integration.retention.pasts import under
from tests.integration.retention.test_destruction import EVERY, another, closed, ground

DOCUMENT = {"title": "Foto van de trap", "law": "wmo"}


@pytest.fixture(scope="module")
def committed(fresh_database: dict[str, str]) -> Municipality:
    """Leiden, in a database in which transactions commit."""
    return make_municipality("leiden")


@pytest.fixture(scope="module")
def cast(committed: Municipality) -> World:
    with entered(committed.scope()):
        world = build()
        consenting(world)
        return world


def filled(cast: World) -> World:
    """A new dossier under two laws with a document and a note under the one, and a note under the other."""
    world = another(cast)
    under(world, "jeugdwet", "wmo")
    written(world, kind=ItemKind.DOCUMENT, content=PNG, **DOCUMENT)
    for law in ("wmo", "jeugdwet"):
        written(world, title=f"Onder {law}", law=law)
    closed(world)
    return world


def mark(world: World, what: str) -> Destruction:
    dossier, decided = Dossier.objects.get(pk=world.dossier.pk), services.Decided(world.sanne, world.tom)
    if what == "part":
        return services.mark_part(dossier=dossier, law="wmo", ground=ground(), decided=decided, by=world.tom)
    series = Item.objects.get(dossier=dossier, kind="document").series
    return services.mark_item(dossier=dossier, series=series, ground=ground(), decided=decided, by=world.tom)


def left(series: list[UUID]) -> tuple[int, int]:
    """Rows and passages of these items, hidden ones too."""
    return Item.with_going.filter(series__in=series).count(), Passage.objects.filter(item__series__in=series).count()


@pytest.mark.parametrize("what", ["item", "part"])
def test_dying_anywhere_it_is_whole_or_gone_and_the_rest_of_the_dossier_is_whole(committed: Municipality, cast: World, what: str) -> None:
    here = committed.scope()
    made: list[tuple[World, Destruction]] = []

    def one_more(point: int) -> Callable[[], object]:
        with entered(here):
            world = filled(cast)
            made.append((world, mark(world, what)))
        return lambda: runner.work_off("leiden")

    crashes = 0
    for point, crashed in points(one_more, most=1000, every=EVERY):
        crashes += crashed
        world, marked = made[-1]
        with entered(here):
            state, (rows, passages) = Destruction.objects.get(pk=marked.pk).state, left(marked.items)
            assert not Item.objects.filter(series__in=marked.items).exists(), f"visible again at {point}"
            assert (rows > 0) == (state == DestructionState.MARKED) == (passages > 0), f"half at {point}: {state}, {rows} rows, {passages} passages"
        with clock.standing_at(clock.now() + 10 * runner.LEASE):
            runner.work_off("leiden")
        with entered(here):
            assert Destruction.objects.get(pk=marked.pk).state == DestructionState.DONE, f"not taken up at {point}"
            assert left(marked.items) == (0, 0)
            assert AuditEvent.objects.filter(event="retention:destruction:destroyed", subject_id=marked.pk).count() == 1
            dossier = Dossier.objects.get(pk=world.dossier.pk)
            assert dossier.law_tags == (["jeugdwet"] if what == "part" else ["jeugdwet", "wmo"]) and str(dossier.help_question)
            titles = {str(item.title) for item in Item.objects.filter(dossier=dossier)}
            assert titles == {"Onder jeugdwet"} | ({"Onder wmo"} if what == "item" else set())
    assert {entry.subject for entry in ledger.entries()} >= {one for _, marked in made for one in marked.items}
    assert crashes * EVERY > 20, "so few operations: the kill did not happen where the work is done"
