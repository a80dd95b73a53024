"""Invented clients for the loader: the same for every run, with names that share beginnings and sounds as real ones do."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

_FIRST = (
    "Bak Bos Brou Dek Dij Eve Gerrit Groe Haan Hen Jan Kars Kuip Lam Meij Mul Nij Ooster Pie Post Rens Schou Smeed Ter Veen Ver Vis Wie Wolt Zand"
)
_LAST = "sen sma stra ker berg veld dijk huis kamp man mans ma ink ing wijk hof stee daal boer beek"
_PREFIXES = ("", "", "", "", "van", "de", "van der", "van den")
_GIVEN = "Anna Bram Carla Daan Eva Frits Greet Hans Iris Joost Karin Lars Maria Nico Olga Piet Rosa Sjoerd Tess Willem"
SURNAMES = tuple(first + last for first, last in itertools.product(_FIRST.split(), _LAST.split()))
_BORN = date(1935, 1, 1)
_DAYS = 85 * 365  # the birth dates lie within so many days


def citizen_numbers(first: int = 10_000_000) -> Iterator[str]:
    """Numbers that pass the eleven test, each once; real ones of nobody in particular."""
    for start in itertools.count(first):
        remainder = sum(int(digit) * weight for digit, weight in zip(f"{start:08d}", range(9, 1, -1), strict=True)) % 11
        if remainder < 10:
            yield f"{start:08d}{remainder}"


def invented(random: Random, bsn: str) -> dict[str, Any]:
    """What is known of one client, as the fields of Person want it."""
    return {
        "given_names": random.choice(_GIVEN.split()),
        "prefix": random.choice(_PREFIXES),
        "surname": random.choice(SURNAMES),
        "birth_date": _BORN + timedelta(days=random.randrange(_DAYS)),
        "bsn": bsn,
        "street": "Dorpsstraat",
        "house_number": str(random.randint(1, 250)),
        "postcode": f"{random.randint(9350, 9359)} {random.choice('ABCDEFGHJK')}{random.choice('ABCDEFGHJK')}",
        "place": "Leek",
        "phone": "0612345678",
        "language": "nl",
    }
