"""The index of each version against the official text, where that text is at hand.

The texts are not part of the project. ``PROTOCOL_TEXTS`` names the folder that holds them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from privacy_domain.protocols import book
from privacy_domain.protocols.loader import citations_in
from privacy_domain.protocols.protocol import Protocol

ROOT = Path(__file__).parents[2]
TEXTS = Path(os.environ.get("PROTOCOL_TEXTS", ROOT.parent / "shared" / "protocols"))

HEADINGS = {
    "leek-2018": r"#{3,4} \**Artikel (\d+)\b.*",
    "landsmeer-2016": r" ?Artikel (\d+)\b.*| ?(Bijlage I) .*",
    "leiden-2016": r"\s*Artikel (\d+[ab]?)\b.*|\s*(Bijlage II?):.*",
    "opsterland-2015": r"\s*Artikel (\d+)\b.*",
    "sittard-geleen-2018": r"(\d)\. [A-Z].*|(Bijlage 1)",
}
PARAGRAPH = re.compile(r"\s*(?:[•\uf0b7]\s*)?(\d+)\.(?:\s.*)?")
LETTER = re.compile(r"\s*(?:[-•\uf0b7]\s*)?([a-z])\.(?:\s.*)?")
ROMAN = re.compile(r"(I{1,3}|IV|V)\.? [A-Z].*")
CONTACTS = {
    "jeugd-gezinsteam": "Gezinsteam",
    "doctor": "Artsen",
    "stadsbank": "Stadsbank",
    "werk-en-inkomen": "Inkomen",
    "creditor": "Schuldeisers",
    "veilig-thuis": "Veilig Thuis",
    "mo-zaak": "MO-Zaak",
    "provider": "Aanbieder",
    "cak-svb": "CAK/SVB",
    "veiligheidshuis": "huis",
    "riec": "RIEC",
}


def text_of(version: str) -> str:
    path = TEXTS / f"{version}.txt"
    if not path.exists():
        pytest.skip(f"The official text {version}.txt is not at hand; PROTOCOL_TEXTS names the folder that holds it.")
    return path.read_text(encoding="utf-8")


def bodies(version: str, text: str) -> Iterator[tuple[str, list[str]]]:
    """Each article, section or annex of a text with its lines."""
    place, body = "", list[str]()
    for line in text.splitlines():
        match = re.fullmatch(HEADINGS[version], line.rstrip())
        if match:
            if place:
                yield place, body
            number = next(filter(None, match.groups()))
            kind = "" if number.startswith("Bijlage") else "par. " if version.startswith("sittard") else "art. "
            place, body = kind + number.replace("Bijlage", "bijlage"), []
        else:
            body.append(line)
    yield place, body


def structure(body: list[str]) -> tuple[int, dict[int, str]]:
    """The number of paragraphs and the letters in each, as the lines of an article show them."""
    paragraph, letters = 0, dict[int, str]()
    for line in body:
        number, letter = PARAGRAPH.fullmatch(line), LETTER.fullmatch(line)
        if number and int(number[1]) == paragraph + 1:
            paragraph += 1
        elif letter and letter[1] == chr(ord("a") + len(letters.get(paragraph, ""))):
            letters[paragraph] = letters.get(paragraph, "") + letter[1]
    return paragraph, letters


@pytest.mark.requirement("ENG-1")
@pytest.mark.parametrize("protocol", book.versions(), ids=lambda protocol: protocol.id)
def test_the_index_has_the_articles_of_the_text(protocol: Protocol) -> None:
    found = [place for place, _ in bodies(protocol.id, text_of(protocol.id))]
    assert [article.place for article in protocol.articles] == found


@pytest.mark.requirement("ENG-1")
@pytest.mark.parametrize("protocol", book.versions(), ids=lambda protocol: protocol.id)
def test_the_index_has_the_paragraphs_and_letters_of_the_text(protocol: Protocol) -> None:
    found = {place: structure(body) for place, body in bodies(protocol.id, text_of(protocol.id)) if place.startswith("art.")}
    index = {article.place: (article.paragraphs, dict(article.letters)) for article in protocol.articles if article.place.startswith("art.")}
    assert index == found


def test_the_steps_of_landsmeer_are_those_of_the_text() -> None:
    body = dict(bodies("landsmeer-2016", text_of("landsmeer-2016")))["bijlage I"]
    steps = [f"stap {number}" for number in range(1, structure(body)[0] + 1)]
    assert next(entry.entries for entry in book.version("landsmeer-2016").articles if entry.entries) == tuple(steps)


def test_the_rows_and_contacts_of_leiden_are_those_of_the_text() -> None:
    body = dict(bodies("leiden-2016", text_of("leiden-2016")))["bijlage I"]
    entries = {entry.place: entry.entries for entry in book.version("leiden-2016").articles}["bijlage I"]
    rows: dict[int, list[str]] = {0: []}
    for line in body:
        number = PARAGRAPH.fullmatch(line)
        if number and int(number[1]) == len(rows):
            rows[len(rows)] = []
        rows[len(rows) - 1].append(line)
    assert {entry for entry in entries if entry.count(" ") == 1} == {f"rij {number}" for number in rows if number}
    for entry in entries:
        _, number, *contact = entry.split()
        if contact and (number, *contact) != ("4", "provider"):
            assert CONTACTS[contact[0]] in "\n".join(rows[int(number)]), entry
    assert "leverancier/aanbie" in "\n".join(rows[4]), "row 4 passes a move on to the provider"


def test_the_steps_of_leiden_are_those_of_the_text() -> None:
    body = dict(bodies("leiden-2016", text_of("leiden-2016")))["bijlage II"]
    found = [match[1] for line in body if (match := ROMAN.fullmatch(line.rstrip()))]
    assert found == ["I", "II", "III", "IV", "V"]
    entries = {entry.place: entry.entries for entry in book.version("leiden-2016").articles}["bijlage II"]
    assert entries == tuple(f"stap {number}" for number in range(1, len(found) + 1))


@pytest.mark.requirement("ENG-1")
@pytest.mark.parametrize("protocol", book.versions(), ids=lambda protocol: protocol.id)
def test_every_citation_stands_in_an_index(protocol: Protocol) -> None:
    known = {f"{protocol.id} {place}" for article in protocol.articles for place in article.places()}
    for law, articles in book.law().articles.items():
        known |= {f"{law} {place}" for article in articles for place in article.places()}
    cited = {str(citation) for citation in citations_in(protocol)}
    assert cited <= known
    assert len(cited) >= 5
