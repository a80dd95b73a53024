"""Dutch sentences about decisions: citations in words, dates in words, reasons in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any

from privacy_domain.protocols.loader import DATA, parse_toml
from privacy_domain.protocols.protocol import Law, Protocol
from privacy_domain.protocols.types import Citation, Condition

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
ORDINALS = ("nulde", "eerste", "tweede", "derde", "vierde", "vijfde", "zesde")


@cache
def phrases() -> dict[str, Any]:
    """The phrases of the Dutch wording file by kind and code, read once."""
    return parse_toml((DATA / "wording" / "nl.toml").read_text(encoding="utf-8"), "wording")


def phrase(kind: str, code: StrEnum | str) -> str:
    """The phrase for a code; raises ``KeyError`` when the wording file lacks it."""
    found: str = phrases()[kind][str(code)]
    return found


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
    """Citations as a Dutch enumeration, paragraphs of one article together, each text named once."""
    texts = []
    for source, found in groupby(sorted(citations, key=lambda citation: citation.source), lambda one: one.source):
        name = protocol.short if protocol and source == protocol.id else law.titles[source]
        texts.append(f"{list_of(_articles_in_words(list(found)))} van {name}")
    return list_of(texts)


def _articles_in_words(citations: list[Citation]) -> list[str]:
    """The articles of one text, each with its paragraphs and letters, in the order of the text."""
    words = []
    ordered = sorted(set(citations), key=_position)
    for head, found in groupby(ordered, key=_head):
        details = list(dict.fromkeys(detail for one in found if (detail := _detail(one))))
        words.append(", ".join([head, list_of(details)]) if details else head)
    return words


def _position(citation: Citation) -> tuple[str, str, int, str]:
    article = citation.part("article") or citation.part("section") or "999"
    number = int(citation.part("paragraph") or citation.part("number") or 0)
    return (article.zfill(12), citation.part("annex") or "", number, citation.place)


def _head(citation: Citation) -> str:
    """The article, section or annex in words."""
    if section := citation.part("section"):
        return f"paragraaf {section}"
    if article := citation.part("article"):
        return f"artikel {article}"
    return citation.part("annex") or ""


def _detail(citation: Citation) -> str:
    """The paragraph and letter, or the row or step, in words; nothing for a whole article."""
    words = []
    if paragraph := citation.part("paragraph"):
        words.append(f"{ordinal(int(paragraph))} lid")
    if letter := citation.part("letter"):
        words.append(f"onder {letter}")
    if part := citation.part("part"):
        words.append(f"{part} {citation.part('number')}")
    if contact := citation.part("contact"):
        words.append(f"({phrase('contact', contact)})")
    return " ".join(words)


def conditions_in_words(conditions: Iterable[Condition]) -> str:
    """Conditions as clauses after "omdat": a en b."""
    return list_of([phrase("condition", condition) for condition in conditions])


def ways_in_words(ways: Iterable[Iterable[Condition]]) -> str:
    """Ways as clauses: dat a en dat b, of dat c."""
    return ", of ".join(
        list_of([f"dat {phrase('condition', condition)}" for condition in conditions]) for conditions in ways
    )


def sentence(text: str) -> str:
    """A clause as a sentence: a capital first and one full stop at the end."""
    return f"{text[0].upper()}{text[1:]}."


def who_speaks(protocol: Protocol | None, by_law: bool) -> str:
    """The opening of a sentence that the law answers: no protocol, or a silent one."""
    if not by_law:
        return ""
    return f"{protocol.short} zegt hier niets over: " if protocol else "er geldt op deze dag geen protocol: "
