"""How values are brought into one form before they become tokens."""

from __future__ import annotations

from datetime import date

import pytest

from privacy_domain.crypto import search


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("de Vries", ["vries"]),
        ("van der Berg", ["berg"]),
        ("van", ["van"]),
        ("  ", []),
        ("'t Hart", ["hart"]),
        ("Ibáñez–de Vries", ["ibanez", "vries"]),
        ("Öztürk", ["ozturk"]),
        ("Łukasiewicz", ["lukasiewicz"]),
        ("Strauß", ["strauss"]),
        ("O’Brien", ["o", "brien"]),
        ("IJsbrand ĳ", ["ijsbrand", "ij"]),
        ("%_\\'; drop", ["drop"]),
    ],
)
def test_words_of_a_name(written, words):
    assert search.name_words(written) == words


def test_names_are_also_found_written_together():
    assert search.written_together(["o", "brien"]) == ["o", "brien", "obrien"]
    assert search.written_together(["jansen"]) == ["jansen"]


def test_prefixes_begin_at_three_letters_and_stop_at_twelve():
    assert search.prefixes("jansen") == ["jan", "jans", "janse", "jansen"]
    assert search.prefixes("ek") == ["ek"]
    assert search.prefixes("") == []
    assert search.prefixes("abcdefghijklmnop")[-1] == "abcdefghijkl"


@pytest.mark.parametrize(
    "alike",
    [
        ["Meijer", "Meyer", "Maier", "Meier", "meijer"],
        ["Jansen", "Janssen", "Janse"],
        ["Visser", "Fisser"],
        ["Claes", "Klaas"],
        ["Schmidt", "Smit", "Smid"],
        ["Bosch", "Bos"],
        ["Kuijper", "Kuiper", "Kuyper"],
        ["Brouwer", "Brauer"],
        ["Brandt", "Brand", "Brant"],
        ["Dijkstra", "Dykstra"],
        ["Thijssen", "Tijssen", "Teyssen"],
        ["Philips", "Filips"],
    ],
)
def test_names_that_sound_alike(alike):
    assert len({search.phonetic(name) for name in alike}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jansen", "Hansen"), ("Bakker", "Dekker"), ("Visser", "Vissers"), ("Ek", "Beek"), ("Mulder", "Muller")],
)
def test_names_that_do_not(one, other):
    assert search.phonetic(one) != search.phonetic(other)


def test_second_values_do_not_meet():
    assert search.seconds(born=date(1985, 1, 31), postcode="1985 AB") == ["1985-01-31", "1985", "postcode 1985"]
    assert search.seconds(year=1985) == ["1985"]
    assert search.seconds(postcode="12") == []
    assert search.seconds() == []


@pytest.mark.parametrize("written", ["123456782", "1234.56.782", " 123 456 782"])
def test_a_bsn_in_one_form(written):
    assert search.plain_bsn(written) == "123456782"


def test_a_bsn_whose_first_zero_was_left_out():
    assert search.plain_bsn("11122146") == "011122146"
