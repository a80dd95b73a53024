"""The blanks in a text: a short, fixed list, so that an editor cannot invent one that nobody fills."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BLANK = re.compile(r"\{([a-z_]+)\}")

# name in the text -> what stands there, for the editor
PLACEHOLDERS: Mapping[str, str] = {
    "aanhef": "hoe de brief iemand aanspreekt, zoals mevrouw De Vries",
    "aanwezigen": "wie er bij het gesprek waren",
    "afspraak": "dag en tijd van de volgende afspraak",
    "client": "naam van de persoon om wie het gaat",
    "datum": "de dag waarop het gebeurde",
    "doel": "waarvoor de gegevens nodig zijn",
    "email": "e-mailadres van de gemeente",
    "fg": "de functionaris gegevensbescherming",
    "gegevens": "om welke gegevens het gaat",
    "leeftijd": "leeftijd in jaren",
    "naam": "naam van wie de brief krijgt",
    "partijen": "met wie gedeeld wordt, als opsomming",
    "partner": "met wie gedeeld wordt",
    "postadres": "postadres van de gemeente",
    "professional": "naam van de medewerker",
    "protocol": "citeertitel van het protocol",
    "reden": "de reden",
    "taal": "de taal van de tolk",
    "team": "naam van het team",
    "teamleden": "wie er in het team werken",
    "telefoon": "telefoonnummer van de gemeente",
    "tot": "laatste dag",
    "vertegenwoordiger": "wie namens iemand beslist",
    "verantwoordelijke": "wie voor de gegevens zorgt: het college",
    "verwijzer": "wie iemand heeft aangemeld",
    "verwijzing": "wat de verwijzer vertelde",
    "wet": "de wet die wordt uitgevoerd",
    "wie": "wie antwoord gaf",
}


class MissingValue(KeyError):
    """A blank of a text was not filled: a mistake in the program."""


def blanks(text: str) -> frozenset[str]:
    """The names of the blanks in a text."""
    return frozenset(_BLANK.findall(text))


def unknown(text: str) -> tuple[str, ...]:
    """Blanks that nobody fills, and stray braces; sorted."""
    strange = {name for name in blanks(text) if name not in PLACEHOLDERS}
    rest = _BLANK.sub("", text)
    return tuple(sorted(strange | {brace for brace in "{}" if brace in rest}))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled. What is filled in is never read as a blank itself.

    Raises MissingValue naming the first blank without a value.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise MissingValue(match[1])
        return str(values[match[1]])

    return _BLANK.sub(value, text)
