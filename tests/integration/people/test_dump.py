"""What somebody sees who has the main database and not the keys."""

from __future__ import annotations

import base64
from datetime import date

import pytest
from django.db import connection

from privacy_domain.crypto import keys
from privacy_domain.people import services
from privacy_domain.people.models import Person, Representative
from privacy_domain.people.models.person import PERSONAL_FIELDS
from privacy_domain.people.selectors import find, persons
from privacy_domain.protocols.types import Role
from privacy_domain.tenancy.scope import entered

from .cast import BY, person

CANARIES = {
    "given_names": "Kwartelina Zwaluwe", "initials": "K.Z.Q.", "prefix": "van der kievit", "surname": "Roodborstelaar",
    "partner_prefix": "op den uil", "partner_surname": "Nachtegalen", "noble_title": "valkenier", "predicate": "Hoogmees",
    "birth_date": date(1937, 3, 29), "birth_place": "Spreeuwendam", "bsn": "987654329", "street": "Ooievaarskade",
    "house_number": "73519", "house_letter": "ZQ", "house_number_addition": "zolder-uil", "postcode": "9876ZX",
    "place": "Merelhuizen", "correspondence_address": "Postbus 86427\n9999 XK Lijsterveen", "phone": "0687654321",
    "email": "fazant@patrijs.example", "language": "Papegaaiaans",
    "parents_civil_status": "Ganzenhuwelijk",
}  # fmt: skip
# not searched for as text: one of a few words, yes or no
CODES = {"sex": "female", "name_use": "partner_own", "address_secret": True, "large_print": True}
FREE_TEXT = {"basis": "Beschikking Leeuwerikrechter", "situation": "Fuutovereenkomst", "reasons": "Wulpachtig verward"}


@pytest.fixture
def here(leek):
    with entered(leek.scope()):
        yield leek


@pytest.fixture
def canary(here):
    known = person(**CANARIES, **CODES)
    mother = person(surname="Moeder")
    services.add_representative(
        person=known,
        representative=mother,
        kind=Representative.Kind.CURATOR,
        valid_from=date(2026, 1, 1),
        basis=FREE_TEXT["basis"],
        by=BY,
    )
    services.record_capacity(
        person=known, able=False, situation=FREE_TEXT["situation"], reasons=FREE_TEXT["reasons"], role=Role.PROFESSIONAL,
        found_on=date(2026, 11, 1), by=BY,
    )  # fmt: skip
    services.correct_person(person=known, changes={"phone": "0687654322"}, by=BY)
    return known


def shapes(text):
    """The ways in which a text could lie in a column."""
    encodings = [text.encode(), text.lower().encode(), text.encode("utf-16-le"), text.encode("utf-16-be")]
    return encodings + [shape for raw in encodings[:1] for shape in (raw.hex().encode(), base64.b64encode(raw)[:-4])]


def main_database():
    """Every value of every column of every table, as bytes, with where it stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name, data_type from information_schema.columns where table_schema = 'public'"
            " and has_column_privilege(format('%I.%I', table_schema, table_name), column_name, 'select')"
        )
        for table, column, kind in cursor.fetchall():
            value = f'"{column}"' if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'select {value} from "{table}" where "{column}" is not null')
            for (found,) in cursor.fetchall():
                yield f"{table}.{column}", found.encode() if isinstance(found, str) else bytes(found)


def seen(needles):
    wanted = {needle: shapes(needle) for needle in needles}
    return {(needle, where) for where, value in main_database() for needle, forms in wanted.items() if any(form in value for form in forms)}


def test_every_personal_field_has_a_canary():
    assert set(CANARIES) | set(CODES) == set(PERSONAL_FIELDS)


def test_the_search_would_find_what_is_in_the_open(here):
    with connection.cursor() as cursor:
        cursor.execute("update tenancy_municipality set controller = 'Roodborstelaar' where id = %s", [here.pk])
    assert seen(["Roodborstelaar"]) == {("Roodborstelaar", "tenancy_municipality.controller")}
    for shape in shapes("Roodborstelaar"):
        assert any(form in b"voor" + shape + b"na" for form in shapes("Roodborstelaar"))


def test_nothing_of_a_person_can_be_read(canary):
    texts = [value.isoformat() if isinstance(value, date) else value for value in CANARIES.values()]
    short = {"ZQ", "K.Z.Q.", "73519"}  # would be found by chance, in random bytes or in a key
    needles = [text for text in [*texts, *FREE_TEXT.values(), "0687654322"] if text not in short]
    assert len(needles) > 20
    assert seen(needles) == set()


def test_with_the_keys_everything_is_there(canary):
    (found,) = persons(find(name="roodborst"))
    assert {name: getattr(found, name) for name in CANARIES | CODES} == CANARIES | CODES | {"phone": "0687654322"}


def test_the_length_of_a_short_value_does_not_tell_which(here):
    """Woman or man, known or unknown, a secret address or none: as long as each other."""
    person(surname="Bos", sex="female", given_names="", address_secret=True)
    person(surname="Van Dijk", sex="male", given_names="Johanna", address_secret=False)
    with connection.cursor() as cursor:
        for name in ("surname", "sex", "given_names", "address_secret"):
            cursor.execute(f"select distinct length({name}) from people_person")
            assert len(cursor.fetchall()) == 1


def test_after_the_key_is_destroyed_an_old_dump_is_as_silent_as_the_database(canary, here):
    other = persons(find(name="moeder"))[0]
    keys.destroy_key("person", canary.pk)
    with entered(here.scope()):
        row = Person.objects.get(pk=canary.pk)
        for name in PERSONAL_FIELDS:
            with pytest.raises(keys.NoKey):
                getattr(row, name)
        assert Person.objects.get(pk=other.pk).surname == "Moeder"
