"""The texts that come with the project: files in ``data``, one folder per protocol version.

A file names its protocol and language; each of its tables is one text, and the table's name is its kind. A
translation repeats only the words: icon, articles and order are those of the Dutch text of the same key.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from privacy_domain.protocols.types import Citation
from privacy_domain.texts.kinds import Condition, Kind
from privacy_domain.texts.placeholders import unknown

DATA = Path(__file__).parent / "data"
DUTCH = "nl"
_FIELDS = {"key", "heading", "body", "icon", "citations", "covers", "condition"}


class BadFile(ValueError):
    """A text file does not hold what it should; the message names file and key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedText:
    """One text as a file has it. `order` is its place among its kind in the Dutch file."""

    protocol: str
    language: str
    kind: Kind
    key: str
    heading: str
    body: str
    icon: str
    citations: tuple[str, ...]
    covers: tuple[str, ...]
    condition: str
    order: int

    @property
    def digest(self) -> str:
        """Changes when anything that a reader would see, or that the rules count, changes."""
        parts = [
            self.heading,
            self.body,
            self.icon,
            *self.citations,
            "|",
            *self.covers,
            "|",
            self.condition,
            str(self.order),
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@cache
def shipped() -> tuple[ShippedText, ...]:
    """Every text of every file, Dutch first. Raises BadFile."""
    dutch = [text for path in sorted(DATA.glob("*/*.toml")) for text in _file(path, {}) if text.language == DUTCH]
    known = {(text.protocol, text.key): text for text in dutch}
    if len(known) != len(dutch):
        raise BadFile("a key stands twice in one protocol")
    others = [text for path in sorted(DATA.glob("*/*.toml")) for text in _file(path, known) if text.language != DUTCH]
    return tuple(dutch + others)


def of_protocols(protocols: frozenset[str]) -> tuple[ShippedText, ...]:
    """The texts of some protocol versions (with ``law`` and ``common`` named like versions)."""
    return tuple(text for text in shipped() if text.protocol in protocols)


def _file(path: Path, dutch: Mapping[tuple[str, str], ShippedText]) -> Iterator[ShippedText]:
    with path.open("rb") as stream:
        content = tomllib.load(stream)
    protocol, language = content.pop("protocol"), content.pop("language")
    if protocol != path.parent.name:
        raise BadFile(f"{path.name}: protocol {protocol} stands in the folder {path.parent.name}")
    for kind, entries in content.items():
        for order, entry in enumerate(entries, start=1):
            original = dutch.get((protocol, f"{kind}.{entry['key']}"))
            yield _text(f"{path.parent.name}/{path.name}", protocol, language, Kind(kind), entry, order, original)


def _text(file: str, protocol: str, language: str, kind: Kind, entry: dict[str, Any], order: int, original: ShippedText | None) -> ShippedText:
    place = f"{file}: {kind}.{entry.get('key')}"
    if strange := set(entry) - _FIELDS:
        raise BadFile(f"{place}: {sorted(strange)}")
    text = ShippedText(
        protocol=protocol,
        language=language,
        kind=kind,
        key=f"{kind}.{entry['key']}",
        heading=entry.get("heading", ""),
        body=entry["body"].strip(),
        icon=original.icon if original else entry.get("icon", ""),
        citations=original.citations if original else tuple(entry.get("citations", ())),
        covers=original.covers if original else tuple(entry.get("covers", ())),
        condition=original.condition if original else entry.get("condition", ""),
        order=original.order if original else order,
    )
    _check(place, text)
    return text


def _check(place: str, text: ShippedText) -> None:
    for citation in text.citations:
        source, _, rest = citation.partition(" ")
        Citation(source, rest)
    if text.condition:
        Condition(text.condition)
    if bad := unknown(text.heading + text.body):
        raise BadFile(f"{place}: nobody fills {', '.join(bad)}")
