"""A letter as it is kept: letterhead, facts and sentences, complete in itself, so that it can be printed years later as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from privacy_domain.letters.contexts import CONTEXTS, Context
from privacy_domain.letters.freezing import freeze, thaw
from privacy_domain.letters.kinds import LetterKind
from privacy_domain.texts.placeholders import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The municipality as its letters show it. `protocol_title` is the citation title, empty when no protocol is in force."""

    code: str
    name: str
    controller: str
    visiting_address: str
    postal_address: str
    telephone: str
    email: str
    website: str
    privacy_officer: str
    protocol_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A sentence of a letter, its blanks still open."""

    heading: str
    body: str

    def filled(self, values: Mapping[str, str]) -> Phrase:
        """The same with its blanks filled. Raises MissingValue."""
        return Phrase(heading=fill(self.heading, values), body=fill(self.body, values))

    @property
    def blocks(self) -> tuple[tuple[str, ...], ...]:
        """Paragraphs, and lists: a block of which every line begins with a dash."""
        return tuple(tuple(block.splitlines()) for block in self.body.split("\n\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenLetter:
    """Everything that a template needs."""

    kind: LetterKind
    reference: str
    written_on: date
    language: str
    large_print: bool
    letterhead: Letterhead
    facts: Context
    phrases: Mapping[str, Phrase]

    def standing(self) -> dict[str, str]:
        """The values that fill blanks in every sentence of this letter."""
        head, author, addressee = self.letterhead, self.facts.author, self.facts.addressee
        return {
            "aanhef": addressee.salutation,
            "naam": addressee.name,
            "professional": author.name,
            "team": author.team,
            "telefoon": author.telephone or head.telephone,
            "email": head.email,
            "fg": head.privacy_officer,
            "postadres": head.postal_address,
            "protocol": head.protocol_title,
            "verantwoordelijke": head.controller,
        }

    def content(self) -> dict[str, Any]:
        """Letterhead, facts and sentences as JSON; the rest stands in the columns of the row."""
        return {
            "letterhead": freeze(self.letterhead),
            "facts": freeze(self.facts),
            "phrases": {key: freeze(phrase) for key, phrase in self.phrases.items()},
        }


def from_content(content: Mapping[str, Any], *, kind: LetterKind, reference: str, written_on: date, language: str, large_print: bool) -> FrozenLetter:
    """The letter back from its row. Raises KeyError, TypeError or ValueError when the row is not a letter of that kind."""
    return FrozenLetter(
        kind=kind,
        reference=reference,
        written_on=written_on,
        language=language,
        large_print=large_print,
        letterhead=thaw(Letterhead, content["letterhead"]),
        facts=thaw(CONTEXTS[kind], content["facts"]),
        phrases={key: thaw(Phrase, phrase) for key, phrase in content["phrases"].items()},
    )
