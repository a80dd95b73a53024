"""Finding people by their tokens."""

from __future__ import annotations

from datetime import date

import pytest

from privacy_domain.crypto.search import birth_date_token
from privacy_domain.people.models import SearchToken
from privacy_domain.people.selectors import birthdays, find
from privacy_domain.tenancy.scope import entered

from .cast import person

BORN = date(1985, 1, 31)


@pytest.fixture
def here(leek):
    with entered(leek.scope()):
        yield leek


@pytest.fixture
def johanna(here):
    return person(
        given_names="Johanna Maria", prefix="de", surname="Vries-Ibáñez", birth_date=BORN, bsn="123456782",
        postcode="1121AB", house_number="12", house_letter="a",
    ).pk  # fmt: skip


@pytest.fixture
def jan(here):
    return person(given_names="Jan", prefix="van", surname="Dijk", birth_date=BORN, postcode="1121AB", house_number="14").pk


# ---------------------------------------------------------------- not found
@pytest.mark.parametrize(
    "nothing",
    [
        {},
        {"bsn": "123456783"},
        {"bsn": "111222333"},
        {"bsn": "geen nummer"},
        {"name": "van "},
        {"name": "de"},
        {"name": "vr"},
        {"name": "rie"},
        {"name": "%"},
        {"name": "\x00"},
        {"name": "vries bakker"},
        {"birth_date": date(1985, 1, 30)},
        {"birth_year": 1985},
        {"postcode": "1121AB"},
        {"house_number": "12"},
        {"postcode": "1121AB", "house_number": "13"},
        {"name": "vries", "birth_date": date(1985, 1, 30)},
        {"name": "vries", "birth_year": 1986},
        {"name": "vries", "postcode": "1131"},
        {"bsn": "123456782", "name": "bakker"},
        {"bsn": "123456782", "birth_date": date(1985, 1, 30)},
    ],
)
def test_finds_nobody(johanna, nothing):
    assert find(**nothing) == []


def test_another_municipality_finds_nobody(johanna, leiden):
    with entered(leiden.scope()):
        assert find(bsn="123456782") == find(name="vries") == find(birth_date=BORN) == birthdays(BORN) == []
        assert birth_date_token(BORN) not in {bytes(token) for token in SearchToken.objects.values_list("token", flat=True)}


def test_the_same_value_gives_another_token_in_another_municipality(here, leiden):
    ours = birth_date_token(BORN)
    with entered(leiden.scope()):
        assert birth_date_token(BORN) != ours


def test_a_secret_address_finds_nobody(here):
    pk = person(surname="Meijer", postcode="1121AB", house_number="12", address_secret=True).pk
    assert find(postcode="1121AB", house_number="12") == find(name="Meyer", postcode="1121") == []
    assert find(name="meijer") == [pk]


# ---------------------------------------------------------------- found
@pytest.mark.parametrize(
    "how",
    [
        {"bsn": "123456782"},
        {"bsn": "1234.56.782"},
        {"birth_date": BORN, "name": "vries"},
        {"postcode": "1121 ab", "house_number": "12"},
        {"postcode": "1121AB", "house_number": "12a"},
        {"name": "vri"},
        {"name": "VRIES"},
        {"name": "de Vries"},
        {"name": "johan"},
        {"name": "maria"},
        {"name": "Johanna de Vries"},
        {"name": "ibanez"},
        {"name": "Ibáñez"},
        {"name": "vriesibanez"},
        {"name": "Vriesch", "birth_year": 1985},
        {"name": "frise", "birth_date": BORN},
        {"name": "Johanna Fries", "birth_date": BORN},
        {"name": "Fries", "postcode": "1121"},
        {"name": "Fries", "postcode": "1121AB", "house_number": "12"},
        {"name": "Fries", "birth_year": 1985, "postcode": "1121"},
        {"bsn": "123456782", "name": "vries", "birth_date": BORN},
    ],
)
def test_finds_johanna(johanna, jan, how):
    assert find(**how) == [johanna]


def test_finds_everybody_who_answers(johanna, jan):
    assert set(find(birth_date=BORN)) == {johanna, jan}


def test_finds_by_the_partners_name_too(here):
    pk = person(surname="Vries", partner_surname="Dam", name_use="partner").pk
    assert find(name="dam") == find(name="vries") == [pk]


def test_short_names_are_found_in_full(here):
    pk = person(given_names="Bo", surname="Ek").pk
    assert find(name="ek") == find(name="bo ek") == [pk]
    assert find(name="e") == []


def test_a_name_of_tussenvoegsels_only(here):
    assert find(name="van") == []
    pk = person(surname="Van de").pk
    assert find(name="van") == [pk]


def test_a_limit(here):
    for number in range(5):
        person(surname=f"Jansen{number}")
    assert len(find(name="jansen", limit=3)) == 3


def test_birthdays(here):
    leap = person(surname="Schrikkel", birth_date=date(2012, 2, 29)).pk
    ordinary = person(surname="Gewoon", birth_date=date(2010, 2, 28)).pk
    assert set(birthdays(date(2026, 2, 28))) == {leap, ordinary}
    assert birthdays(date(2028, 2, 28)) == [ordinary]
    assert birthdays(date(2028, 2, 29)) == [leap]
    assert birthdays(date(2026, 3, 1)) == []
