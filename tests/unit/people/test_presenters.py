"""How people are written."""

from __future__ import annotations

from datetime import date

import pytest

from privacy_domain.people import presenters
from privacy_domain.people.models import Person

JOHANNA = {"given_names": "Johanna Maria", "prefix": "de", "surname": "Vries", "sex": "female"}


def test_no_name_where_rows_become_text():
    assert "Vries" not in f"{Person(**JOHANNA)} {Person(**JOHANNA)!r}"


@pytest.mark.requirement("LEID-BijlI-voetnoot1")
@pytest.mark.parametrize(
    ("use", "written"),
    [
        ("own", "mevr. J.M. de Vries"),
        ("partner", "mevr. J.M. van Dam"),
        ("partner_own", "mevr. J.M. van Dam-de Vries"),
        ("own_partner", "mevr. J.M. de Vries-van Dam"),
    ],
)
def test_the_name_follows_its_use(use, written):
    person = Person(**JOHANNA, partner_prefix="van", partner_surname="Dam", name_use=use)
    assert presenters.display_name(person) == written


def test_a_name_use_without_a_partner_falls_back_on_the_own_name():
    assert presenters.display_name(Person(**JOHANNA, name_use="partner")) == "mevr. J.M. de Vries"


@pytest.mark.parametrize(
    ("details", "written"),
    [
        ({"surname": "Bos"}, "Bos"),
        ({"surname": "Bos", "initials": "A.B."}, "A.B. Bos"),
        ({"surname": "Bos", "given_names": "Jan-Willem", "sex": "male"}, "dhr. J.W. Bos"),
        ({"surname": "Bos", "given_names": "Sam", "sex": "unknown"}, "S. Bos"),
    ],
)
def test_display_name(details, written):
    assert presenters.display_name(Person(**details)) == written


@pytest.mark.requirement("LEID-BijlI-voetnoot1")
def test_predicate_and_title_have_their_places():
    person = Person(**JOHANNA | {"prefix": "van", "surname": "Dam", "predicate": "jkvr.", "noble_title": "baronesse"})
    assert presenters.formal_name(person) == "jkvr. J.M. baronesse van Dam"


def test_other_forms_of_the_name():
    person = Person(**JOHANNA)
    assert presenters.full_name(person) == "Johanna Maria de Vries"
    assert presenters.short_name(person) == "Johanna"
    assert presenters.list_name(person) == "Vries, J.M. de"
    assert presenters.list_name(Person(surname="Bos")) == "Bos"
    assert presenters.short_name(Person(surname="Bos")) == "Bos"


@pytest.mark.parametrize(
    ("sex", "line"),
    [("female", "Geachte mevrouw De Vries"), ("male", "Geachte heer De Vries"), ("unknown", "Geachte J.M. de Vries")],
)
def test_salutation(sex, line):
    assert presenters.salutation(Person(**JOHANNA | {"sex": sex})) == line


ADDRESS = {
    "street": "Kerkstraat", "house_number": "12", "house_letter": "a", "house_number_addition": "2 hoog",
    "postcode": "1121AB", "place": "Landsmeer",
}  # fmt: skip


@pytest.mark.requirement("LEID-BijlI-voetnoot1")
def test_address_lines():
    assert presenters.address_lines(Person(**ADDRESS)) == ["Kerkstraat 12a 2 hoog", "1121 AB Landsmeer"]
    assert presenters.address_lines(Person()) == []


def test_a_secret_address_is_not_written_by_accident():
    person = Person(**ADDRESS, address_secret=True, correspondence_address="Postbus 1\n1120 AA Landsmeer")
    for lines in (presenters.address_lines(person), presenters.postal_lines(person)):
        assert lines == ["Adres is geheim"]
    assert presenters.address_lines(person, show_secret=True)[0] == "Kerkstraat 12a 2 hoog"
    assert presenters.postal_lines(person, show_secret=True) == ["Postbus 1", "1120 AA Landsmeer"]


def test_letters_go_to_the_correspondence_address():
    assert presenters.postal_lines(Person(**ADDRESS)) == presenters.address_lines(Person(**ADDRESS))
    assert presenters.postal_lines(Person(**ADDRESS, correspondence_address=" Postbus 1 \n\n 1120 AA ")) == [
        "Postbus 1",
        "1120 AA",
    ]


def test_age():
    assert presenters.age_on(Person(birth_date=date(2013, 11, 24)), date(2026, 11, 24)) == 13
    assert presenters.age_on(Person(birth_date=date(2013, 11, 25)), date(2026, 11, 24)) == 12
    assert presenters.age_on(Person(), date(2026, 11, 24)) is None
