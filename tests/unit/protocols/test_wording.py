from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from privacy_domain.protocols import book, wording
from privacy_domain.protocols.types import Category, Citation, Condition, Holder, Obligation, Question

LEEK = book.version("leek-2018")


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (["art. 5"], "artikel 5"),
        (["art. 4 lid 3"], "artikel 4, derde lid,"),
        (["art. 4 lid 6", "art. 4 lid 1", "art. 4 lid 3"], "artikel 4, eerste, derde en zesde lid,"),
        (["art. 1 onder b"], "artikel 1, onder b,"),
        (["art. 7 lid 2 onder b", "art. 7 lid 2 onder a"], "artikel 7, tweede lid, onder a en b,"),
        (["art. 7 lid 1", "art. 7 lid 2 onder a"], "artikel 7, eerste lid en tweede lid, onder a,"),
        (["art. 9", "art. 5"], "artikel 5 en artikel 9"),
        (["art. 10", "art. 9", "art. 5"], "artikel 5, artikel 9 en artikel 10"),
        (["art. 8 lid 1", "art. 5"], "artikel 5 en artikel 8, eerste lid,"),
        (["art. 10 lid 2", "art. 8 lid 1", "art. 5"], "artikel 5, artikel 8, eerste lid, en artikel 10, tweede lid,"),
        (["art. 8 lid 1", "art. 8 lid 1"], "artikel 8, eerste lid,"),
    ],
)
def test_citations_of_one_text_in_words(places: list[str], words: str) -> None:
    found = wording.citations_in_words([Citation("leek-2018", place) for place in places], LEEK, book.law())
    assert found == f"{words} van het protocol van Leek"


def test_articles_with_a_letter_stand_between_their_neighbours_and_annexes_last() -> None:
    leiden = book.version("leiden-2016")
    places = ["bijlage I rij 2 veilig-thuis", "art. 7 lid 1", "art. 6b lid 1", "art. 10 lid 2", "bijlage II stap 3"]
    found = wording.citations_in_words([Citation("leiden-2016", place) for place in places], leiden, book.law())
    assert found == (
        "artikel 6b, eerste lid, artikel 7, eerste lid, artikel 10, tweede lid, "
        "bijlage I, rij 2 (Veilig Thuis), en bijlage II, stap 3, van het protocol van Leiden"
    )


def test_sections_and_laws_are_named_by_their_text() -> None:
    policy = book.version("sittard-geleen-2018")
    found = wording.citations_in_words(
        [
            Citation("sittard-geleen-2018", "par. 4"),
            Citation("sittard-geleen-2018", "bijlage 1"),
            Citation("avg", "art. 6 lid 1"),
        ],
        policy,
        book.law(),
    )
    assert found == "artikel 6, eerste lid, van de AVG en paragraaf 4 en bijlage 1 van het beleid van Sittard-Geleen"
    assert wording.citations_in_words([Citation("jeugdwet", "art. 7.1.4.1")], None, book.law()) == "artikel 7.1.4.1 van de Jeugdwet"


def test_every_contact_of_bijlage_i_has_a_name() -> None:
    annex = next(entry for entry in book.version("leiden-2016").articles if entry.place == "bijlage I")
    contacts = {words[2] for entry in annex.entries if len(words := entry.split()) == 3}
    assert contacts == set(wording.phrases()["contact"])


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("condition", Condition),
        ("obligation", Obligation),
        ("holder", Holder),
    ],
)
def test_every_code_has_a_phrase(kind: str, codes: type[Condition]) -> None:
    assert {str(code) for code in codes} == set(wording.phrases()[kind])
    for code in codes:
        assert wording.phrase(kind, code)


def test_every_permission_and_every_special_category_has_its_words() -> None:
    permissions = {
        Question.RECORD,
        Question.ACCESS,
        Question.DISCLOSE,
        Question.POSTPONE_INFORMING,
        Question.VERWIJSINDEX,
    }
    assert set(wording.phrases()["act"]) == {str(question) for question in permissions}
    for act in wording.phrases()["act"].values():
        assert set(act) == {"allowed", "refused", "closed"}
    special = {
        "bsn",
        "ban_conduct",
        "criminal",
        "health",
        "political_opinion",
        "race",
        "religion",
        "sexual_orientation",
    }
    assert set(wording.phrases()["category"]) == special | {"union_membership"}
    with pytest.raises(KeyError):
        wording.phrase("category", Category.NAW)


def test_phrases_use_the_names_of_the_municipality() -> None:
    assert wording.phrase("condition", Condition.LEAD_CONSULTED) == "je vooraf met de leidinggevende hebt overlegd"
    leiden = book.version("leiden-2016")
    assert wording.phrase("condition", Condition.LEAD_CONSULTED, leiden) == "je vooraf met de teamcoach hebt overlegd"
    opsterland = book.version("opsterland-2015")
    assert wording.phrase("obligation", Obligation.RECORD_IN_DOSSIER, opsterland) == "leg het vast in het bestand"
    policy = book.version("sittard-geleen-2018")
    assert wording.phrase("condition", Condition.LEAD_CONSULTED, policy) == "je vooraf met de leidinggevende hebt overlegd"
    assert wording.phrase("condition", Condition.INFORMED, leiden) == "de betrokkene is geïnformeerd"


def test_words_for_lists_dates_ranks_and_ways() -> None:
    assert wording.list_of([]) == ""
    assert wording.list_of(["a"]) == "a"
    assert wording.list_of(["a", "b"]) == "a en b"
    assert wording.list_of(["a", "b", "c"]) == "a, b en c"
    assert wording.day_in_words(date(2016, 12, 1)) == "1 december 2016"
    assert wording.moment_in_words(datetime(2018, 1, 31, 9, 5, tzinfo=UTC)) == "31 januari 2018 om 09.05 uur"
    assert [wording.ordinal(number) for number in (1, 6, 7)] == ["eerste", "zesde", "7e"]
    ways = [[Condition.EXCEPTION, Condition.NOTE], [Condition.BASIS]]
    assert wording.ways_in_words(ways, None) == (
        "dat er een uitzonderingsgrond is en dat die uitzondering in het dossier is aangetekend, "
        "of dat er een grondslag is die voor deze gegevens geldt"
    )
    assert wording.conditions_in_words([Condition.NOTE, Condition.BASIS], None) == (
        "die uitzondering in het dossier is aangetekend en er een grondslag is die voor deze gegevens geldt"
    )
    assert wording.sentence("zo is het") == "Zo is het."


def test_ways_that_are_too_many_for_one_sentence_are_only_pointed_at() -> None:
    short, middle, long = [Condition.NOTE], [Condition.BASIS, Condition.EXCEPTION], [Condition.NECESSARY] * 5
    note, others = "dat die uitzondering in het dossier is aangetekend", ", of een andere weg die de tekst noemt"
    assert wording.ways_in_words([long, short], None) == note + others
    assert wording.ways_in_words([middle, short, long], None) == (
        f"dat er een grondslag is die voor deze gegevens geldt en dat er een uitzonderingsgrond is, of {note}{others}"
    )
    assert wording.ways_in_words([short, middle + short], None).endswith(note)
    assert wording.ways_in_words([long], None) == wording.list_of(["dat de noodzaak is vastgelegd"] * 5)


def test_a_sentence_of_the_law_says_why_the_law_answers() -> None:
    assert wording.who_speaks(LEEK, by_law=False) == ""
    assert wording.who_speaks(LEEK, by_law=True) == "het protocol van Leek zegt hier niets over; "
    assert wording.who_speaks(None, by_law=True) == "er geldt op deze dag geen protocol; "
