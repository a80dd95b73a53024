"""How easy a Dutch text reads: sentence length, long words, officialese and the score of Flesch-Douma.

A formula proves no language level; it catches a text that has become harder. Pure: text in, figures out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyphen

LONG_WORD = 12  # letters
MIN_SCORE = 70.0
MAX_MEAN_SENTENCE = 10.0  # words
MAX_SENTENCE = 15  # words
MAX_LONG_SHARE = 0.03


_LISTS = tomllib.loads((Path(__file__).parent / "data" / "plain-dutch.toml").read_text(encoding="utf-8"))
BANNED = frozenset(_LISTS["banned"])
NAMES = frozenset(_LISTS["names"])
_PHRASES = re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase in _LISTS["phrases"]))
_INSTITUTIONS = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in _LISTS["institutions"]))

_SENTENCE_END = re.compile(r"(?<=[.!?:])[\"”’)]*\s+|\n+")
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:[’'\-][A-Za-zÀ-ÖØ-öø-ÿ]+)*|\d+(?:[.,]\d+)*")
_VOWELS = re.compile(r"[aeiouyáàâäéèêëíìîïóòôöúùûü]+", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of one text.

    ``score`` is Flesch-Douma (higher is easier); lengths are in words; ``long_share`` is a fraction of all words;
    ``banned`` holds the words and phrases that should not stand there.
    """

    sentences: int
    words: int
    score: float
    mean_sentence: float
    longest_sentence: int
    long_words: tuple[str, ...]
    long_share: float
    banned: tuple[str, ...]

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the text, as Dutch sentences for its editor; empty when it is easy enough."""
        return tuple(_faults(self))


def read(text: str) -> Reading:
    """Measure a text. Raises ValueError when it holds no word.

    Placeholders such as ``{gemeente}`` count as one short word; a line end ends a sentence.
    """
    plain = _INSTITUTIONS.sub("naam", _PLACEHOLDER.sub("naam", text))
    sentences = [words for part in _SENTENCE_END.split(plain) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        raise ValueError("a text without words cannot be measured")
    mean = len(words) / len(sentences)
    long_words = tuple(word for word in words if _is_long(word))
    return Reading(
        sentences=len(sentences),
        words=len(words),
        score=round(206.84 - 0.93 * mean - 77 * sum(map(syllables, words)) / len(words), 1),
        mean_sentence=round(mean, 1),
        longest_sentence=max(map(len, sentences)),
        long_words=long_words,
        long_share=len(long_words) / len(words),
        banned=tuple(_banned(plain, words)),
    )


def syllables(word: str) -> int:
    """Syllables of a Dutch word: the larger of the hyphenation's parts and the groups of vowels, at least one.

    Hyphenation alone is too kind: it never splits off a single letter ("o-ver").
    """
    parts: int = _hyphenation().inserted(word.lower()).count("-") + 1 - word.count("-")
    return max(parts, len(_VOWELS.findall(word)), 1)


@cache
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL")


def _is_long(word: str) -> bool:
    return len(word) >= LONG_WORD and word.lower() not in NAMES


def _banned(text: str, words: list[str]) -> Iterator[str]:
    lowered = text.lower()
    yield from sorted({word.lower() for word in words} & BANNED)
    yield from (word for word in sorted(BANNED) if "." in word and word in lowered)
    yield from sorted(set(_PHRASES.findall(lowered)))


def _faults(reading: Reading) -> Iterator[str]:
    if reading.score < MIN_SCORE:
        yield f"De tekst is te moeilijk: score {reading.score}, nodig is {MIN_SCORE:.0f}. Gebruik kortere woorden en zinnen."
    if reading.mean_sentence > MAX_MEAN_SENTENCE:
        yield f"De zinnen zijn gemiddeld {reading.mean_sentence} woorden lang; het mogen er {MAX_MEAN_SENTENCE:.0f} zijn."
    if reading.longest_sentence > MAX_SENTENCE:
        yield f"De langste zin telt {reading.longest_sentence} woorden; het mogen er {MAX_SENTENCE} zijn."
    if reading.long_share > MAX_LONG_SHARE:
        yield f"Te veel lange woorden: {', '.join(sorted(set(reading.long_words)))}."
    if reading.banned:
        yield f"Kies een ander woord voor: {', '.join(reading.banned)}."
