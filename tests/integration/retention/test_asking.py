"""What is asked of all tables at once answers as asking each by itself would; and it is asked in few statements, however much there is."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier, Item
from privacy_domain.crypto.kinds import KeyKind
from privacy_domain.erasure.asking import is_known, pointing_at, present
from privacy_domain.erasure.places import ITEM, members, references
from privacy_domain.erasure.removing import remove_dossier, remove_item
from privacy_domain.people.models import Person
from privacy_domain.privacy import every_row
from privacy_domain.tenancy.models import Municipality
from privacy_domain.tenancy.scope import entered
from tests.integration.dossiers.cast import World, build
from tests.integration.dossiers.written import consenting, written
from tests.integration.retention.test_destruction import another, closed, rows_of

MOST = 80  # statements to remove an item, and then the dossier with its client


@pytest.fixture
def world(leek: Municipality) -> World:
    with entered(leek.scope()):
        return build()


def filled(world: World, items: int) -> World:
    consenting(world)
    for number in range(items):
        written(world, title=f"Nummer {number}")
    return world


def test_each_table_is_found_that_holds_something_and_no_other(leek: Municipality, world: World) -> None:
    with entered(leek.scope()):
        item = written(filled(world, 2), title="Nog een")
        for kind, subject in (
            (KeyKind.DOSSIER, world.dossier.pk),
            (KeyKind.PERSON, world.client.pk),
            (ITEM, item.series),
            (KeyKind.DOSSIER, uuid4()),
        ):
            there = {model for model, rows in members(kind, subject) if every_row(model).filter(rows).exists()}
            for _ in range(2):  # written, and then only bound
                assert {model for model, _rows in present(kind, subject)} == there
            assert bool(there) == (subject in (world.dossier.pk, world.client.pk, item.series))


def test_who_is_spoken_of_anywhere_is_known_and_by_what_is_his_own_alone_he_is_not(leek: Municipality, world: World) -> None:
    with entered(leek.scope()):
        gone, stays = another(world), another(world)
        assert is_known(gone.client.pk) and is_known(stays.client.pk) and not is_known(uuid4())
        closed(gone)
        remove_dossier(gone.dossier.pk)
        assert not Person.objects.filter(pk=gone.client.pk).exists() and is_known(stays.client.pk)


def test_what_leaves_itself_does_not_count_as_pointing(leek: Municipality, world: World) -> None:
    with entered(leek.scope()):
        item = written(filled(world, 1), title="Wijst naar het dossier")
        pointing = {(model, name) for model, name, _ in pointing_at(Dossier, [world.dossier.pk], {})}
        assert (Item, "dossier") in pointing and pointing <= {(model, name) for model, name, _ in references(Dossier)}
        every = list(every_row(Item).filter(dossier_id=world.dossier.pk).values_list("pk", flat=True))
        assert (Item, "dossier") not in {(model, name) for model, name, _ in pointing_at(Dossier, [world.dossier.pk], {Item: every})}
        left = [pk for pk in every if pk != item.pk]
        assert (Item, "dossier") in {(model, name) for model, name, _ in pointing_at(Dossier, [world.dossier.pk], {Item: left})}


def test_much_is_removed_in_as_few_statements_as_little(leek: Municipality, world: World) -> None:
    with entered(leek.scope()):
        asked = {}
        for items in (2, 7):
            one = filled(another(world), items)
            with CaptureQueriesContext(connection) as captured:
                remove_item(Item.objects.filter(dossier=one.dossier).first().series)
                remove_dossier(one.dossier.pk)
            asked[items] = len(captured)
            assert rows_of(one.dossier) == 0
        assert asked[7] == asked[2] <= MOST, asked
