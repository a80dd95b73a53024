"""One household, two dossiers: when the one goes, nobody in the other loses a word; and what only the one knew goes too."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from dossiers.models import Closing, Relation
from dossiers.states import RelationRole
from privacy_domain import clock
from privacy_domain.erasure.removing import remove_dossier
from privacy_domain.people.models import Person, Representative
from privacy_domain.people.services import add_representative, register_person
from privacy_domain.privacy import every_row
from privacy_domain.tenancy.rls import DESTROYING
from tests.integration.dossiers.cast import World
from tests.integration.retention.test_destruction import another, closed


def somebody(world: World, name: str) -> Person:
    return register_person(details={"given_names": name, "surname": "Vries"}, by=world.sanne)


def around(world: World, *people: Person) -> None:
    """The same record in more than one dossier, as two that were one person leave it when they are merged."""
    for person in people:
        row = Relation(dossier=world.dossier, person=person, role=RelationRole.FAMILY, relation="familie", since=clock.today(), added_by=world.sanne)
        row.save(force_insert=True)


def test_who_stands_in_another_dossier_too_stays_and_who_does_not_goes(in_leiden: World) -> None:
    gone, stays = in_leiden, another(in_leiden)
    mother, aunt = somebody(gone, "Moeder"), somebody(gone, "Tante")
    around(gone, mother, aunt, stays.client)
    around(stays, mother, gone.client)
    remove_dossier(gone.dossier.pk)
    left = {person.given_names for person in Person.objects.all()}
    assert {"Moeder", str(stays.client.given_names)} <= left and "Tante" not in left
    # the client of the dossier that went is still somebody's family in the other
    assert {row.person_id for row in Relation.objects.all()} == {mother.pk, gone.client.pk}
    assert Person.objects.get(pk=gone.client.pk).surname == "Vries"


def test_who_represents_somebody_else_too_stays(in_leiden: World) -> None:
    gone, stays = in_leiden, another(in_leiden)
    guardian, own = somebody(gone, "Voogd"), somebody(gone, "Mentor")
    for person, of in ((guardian, gone), (guardian, stays), (own, gone)):
        kind = Representative.Kind.MENTOR
        add_representative(person=of.client, representative=person, kind=kind, valid_from=date(2020, 1, 1), by=gone.sanne)
    remove_dossier(gone.dossier.pk)
    assert set(Person.objects.values_list("pk", flat=True)) == {stays.client.pk, guardian.pk}
    assert Representative.objects.get().person_id == stays.client.pk


# ---------------------------------------------------------------- what goes with the whole only
WITH_THE_WHOLE = {
    *("dossiers_disclosure", "dossiers_disclosurefinding", "dossiers_consultation", "dossiers_disclosureremark"),
    *("dossiers_closing", "dossiers_misplacement", "dossiers_merge", "dossiers_telling", "dossiers_tellingstep"),
}


def test_the_database_keeps_what_was_sealed_decided_moved_or_closed(in_leiden: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'destroyed_only'")
        assert {table for (table,) in cursor.fetchall()} == WITH_THE_WHOLE


@pytest.mark.parametrize("said", ["", "0a1b2c3d-0000-4000-8000-000000000000"])
def test_a_closing_goes_by_no_other_delete(in_leiden: World, said: str) -> None:
    dossier = closed(in_leiden)
    with pytest.raises(DatabaseError, match="whole"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [DESTROYING, said])
        every_row(Closing).filter(dossier=dossier).delete()
    assert Closing.objects.filter(dossier=dossier).exists()
    remove_dossier(dossier.pk)
    assert not Closing.objects.exists()
