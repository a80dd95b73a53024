"""Dutch sentences about decisions: citations in words, dates in words, reasons in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any

from privacy_domain.protocols.loader import DATA, parse_toml
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.types import Citation, Condition, Role

_DIGITS = re.compile(r"\d+")

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
MOST_NAMED = 4
"""How many conditions one sentence names."""

ORDINALS = ("nulde", "eerste", "tweede", "derde", "vierde", "vijfde", "zesde")


@cache
def phrases() -> dict[str, Any]:
    """The phrases of the Dutch wording file by kind and code, read once."""
    return parse_toml((DATA / "wording" / "nl.toml").read_text(encoding="utf-8"), "wording")


def phrase(kind: str, code: StrEnum | str, protocol: Protocol | None = None) -> str:
    """The phrase for a code, with the municipality's own names of person, file and lead.

    Raises ``KeyError`` when the wording file lacks it.
    """
    names = phrases()["names"]
    if protocol:
        lead = protocol.role_labels.get(Role.TEAM_LEAD, names["lead"])
        names = {"person": protocol.person_name, "file": protocol.file_name, "lead": lead}
    found: str = phrases()[kind][str(code)]
    return found.format_map(names)


def list_of(words: Sequence[str], link: str = "en") -> str:
    """Words as a Dutch enumeration: a, b en c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {link} {words[-1]}"


def day_in_words(day: date) -> str:
    """A date as 1 juni 2016."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_in_words(moment: datetime) -> str:
    """A moment as 1 juni 2016 om 14.30 uur."""
    return f"{day_in_words(moment)} om {moment:%H.%M} uur"


def ordinal(number: int) -> str:
    """A rank in words as far as paragraphs go, after that as 7e."""
    return ORDINALS[number] if number < len(ORDINALS) else f"{number}e"


def citations_in_words(citations: Iterable[Citation], protocol: Protocol | None, law: Law) -> str:
    """Citations in words, the paragraphs of one article together, each text named once.

    As "artikel 4, eerste en derde lid, en artikel 5 van het protocol van Leek".
    """
    texts = []
    for source, found in groupby(sorted(citations, key=lambda one: one.source), lambda one: one.source):
        name = protocol.short if protocol and source == protocol.id else law.titles[source]
        texts.append(f"{_articles_in_words(set(found))} van {name}")
    return list_of(texts)


def _articles_in_words(citations: set[Citation]) -> str:
    """The articles of one text in its order; details stand between commas."""
    words = []
    for head, found in groupby(sorted(citations, key=_position), key=_head):
        details = list_of(_details(list(found)))
        words.append(f"{head}, {details}," if details else head)
    if len(words) == 1:
        return words[0]
    first = " ".join(word if word.endswith(",") else f"{word}," for word in words[:-2])
    return f"{first} {words[-2]} en {words[-1]}".strip()


def _position(citation: Citation) -> tuple[str, str, int, str]:
    """Where a place stands in its text: articles by number, annexes last."""
    article = citation.part("article") or citation.part("section") or "zzz"
    number = int(citation.part("paragraph") or citation.part("number") or 0)
    return (
        _DIGITS.sub(lambda digits: digits[0].zfill(4), article),
        citation.part("annex") or "",
        number,
        citation.place,
    )


def _head(citation: Citation) -> str:
    """The article, section or annex in words."""
    if section := citation.part("section"):
        return f"paragraaf {section}"
    if article := citation.part("article"):
        return f"artikel {article}"
    return str(citation.part("annex"))


def _details(citations: list[Citation]) -> list[str]:
    """The paragraphs, letters and parts of one article or annex in words."""
    letters: dict[str | None, list[str]] = {}
    for citation in citations:
        letters.setdefault(citation.part("paragraph"), []).extend(filter(None, [citation.part("letter")]))
    words = []
    for has_letters, found in groupby(letters.items(), key=lambda item: bool(item[1])):
        ranks = [(ordinal(int(paragraph)) if paragraph else "", under) for paragraph, under in found]
        if has_letters:
            words += [f"{f'{rank} lid, ' if rank else ''}onder {list_of(under)}" for rank, under in ranks]
        elif whole := [rank for rank, _ in ranks if rank]:
            words.append(f"{list_of(whole)} lid")
    return words + [_entry(citation) for citation in citations if citation.part("part")]


def _entry(citation: Citation) -> str:
    """A row or step in words, with the contact of a row."""
    contact = citation.part("contact")
    words = f"{citation.part('part')} {citation.part('number')}"
    return f"{words} ({phrase('contact', contact)})" if contact else words


def conditions_in_words(conditions: Iterable[Condition], protocol: Protocol | None) -> str:
    """Conditions as clauses after "omdat": a en b."""
    return list_of([phrase("condition", condition, protocol) for condition in conditions])


def ways_in_words(ways: Sequence[Sequence[Condition]], protocol: Protocol | None) -> str:
    """Ways as clauses: dat a en dat b, of dat c. Long ones are only pointed at: a sentence must be fit to read aloud."""
    shortest = sorted(ways, key=len)
    named = [way for place, way in enumerate(shortest) if place == 0 or sum(map(len, shortest[: place + 1])) <= MOST_NAMED]
    clauses = [list_of([f"dat {phrase('condition', one, protocol)}" for one in way]) for way in ways if way in named]
    return ", of ".join(clauses + ["een andere weg die de tekst noemt"] * (len(named) < len(ways)))


def sentence(text: str) -> str:
    """A clause as a sentence: a capital first and one full stop at the end."""
    return f"{text[0].upper()}{text[1:]}."


def who_speaks(protocol: Protocol | None, by_law: bool) -> str:
    """The opening of a sentence that the law answers: no protocol, or a silent one."""
    if not by_law:
        return ""
    return f"{protocol.short} zegt hier niets over; " if protocol else "er geldt op deze dag geen protocol; "
