"""Looking for words inside one dossier: everything is sealed in the database, so it is opened and compared in memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dossiers.models import Dossier, Item, Talk
from dossiers.selectors.items import items_of, passages_of

MOST_SEARCHED = 2_000
MOST_HITS = 50
AROUND = 60  # characters of text before and after a word that was found


@dataclass(frozen=True, slots=True)
class Hit:
    """Where the words were found: an item, or a talk, or neither for the help question; and the text around the first of them."""

    item: Item | None
    talk: Talk | None
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave; `left_out` says that there were more hits, or older items that were not searched."""

    dossier: Dossier
    hits: list[Hit]
    left_out: bool


def search(dossier: Dossier, words: str) -> Found:
    """The items, talks and help question in which every one of these words begins somewhere, the newest first."""
    wanted = normalised(unicodedata.normalize("NFC", words)).split()
    rows = items_of(dossier, limit=MOST_SEARCHED + 1) if wanted else []
    hits = list(_hits(dossier, rows[:MOST_SEARCHED], wanted)) if wanted else []
    return Found(dossier, hits[:MOST_HITS], len(hits) > MOST_HITS or len(rows) > MOST_SEARCHED)


def normalised(text: str) -> str:
    """Small letters without accents, and spaces for everything between words; as long as the text it comes from."""
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1].casefold()[:1]
    return base if base.isalnum() else " "


def _hits(dossier: Dossier, items: Sequence[Item], wanted: Sequence[str]) -> Iterator[Hit]:
    passages = passages_of(items)
    if around := _around(dossier.help_question, wanted):
        yield Hit(None, None, *around)
    for item in items:
        text = "\n".join([item.title, item.source_name, item.necessity, *(passage.text for passage in passages.get(item.pk, ()))])
        if around := _around(text, wanted):
            yield Hit(item, None, *around)
    for talk in Talk.objects.filter(dossier=dossier).order_by("-started_at"):
        if around := _around("\n".join([talk.notes, talk.special_reason, talk.next_appointment]), wanted):
            yield Hit(None, talk, *around)


def _around(text: str, wanted: Sequence[str]) -> tuple[str, str, str] | None:
    """The text before, at and after the first word, when every word begins somewhere in it."""
    text = unicodedata.normalize("NFC", text)
    plain = normalised(text)
    places = [re.search(rf"(?:^| ){re.escape(word)}", plain) for word in wanted]
    if not all(places) or places[0] is None:
        return None
    end = places[0].end()
    begin = end - len(wanted[0])
    return text[max(0, begin - AROUND) : begin], text[begin:end], text[end : end + AROUND]
