"""Encrypted fields as Django sees them, without a database."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.exceptions import FieldError
from django.db import models
from django.db.migrations.writer import MigrationWriter
from django.db.models import F

from privacy_domain.crypto import fields, keys
from privacy_domain.people.models import Person


@pytest.mark.parametrize(
    "condition",
    [
        {"surname": "Jansen"},
        {"surname__startswith": "J"},
        {"surname__in": ["Jansen"]},
        {"surname__regex": "("},
        {"birth_date": date(2000, 1, 1)},
        {"birth_date__year": 2000},
        {"birth_date__lt": date(2000, 1, 1)},
        {"large_print": True},
    ],
)
def test_nothing_encrypted_can_be_searched(condition):
    with pytest.raises(FieldError, match="is encrypted"):
        models.QuerySet(Person).filter(**condition)


def test_whether_something_is_known_can_be_asked():
    assert "birth_date" in str(models.QuerySet(Person).filter(birth_date__isnull=True).query)


def test_update_cannot_write_plain_text():
    from django.db import connection

    with pytest.raises(TypeError, match="written by save"):
        Person._meta.get_field("surname").get_db_prep_save("Jansen", connection)


def test_the_database_cannot_compute_it():
    person = Person()
    person.surname = F("prefix")
    with pytest.raises(TypeError, match="cannot compute"):
        Person._meta.get_field("surname").pre_save(person, True)


def test_outside_a_municipality_nothing_is_sealed():
    with pytest.raises(keys.NoKeyRing):
        Person._meta.get_field("surname").pre_save(Person(surname="Jansen"), True)


def test_a_sealed_value_shows_nothing():
    assert repr(fields.Sealed(b"geheim")) == str(fields.Sealed(b"geheim")) == "<sealed>"


def test_a_model_must_say_whose_key():
    class Keyless(models.Model):  # noqa: DJ008
        note = fields.EncryptedTextField()

        class Meta:
            app_label = "not_installed"

    assert "crypto.E001" in [found.id for found in Keyless._meta.get_field("note").check(databases=[])]


def test_encrypted_columns_are_not_sorted_by():
    class Sorted(models.Model):  # noqa: DJ008
        encryption_key = ("person", "id")
        note = fields.EncryptedTextField()

        class Meta:
            app_label = "not_installed"
            ordering = ("-note",)

    assert "crypto.E002" in [found.id for found in Sorted._meta.get_field("note").check(databases=[])]


def test_the_project_passes_its_own_checks():
    assert [found for field in Person._meta.fields for found in field.check(databases=[])] == []


@pytest.mark.parametrize(
    "field",
    [
        fields.EncryptedTextField(max_length=20, blank=True, multiline=True),
        fields.EncryptedDateField(null=True),
        fields.EncryptedBooleanField(default=False),
        fields.EncryptedJSONField(default=list),
        fields.EncryptedBinaryField(null=True),
    ],
)
def test_migrations_can_write_it_down(field):
    text, _ = MigrationWriter.serialize(field)
    assert text.startswith("privacy_domain.crypto.fields.Encrypted")
    again = eval(text, {"privacy_domain": __import__("privacy_domain.crypto.fields")})
    assert again.deconstruct()[1:] == field.deconstruct()[1:]


def test_form_fields():
    short = Person._meta.get_field("surname").formfield()
    assert isinstance(short, forms.CharField) and isinstance(short.widget, forms.TextInput)
    assert short.max_length == 200
    assert isinstance(Person._meta.get_field("correspondence_address").formfield().widget, forms.Textarea)
    assert isinstance(Person._meta.get_field("birth_date").formfield(), forms.DateField)
    assert isinstance(Person._meta.get_field("large_print").formfield(), forms.BooleanField)
    assert isinstance(Person._meta.get_field("sex").formfield(), forms.TypedChoiceField)
