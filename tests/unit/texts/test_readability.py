"""Every text that a client reads or hears is easy enough, and the measure notices one that is not."""

from __future__ import annotations

import re

import pytest

from privacy_domain.texts.kinds import CLIENT_KINDS, Kind
from privacy_domain.texts.readability import read, syllables
from privacy_domain.texts.shipped import ShippedText, shipped

CLIENT = [text for text in shipped() if text.kind in CLIENT_KINDS and text.language == "nl"]
STAFF = [text for text in shipped() if text.kind in {Kind.GUIDE, Kind.ACKNOWLEDGEMENT}]
DUTCH = [text for text in shipped() if text.language == "nl"]


def _name(text: ShippedText) -> str:
    return f"{text.protocol}:{text.key}:{text.language}"


@pytest.mark.parametrize("text", CLIENT, ids=_name)
def test_a_client_text_is_easy(text: ShippedText) -> None:
    assert read(f"{text.heading}\n{text.body}").faults() == ()


@pytest.mark.parametrize("text", STAFF, ids=_name)
def test_a_text_for_staff_has_short_sentences(text: ShippedText) -> None:
    reading = read(text.body)
    assert reading.score >= 65
    assert reading.longest_sentence <= 15
    assert reading.banned == ()


@pytest.mark.parametrize("text", [text for text in shipped() if text.kind is Kind.CARD], ids=_name)
def test_a_card_is_read_in_one_breath(text: ShippedText) -> None:
    assert len(re.findall(r"[.!?](?=\s|$)", text.body)) <= 3


@pytest.mark.parametrize("text", CLIENT, ids=_name)
def test_a_client_is_addressed_with_u(text: ShippedText) -> None:
    words = set(f"{text.heading} {text.body}".lower().split())
    assert not words & {"je", "jij", "jou", "jouw", "jullie"}


def test_the_whole_catalogue_is_easy() -> None:
    reading = read("\n".join(f"{text.heading}\n{text.body}" for text in CLIENT))
    assert reading.score >= 80
    assert reading.mean_sentence <= 8


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "De verwerking van persoonsgegevens geschiedt in overeenstemming met toepasselijke regelgeving inzake ondersteuningsvraagstukken.",
            "score",
        ),
        ("Wij gaan met u mee naar de stad en dan gaan wij met de bus en dan weer terug.", "langste zin"),
        ("Wij werken voor u aan een ondersteuningsarrangement.", "lange woorden"),
        ("Wij doen dit op grond van de wet.", "ander woord"),
        ("Indien u dat wilt, bel ons.", "indien"),
        ("Dit is m.b.t. uw vraag.", "m.b.t."),
    ],
)
def test_a_hard_text_is_noticed(text: str, fault: str) -> None:
    assert any(fault in sentence for sentence in read(text).faults())


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="without words"):
        read(" ... ")


@pytest.mark.parametrize(("word", "count"), [("over", 2), ("huis", 1), ("gemeente", 3), ("cliënt", 2), ("tv", 1), ("privacy-app", 3)])
def test_syllables(word: str, count: int) -> None:
    assert abs(syllables(word) - count) <= (1 if "-" in word else 0)


def test_a_blank_counts_as_a_short_word() -> None:
    assert read("Bel {telefoon} of {vertegenwoordiger}.").words == 4
