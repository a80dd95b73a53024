"""Sentences, dates and drawings in the templates of letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format

from privacy_domain import clock
from privacy_domain.letters import drawings
from privacy_domain.letters.contexts import Signed
from privacy_domain.letters.frozen import FrozenLetter, Phrase

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, **values: Any) -> Phrase:
    """A sentence of the letter with its blanks filled: `{% say "letter.told" datum=told.on as told %}`.

    What every sentence may name (the municipality's telephone, the author) need not be given. Raises MissingValue.
    """
    letter: FrozenLetter = context["letter"]
    return letter.phrases[key].filled(letter.standing() | {name: _words(value) for name, value in values.items()})


@register.simple_tag(takes_context=True)
def label(context: template.Context, key: str) -> str:
    """A word or two beside a value."""
    return say(context, f"label.{key}").body


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in full, in the language of the letter; of a moment the day in Amsterdam."""
    return _words(value) if value else ""


@register.filter
def moment(value: datetime) -> str:
    """Day and time in Amsterdam."""
    local = value.astimezone(clock.AMSTERDAM)
    return f"{date_format(local, 'j F Y')}, {local:%H:%M}"


@register.filter
def sentence(value: Iterable[str]) -> str:
    """Names as a sentence has them: with commas."""
    return ", ".join(value)


@register.filter
def ink(signature: Signed) -> str:
    """The drawn signature as the address of a picture; empty when nothing was drawn."""
    return drawings.ink(signature.strokes)


@register.filter
def code_picture(code: str) -> str:
    """A QR code as the address of a picture: the random code and nothing else."""
    return drawings.qr(code)


def _words(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(clock.AMSTERDAM).date()
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return sentence(value) if isinstance(value, tuple | list) else str(value)
