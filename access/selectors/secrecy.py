"""The text on duties and secrecy in force, and who accepted it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from access.models import Acknowledgement, User
from privacy_domain.texts import selectors as texts

KEY = "acknowledgement.duties"


@dataclass(frozen=True, slots=True)
class Text:
    """A version of the text: its id, heading, blocks (a paragraph is one line, a list is lines that begin with a dash) and articles."""

    version: str
    heading: str
    blocks: tuple[tuple[str, ...], ...]
    citations: tuple[str, ...]


def text_on(on: date) -> Text | None:
    """The text in force in the municipality in scope on a day; None: there is none, and then nobody sees client data."""
    try:
        found = texts.text_on(KEY, on)
    except texts.TextMissing:
        return None
    return Text(f"{found.protocol}/{found.version}", found.heading, found.blocks, tuple(found.citations))


def has_acknowledged(user: User, text: Text) -> bool:
    """Whether `user` accepted this very version."""
    return bool(Acknowledgement.objects.filter(user=user, version=text.version).exists())


def acknowledgements_of(user: User) -> list[Acknowledgement]:
    """What `user` accepted, newest first."""
    return list(Acknowledgement.objects.filter(user=user).order_by("-at"))
