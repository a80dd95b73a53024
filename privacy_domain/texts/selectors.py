"""Which words hold on a date, in a language, under the protocol in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from privacy_domain.tenancy.selectors import adoption_on
from privacy_domain.texts.kinds import COMMON, LAW, Kind
from privacy_domain.texts.models import Text
from privacy_domain.texts.placeholders import fill
from privacy_domain.texts.shipped import DUTCH


class TextMissing(LookupError):
    """No version of a text holds on that date: the municipality's texts were not loaded, or start later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One version of a text, ready to be read.

    `id` is the row, to be recorded when the words are used; `citations` are places in the protocol or a law;
    `covers` the items of the protocol's informing that it explains; `icon` a name in the sprite.
    """

    id: UUID
    key: str
    kind: Kind
    protocol: str
    language: str
    version: int
    heading: str
    body: str
    icon: str
    citations: tuple[str, ...]
    covers: tuple[str, ...]
    condition: str

    def filled(self, values: Mapping[str, str]) -> Wording:
        """The same with its blanks filled. Raises placeholders.MissingValue."""
        return replace(self, heading=fill(self.heading, values), body=fill(self.body, values))

    @property
    def blocks(self) -> tuple[tuple[str, ...], ...]:
        """The body in blocks: a paragraph is one line without a dash, a list is lines that begin with "- "."""
        return tuple(tuple(line.strip() for line in block.splitlines()) for block in self.body.split("\n\n"))


def protocol_code(on: date) -> str:
    """The protocol version of the municipality in scope on a date; `law` when none is in force."""
    adoption = adoption_on(on)
    return adoption.version if adoption else LAW


def text_on(key: str, on: date, language: str = DUTCH) -> Wording:
    """The words of a key on a date: the protocol's own before the common ones, the language asked before Dutch.

    Raises TextMissing.
    """
    return texts_on([key], on, language)[key]


def texts_on(keys: Iterable[str], on: date, language: str = DUTCH) -> dict[str, Wording]:
    """The words of several keys, in two statements. Raises TextMissing naming the first key without words."""
    wanted = list(dict.fromkeys(keys))
    found = _best(Text.objects.filter(key__in=wanted), protocol_code(on), on, language)
    for key in wanted:
        if key not in found:
            raise TextMissing(f"no text {key} on {on.isoformat()}")
    return {key: found[key] for key in wanted}


def texts_of_kind(kind: Kind, on: date, language: str = DUTCH) -> tuple[Wording, ...]:
    """Every text of a kind that holds on a date, in their order; own ones of the protocol go before common ones."""
    return tuple(_best(Text.objects.filter(kind=kind), protocol_code(on), on, language).values())


def cards_on(on: date, *, holds: Iterable[str] = (), language: str = DUTCH) -> tuple[Wording, ...]:
    """The explanation cards of the protocol in force on a date. `holds`: the Condition values that are met."""
    return cards_for(protocol_code(on), on, holds=holds, language=language)


def cards_for(protocol: str, on: date, *, holds: Iterable[str] = (), language: str = DUTCH) -> tuple[Wording, ...]:
    """The cards of a protocol version (`law`: none in force), in their order; a card not translated comes in Dutch."""
    met = {"", *holds}
    cards = _best(Text.objects.filter(kind=Kind.CARD, protocol=protocol), protocol, on, language)
    return tuple(card for card in cards.values() if card.condition in met)


def by_ids(ids: Iterable[UUID]) -> dict[UUID, Wording]:
    """The exact versions with these ids, as they were used."""
    return {row.id: _wording(row) for row in Text.objects.filter(id__in=list(ids))}


def versions_of(key: str, protocol: str, language: str = DUTCH) -> tuple[Text, ...]:
    """Every version of a text, newest first, for the editor."""
    return tuple(Text.objects.filter(key=key, protocol=protocol, language=language).order_by("-version"))


def _best(rows: object, protocol: str, on: date, language: str) -> dict[str, Wording]:
    """Per key the version that holds: own protocol, then language, then the latest start and version."""
    protocols, languages = (protocol, COMMON), (language, DUTCH)
    held = rows.filter(protocol__in=protocols, language__in=languages, valid_from__lte=on)  # type: ignore[attr-defined]
    best: dict[str, Text] = {}
    for row in held.order_by("order", "key"):
        if row.key not in best or _rank(row, protocols, languages) > _rank(best[row.key], protocols, languages):
            best[row.key] = row
    return {key: _wording(row) for key, row in best.items()}


def _rank(row: Text, protocols: tuple[str, ...], languages: tuple[str, ...]) -> tuple[int, int, date, int]:
    return -protocols.index(row.protocol), -languages.index(row.language), row.valid_from, row.version


def _wording(row: Text) -> Wording:
    return Wording(
        id=row.id,
        key=row.key,
        kind=Kind(row.kind),
        protocol=row.protocol,
        language=row.language,
        version=row.version,
        heading=row.heading,
        body=row.body,
        icon=row.icon,
        citations=tuple(row.citations),
        covers=tuple(row.covers),
        condition=row.condition,
    )
