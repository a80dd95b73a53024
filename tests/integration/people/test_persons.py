"""Registering and correcting people."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from privacy_domain.audit.models import AuditEvent
from privacy_domain.crypto import keys
from privacy_domain.crypto.models import DataKey
from privacy_domain.people import services
from privacy_domain.people.models import Person, SearchToken
from privacy_domain.people.models.person import NAW_FIELDS, PERSONAL_FIELDS
from privacy_domain.people.selectors import find, persons
from privacy_domain.tenancy.scope import NoMunicipality, entered
from privacy_domain.web.errors import Invalid

from .cast import BY, JOHANNA, person


@pytest.fixture
def here(leek):
    with entered(leek.scope()):
        yield leek


def test_outside_a_municipality_nobody_is_registered():
    with pytest.raises((NoMunicipality, keys.NoKeyRing)):
        person()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("bsn", "123456789", "geldig burgerservicenummer"),
        ("bsn", "1", "geldig burgerservicenummer"),
        ("postcode", "12 AB", "vier cijfers en twee letters"),
        ("birth_date", date(2027, 1, 1), "in de toekomst"),
        ("house_number", "12a", "alleen cijfers"),
        ("email", "geen adres", "e-mail"),
        ("phone", "bel maar", "geen telefoonnummer"),
        ("sex", "onbekend", ""),
        ("name_use", "vroeger", ""),
        ("surname", "", ""),
        ("surname", "x" * 201, ""),
        ("surname", None, ""),
    ],
)
def test_what_cannot_be_right_is_refused_with_a_sentence_and_its_field(here, field, value, sentence):
    with pytest.raises(Invalid) as refusal:
        person(**JOHANNA | {field: value})
    assert refusal.value.field == field
    assert sentence in str(refusal.value)
    assert not Person.objects.exists()


def test_what_is_not_kept_about_people_is_refused(here):
    with pytest.raises(TypeError, match="not kept"):
        person(**JOHANNA, religion="geen")


def test_a_bsn_is_registered_once_in_a_municipality(here, leiden):
    first = person()
    with pytest.raises(services.AlreadyKnown) as refusal:
        person(surname="Ander", bsn="1234.56.782")
    assert refusal.value.person_id == first.pk
    assert Person.objects.count() == 1
    with entered(leiden.scope()):
        person()


def test_a_correction_into_somebody_elses_bsn_is_refused(here):
    first, second = person(), person(surname="Ander")
    with pytest.raises(services.AlreadyKnown) as refusal:
        services.correct_person(person=second, changes={"bsn": "123456782"}, by=BY)
    assert refusal.value.person_id == first.pk
    assert persons([second.pk])[0].bsn == ""


def test_when_it_cannot_be_recorded_nobody_is_registered(here, monkeypatch):
    monkeypatch.setattr("privacy_domain.people.services.persons.record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        person()
    assert not Person.objects.exists() and not SearchToken.objects.exists()
    # the key came first and is left behind; the sweeper knows what to do with it
    assert DataKey.objects.filter(kind="person").count() == 1


@pytest.mark.requirement("LEID-BijlI-voetnoot1")
def test_naw_is_exactly_these_twelve_and_all_of_them_are_kept_encrypted(here):
    known = {
        "given_names": "Johanna", "prefix": "de", "surname": "Vries", "name_use": "partner_own", "noble_title": "baronesse",
        "predicate": "jkvr.", "street": "Kerkstraat", "house_number": "12", "house_letter": "a",
        "house_number_addition": "2 hoog", "postcode": "1121AB", "place": "Landsmeer",
    }  # fmt: skip
    assert set(NAW_FIELDS) == set(known)
    pk = person(**known).pk
    found = Person.objects.get(pk=pk)
    assert {name: getattr(found, name) for name in NAW_FIELDS} == known
    assert all(Person._meta.get_field(name).is_encrypted for name in NAW_FIELDS)


@pytest.mark.requirement("LEEK-1a")
def test_nothing_makes_a_person_a_client(here):
    """Whoever data are held about is registered alike; no field says what he is to the municipality."""
    person(surname="Buurman")
    assert {field.name for field in Person._meta.fields} == {"id", "municipality", "registered_at", "died_on", *PERSONAL_FIELDS}


def test_what_was_typed_is_brought_into_one_form(here):
    known = person(**JOHANNA | {"given_names": "  Johanna   Maria ", "bsn": "1234.56.782", "email": None})
    assert (known.given_names, known.bsn, known.postcode, known.email) == ("Johanna Maria", "123456782", "1121AB", "")


def test_registering_is_recorded_without_values(here):
    known = person()
    line = AuditEvent.objects.get(event="people:person:registered")
    assert (line.person_id, line.subject_id, line.actor_id) == (known.pk, known.pk, BY.id)
    assert set(line.fields) == set(JOHANNA)
    assert b"Vries" not in bytes(line.canonical) and b"123456782" not in bytes(line.canonical)


def test_a_correction_changes_what_it_names_and_the_tokens_follow(here):
    known = person(**JOHANNA, birth_date=date(1985, 1, 31))
    services.correct_person(
        person=known,
        changes={"surname": "Bakker", "postcode": "9351AB", "birth_date": date(1986, 2, 1), "bsn": ""},
        by=BY,
    )
    assert find(name="vries") == find(postcode="1121AB", house_number="12") == find(bsn="123456782") == []
    assert find(birth_date=date(1985, 1, 31)) == []
    for how in ({"name": "bak"}, {"postcode": "9351 ab", "house_number": "12"}, {"birth_date": date(1986, 2, 1)}):
        assert find(**how) == [known.pk]
    assert Person.objects.get(pk=known.pk).given_names == "Johanna Maria"
    line = AuditEvent.objects.get(event="people:person:corrected")
    assert line.fields == ["birth_date", "bsn", "postcode", "surname"]


def test_a_correction_of_nothing_leaves_no_trace(here):
    known = person()
    services.correct_person(person=known, changes={"surname": "Vries", "postcode": "1121 AB"}, by=BY)
    assert not AuditEvent.objects.filter(event="people:person:corrected").exists()


def test_a_correction_of_something_else_leaves_the_tokens_alone(here):
    known = person()
    before = set(SearchToken.objects.values_list("id", flat=True))
    services.correct_person(person=known, changes={"phone": "06 12345678"}, by=BY)
    assert set(SearchToken.objects.values_list("id", flat=True)) == before


def test_fifty_people_are_four_statements(here, django_assert_num_queries):
    ids = [person(surname=f"Naam {number}").pk for number in range(50)]
    keys.ring()._keys.clear()
    with django_assert_num_queries(1), django_assert_num_queries(1, using="keys"):
        found = persons(ids)
        assert [row.surname for row in found] == [f"Naam {number}" for number in range(50)]
    assert connection.in_atomic_block
