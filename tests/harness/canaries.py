"""Canaries: values that occur nowhere else, one for each field of each person, dossier and talk of a made world.

A canary that is found where it should not be says whose it is and from which field it flew. Words are made of one fixed
beginning and letters that follow from owner and field; numbers stand in ranges that nobody is given. So a scanner needs
one pattern for each kind, however many canaries there are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from stdnum.nl import bsn

BEGINNING = "kanarie"
_LETTERS = "bcdfghjkmnpqrstvwxz"
_TAIL = 7
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


@dataclass(frozen=True, slots=True)
class Canary:
    """One planted value: in which municipality, of whom or what, in which field, and as it is looked for."""

    municipality: str
    owner: str
    field: str
    text: str


_WORD = rf"{BEGINNING}[{_LETTERS}]{{{_TAIL}}}"
_BSN = r"(?<!\d)999(?:[ .]?\d){6}(?!\d)"
_PHONE = r"(?<!\d)(?:06|31[ -]?6)[ -]?9(?:[ -]?\d){7}(?!\d)"
_POSTCODE = r"(?<![\da-z])9\d{3} ?[a-z]{2}(?![a-z])"
_DATE = rf"(?<!\d)(?:\d{{4}}-\d\d-\d\d|\d\d?[-/]\d\d?[-/]\d{{4}}|\d\d? (?:{'|'.join(MONTHS)}) \d{{4}})(?!\d)"
PATTERN = re.compile("|".join(f"(?:{part})" for part in (_WORD, _BSN, _PHONE, _POSTCODE, _DATE)).encode())
# what must be in lower-case data before it pays to look with the pattern
HINT = re.compile(rb"kanarie|\d{3}")


def normal(found: str) -> str:
    """One spelling for each canary, whatever separators a page sets between its digits."""
    found = found.lower()
    if found.startswith(BEGINNING):
        return found
    for number, month in enumerate(MONTHS, start=1):
        found = found.replace(f" {month} ", f"-{number}-")
    parts = re.split(r"[-/]", found)
    if len(parts) == 3 and len(parts[0]) == 4:
        return found
    if len(parts) == 3 and len(parts[2]) == 4:
        return f"{parts[2]}-{int(parts[1]):02}-{int(parts[0]):02}"
    found = re.sub(r"[ .-]", "", found)
    return f"0{found[2:]}" if found.startswith("316") else found


@dataclass
class Nest:
    """Makes canaries and knows them again."""

    known: dict[str, Canary] = field(default_factory=dict)
    _numbers: int = 0

    def _plant(self, municipality: str, owner: str, name: str, text: str) -> str:
        assert normal(text) not in self.known, f"the same canary twice: {text}"
        self.known[normal(text)] = Canary(municipality, owner, name, normal(text))
        return text

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def word(self, municipality: str, owner: str, name: str) -> str:
        """A word that could be a name, for a text field."""
        digest = hashlib.sha256(f"{municipality}/{owner}/{name}".encode()).digest()
        tail = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_TAIL])
        return self._plant(municipality, owner, name, f"{BEGINNING}{tail}".capitalize())

    def sentence(self, municipality: str, owner: str, name: str) -> str:
        """A sentence with a canary, quotes, an accent and mark-up in it, for a free text field."""
        return f"Zij zei: \"ça va\" & <b>{self.word(municipality, owner, name)}</b> 'komt'."

    def email(self, municipality: str, owner: str, name: str = "email") -> str:
        """An e-mail address."""
        return f"{self.word(municipality, owner, name).lower()}@voorbeeld.example"

    def bsn(self, municipality: str, owner: str) -> str:
        """A valid citizen service number from 999."""
        while not bsn.is_valid(number := f"999{self._next():06}"):
            pass
        return self._plant(municipality, owner, "bsn", number)

    def phone(self, municipality: str, owner: str) -> str:
        """A mobile number from 069."""
        return self._plant(municipality, owner, "phone", f"069{self._next():07}")

    def postcode(self, municipality: str, owner: str) -> str:
        """A postcode from 9000."""
        number = self._next()
        return self._plant(municipality, owner, "postcode", f"{9000 + number % 1000} {chr(71 + number // 1000)}X")

    def birth_date(self, municipality: str, owner: str, near: date) -> date:
        """The first date from `near` that nobody was given yet: ages stay what the story needs."""
        while near.isoformat() in self.known:
            near += timedelta(days=1)
        self._plant(municipality, owner, "birth_date", near.isoformat())
        return near

    def of(self, *owners: str) -> set[Canary]:
        """All canaries of these owners."""
        return {canary for canary in self.known.values() if canary.owner in owners}

    def foreign_to(self, municipality: str) -> set[Canary]:
        """All canaries of the other municipalities."""
        return {canary for canary in self.known.values() if canary.municipality != municipality}

    def spotted(self, lower_data: bytes) -> Iterator[Canary]:
        """The canaries that stand, unencoded, in data that is lower case already."""
        if HINT.search(lower_data):
            for found in PATTERN.finditer(lower_data):
                if canary := self.known.get(normal(found.group().decode())):
                    yield canary
