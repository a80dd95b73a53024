"""Encrypted fields in the database, on the models that have them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction

from privacy_domain import clock
from privacy_domain.crypto import fields, keys
from privacy_domain.crypto.envelope import Unreadable
from privacy_domain.crypto.fields import Sealed, prefetch_keys
from privacy_domain.people.models import CapacityFinding, Person
from privacy_domain.tenancy.scope import entered

SURNAME = "Kanarie-Übermuth \U0001f424"


def made(**details):
    """A saved person of the municipality in scope, without the use case around it."""
    person = Person(id=uuid4(), registered_at=clock.now(), **{"surname": SURNAME} | details)
    keys.create_key("person", person.pk)
    person.save()
    return person


@pytest.fixture
def here(leek):
    with entered(leek.scope()):
        yield leek


def column(name, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"select {name} from people_person where id = %s", [pk])
        return cursor.fetchone()[0]


def put(name, pk, value):
    with connection.cursor() as cursor:
        cursor.execute(f"update people_person set {name} = %s where id = %s", [value, pk])


# ---------------------------------------------------------------- refusals
def test_a_value_moved_to_another_row_does_not_open(here):
    one, other = made(), made(surname="Ander")
    put("surname", other.pk, column("surname", one.pk))
    with pytest.raises(Unreadable):
        _ = Person.objects.get(pk=other.pk).surname


def test_a_value_moved_to_another_field_does_not_open(here):
    person = made(given_names="Johanna")
    put("surname", person.pk, column("given_names", person.pk))
    with pytest.raises(Unreadable):
        _ = Person.objects.get(pk=person.pk).surname


def test_a_value_moved_to_another_table_does_not_open(here):
    person = made(given_names="Johanna")
    finding = CapacityFinding(
        id=person.pk, person=person, able=True, situation="x", reasons="y", found_on=date(2026, 1, 1), found_by=uuid4(),
        found_as="professional", recorded_at=clock.now(),
    )  # fmt: skip
    finding.save()
    with connection.cursor() as cursor:
        cursor.execute("update people_capacityfinding set situation = %s", [column("given_names", person.pk)])
    with pytest.raises(Unreadable):
        _ = CapacityFinding.objects.get().situation


def test_a_value_of_another_municipality_does_not_open(leek, leiden):
    pk = uuid4()
    with entered(leek.scope()):
        keys.create_key("person", pk)
        row = Person(id=pk, surname=SURNAME, registered_at=clock.now())
        row.save()
        sealed = column("surname", pk)
        secret = keys.key_for("person", pk)
        with connection.cursor() as cursor:
            cursor.execute("delete from people_person where id = %s", [pk])
    with entered(leiden.scope()):
        keys.create_key("person", pk)
        Person(id=pk, surname="Ander", registered_at=clock.now()).save()
        keys.ring()._keys["person", pk] = secret  # even with the other municipality's key at hand
        put("surname", pk, sealed)
        with pytest.raises(Unreadable):
            _ = Person.objects.get(pk=pk).surname


def test_a_row_of_another_municipality_is_not_opened_in_this_one(leek, leiden):
    with entered(leek.scope()):
        pk = made().pk
        person = Person.objects.get(pk=pk)
    with entered(leiden.scope()), pytest.raises(Unreadable):
        _ = person.surname


def test_outside_a_municipality_nothing_opens(leek):
    with entered(leek.scope()):
        pk = made().pk
        person = Person.objects.get(pk=pk)
    with pytest.raises(keys.NoKeyRing):
        _ = person.surname


def test_a_person_without_a_key_cannot_be_saved(here):
    with pytest.raises(keys.NoKey), transaction.atomic():
        Person(surname="Jansen", registered_at=clock.now()).save()


def test_after_its_key_is_destroyed_a_row_cannot_be_read_or_filled_again_and_others_can(here):
    gone, stays = made(), made(surname="Blijver")
    keys.destroy_key("person", gone.pk)
    row = Person.objects.get(pk=gone.pk)
    with pytest.raises(Unreadable):
        _ = row.surname
    with pytest.raises(Unreadable), transaction.atomic():
        row.save()
    row.surname = "Nieuw"
    with pytest.raises(Unreadable), transaction.atomic():
        row.save(update_fields=["surname"])
    assert Person.objects.get(pk=stays.pk).surname == "Blijver"


def test_a_copy_under_another_id_is_refused_rather_than_made_unreadable(here):
    row = Person.objects.get(pk=made().pk)
    row.pk = uuid4()
    keys.create_key("person", row.pk)
    with pytest.raises(Unreadable), transaction.atomic():
        row.save()


def test_update_and_conditions_are_refused(here):
    pk = made().pk
    with pytest.raises(TypeError):
        Person.objects.filter(pk=pk).update(surname="Jansen")
    with pytest.raises(TypeError), transaction.atomic():
        Person.objects.bulk_update([Person.objects.get(pk=pk)], ["surname"])
    with pytest.raises(FieldError):
        Person.objects.exclude(surname="Jansen").exists()
    assert Person.objects.get(pk=pk).surname == SURNAME


def test_values_stay_sealed(here):
    made()
    assert isinstance(Person.objects.values_list("surname", flat=True)[0], Sealed)
    assert "Kanarie" not in repr(Person.objects.values()[0])


# ---------------------------------------------------------------- round trips
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("surname", "x"),
        ("surname", SURNAME),
        ("surname", "nul \x00 en regel\n"),
        ("given_names", ""),
        ("correspondence_address", "Postbus 1\n1120 AA Landsmeer"),
        ("birth_date", date(2000, 2, 29)),
        ("birth_date", date(1, 1, 1)),
        ("birth_date", None),
        ("large_print", True),
        ("large_print", False),
    ],
)
def test_comes_back_as_it_went(here, field, value):
    person = made(**{field: value})
    found = getattr(Person.objects.get(pk=person.pk), field)
    assert found == value and type(found) is type(value)
    stored = column(field, person.pk)
    assert stored is None if value is None else str(value).encode() not in bytes(stored) or value in {"", "x"}


def test_half_a_character_does_no_harm(here):
    assert Person.objects.get(pk=made(surname="a\ud800b").pk).surname == "a?b"


def test_a_date_may_be_set_as_text(here):
    assert Person.objects.get(pk=made(birth_date="2000-02-29").pk).birth_date == date(2000, 2, 29)


def test_no_field_that_is_not_read_is_opened(here):
    pk = made().pk
    with entered(here.scope()):
        row = Person.objects.get(pk=pk)
        keys.ring()._keys.clear()
        assert all(isinstance(row.__dict__[name], Sealed) for name in ("surname", "given_names", "large_print"))
        assert row.surname == SURNAME
        assert isinstance(row.__dict__["given_names"], Sealed)


def test_saving_what_was_not_read_keeps_it(here):
    pk = made().pk
    before = bytes(column("surname", pk))
    row = Person.objects.get(pk=pk)
    row.given_names = "Johanna"
    row.save()
    assert bytes(column("surname", pk)) == before
    assert Person.objects.get(pk=pk).given_names == "Johanna"


def test_the_same_value_is_never_sealed_alike(here):
    assert bytes(column("surname", made().pk)) != bytes(column("surname", made().pk))


def test_deferred_and_refreshed(here):
    pk = made().pk
    deferred = Person.objects.defer("surname").get(pk=pk)
    assert "surname" not in deferred.__dict__
    assert deferred.surname == SURNAME
    only = Person.objects.only("id").get(pk=pk)
    assert only.surname == SURNAME
    stale = Person.objects.get(pk=pk)
    fresh = Person.objects.get(pk=pk)
    fresh.surname = "Nieuw"
    fresh.save(update_fields=["surname"])
    assert stale.surname == SURNAME
    stale.refresh_from_db()
    assert stale.surname == "Nieuw"


def test_in_bulk(here):
    rows = [Person(id=uuid4(), surname=f"Naam {number}", registered_at=clock.now()) for number in range(3)]
    for row in rows:
        keys.create_key("person", row.pk)
    Person.objects.bulk_create(rows)
    assert [Person.objects.get(pk=row.pk).surname for row in rows] == ["Naam 0", "Naam 1", "Naam 2"]


def test_a_list_of_fifty_fetches_its_keys_once(here, django_assert_num_queries):
    for number in range(50):
        made(surname=f"Naam {number:02}")
    with entered(here.scope()):
        keys.ring()._keys.clear()
        rows = list(Person.objects.all())
        with django_assert_num_queries(1, using="keys"):
            prefetch_keys(rows)
            assert sorted(row.surname for row in rows)[0] == "Naam 00"


# ---------------------------------------------------------------- every kind of field, on a table of its own
class Sample(models.Model):  # noqa: DJ008
    """One of each field; the table lives as long as the transaction of a test."""

    encryption_key = ("person", "id")
    id = models.UUIDField(primary_key=True, default=uuid4)
    municipality_id = models.UUIDField()
    text = fields.EncryptedTextField(null=True)
    day = fields.EncryptedDateField(null=True)
    flag = fields.EncryptedBooleanField(null=True)
    data = fields.EncryptedJSONField(null=True)
    raw = fields.EncryptedBinaryField(null=True)

    class Meta:
        app_label = "not_installed"
        db_table = "sample"


@pytest.fixture
def sample(here):
    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table sample (id uuid primary key, municipality_id uuid,"
            " text bytea, day bytea, flag bytea, data bytea, raw bytea) on commit drop"
        )
    row = Sample(municipality_id=here.pk)
    keys.create_key("person", row.pk)
    return row


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "\x80 \x00 einde"),
        ("text", "é" * 8),
        ("text", "x" * 100_000),
        ("day", date(9999, 12, 31)),
        ("flag", False),
        ("flag", True),
        ("data", {"punten": [[1.5, 2], []], "naam": "Übermuth", "leeg": None}),
        ("data", []),
        ("data", {}),
        ("data", 0),
        ("data", "tekst"),
        ("raw", b""),
        ("raw", b"\x00\x80\xff"),
    ],
)
def test_every_kind_comes_back_as_it_went_and_empty_is_not_unknown(sample, field, value):
    setattr(sample, field, value)
    sample.save(force_insert=True)
    found = Sample.objects.get(pk=sample.pk)
    assert getattr(found, field) == value and type(getattr(found, field)) is type(value)
    others = {"text", "day", "flag", "data", "raw"} - {field}
    assert all(getattr(found, other) is None for other in others)
    assert list(Sample.objects.filter(**{f"{field}__isnull": False})) == [found]


def test_a_list_changed_in_place_is_saved(sample):
    sample.data = ["een"]
    sample.save(force_insert=True)
    found = Sample.objects.get(pk=sample.pk)
    found.data.append("twee")
    found.save()
    assert Sample.objects.get(pk=sample.pk).data == ["een", "twee"]


def test_json_cannot_be_looked_into(sample):
    with pytest.raises(FieldError, match="is encrypted"):
        Sample.objects.filter(data__naam="x")
    with pytest.raises(FieldError, match="is encrypted"):
        Sample.objects.filter(data__contains={})
