"""The clients and partners of the demonstration: data only, all invented. BSNs pass the eleven-test but were never given out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True)
class Name:
    """How somebody is called; `sex` is a code of Person."""

    given: str
    surname: str
    prefix: str = ""
    sex: str = "female"

    @property
    def full(self) -> str:
        """As it stands in a letter."""
        return " ".join(part for part in (self.given, self.prefix, self.surname) if part)


@dataclass(frozen=True)
class Recipient:
    """A partner in the register; codes of Partner and of the engine."""

    name: str
    code: str
    recipient_class: str = "partner"
    organisation: str = "private"
    laws: tuple[str, ...] = ("wmo",)


@dataclass(frozen=True)
class Place:
    """What the stories of one municipality need: people by story, partners by use, and the codes its protocol knows.

    `domains` maps the themes care, family, money and safety to a domain of the protocol.
    """

    people: Mapping[str, Name]
    provider: Recipient
    others: tuple[Recipient, ...]
    purpose: str
    domains: Mapping[str, str]
    town: str
    postcode: str
    streets: tuple[str, ...]


def bsn(number: int) -> str:
    """The number-th BSN (from 0) of a range that is not given out: nine digits that pass the eleven-test."""
    passing = (candidate for candidate in range(999_900_000, 1_000_000_000) if _passes(str(candidate)))
    return str(next(islice(passing, number, None)))


def _passes(digits: str) -> bool:
    weighted = sum((9 - place) * int(digit) for place, digit in enumerate(digits[:8])) - int(digits[8])
    return weighted % 11 == 0


def _people(*names: Name) -> Mapping[str, Name]:
    slots = ("half", "refusal", "young", "mother", "withdrawn", "signed", "planned", "violence", "represented", "daughter", "later", "interpreter")
    return dict(zip(slots, names, strict=True))


PLACES: Mapping[str, Place] = {
    "leek": Place(
        people=_people(
            Name("Aafke", "Oosting"),
            Name("Gerard", "Tuinstra", sex="male"),
            Name("Daan", "Rozema", sex="male"),
            Name("Linda", "Rozema"),
            Name("Roelof", "Huizinga", sex="male"),
            Name("Annemiek", "Veen", "van der"),
            Name("Grietje", "Kuiper"),
            Name("Saskia", "Brouwer"),
            Name("Jan", "Hamming", sex="male"),
            Name("Trijntje", "Hamming"),
            Name("Samira", "Yusuf"),
            Name("Leyla", "Hassan"),
        ),
        provider=Recipient("Thuiszorg Westerlee", "provider", laws=("wmo",)),
        others=(
            Recipient("Huisartsenpraktijk De Linde", "doctor", "third_party", "self_employed", ()),
            Recipient("Werkplein Noord", "werk_en_inkomen", organisation="public", laws=("participatiewet",)),
        ),
        purpose="support",
        domains={"care": "care", "family": "youth", "money": "income", "safety": "welfare"},
        town="Leek",
        postcode="9351",
        streets=("Tolberterstraat", "Samuel Levystraat", "De Hoven", "Euroweg"),
    ),
    "landsmeer": Place(
        people=_people(
            Name("Corrie", "Mooij"),
            Name("Piet", "Goede", "de", "male"),
            Name("Noor", "Bruin", "de"),
            Name("Esther", "Bruin", "de"),
            Name("Ria", "Haan"),
            Name("Ali", "Kaya", sex="male"),
            Name("Tiny", "Schoen"),
            Name("Mirjam", "Vet"),
            Name("Klaas", "Homan", sex="male"),
            Name("Ans", "Homan"),
            Name("Olena", "Kovalenko"),
            Name("Iryna", "Bondar"),
        ),
        provider=Recipient("Zorgcirkel Waterland", "provider", laws=("wmo",)),
        others=(
            Recipient("Huisartsenpraktijk Het Lint", "doctor", "third_party", "self_employed", ()),
            Recipient("Basisschool De Wagemaker", "third_party", "third_party", "public", ()),
        ),
        purpose="support",
        domains={"care": "care", "family": "youth", "money": "income", "safety": "welfare"},
        town="Landsmeer",
        postcode="1121",
        streets=("Dorpsstraat", "Zuideinde", "Noordeinde", "Scheepsbouwersweg"),
    ),
    "sittard-geleen": Place(
        people=_people(
            Name("Mia", "Cremers"),
            Name("Jo", "Penders", sex="male"),
            Name("Luuk", "Smeets", sex="male"),
            Name("Sandra", "Smeets"),
            Name("Wiel", "Lemmens", sex="male"),
            Name("Tiny", "Ramaekers"),
            Name("Gerda", "Wouters"),
            Name("Danique", "Houben"),
            Name("Sjeng", "Kusters", sex="male"),
            Name("Marlies", "Kusters"),
            Name("Amina", "Barry"),
            Name("Fanta", "Diallo"),
        ),
        provider=Recipient("Zuyderhuis Thuisbegeleiding", "provider", laws=("wmo",)),
        others=(
            Recipient("Kredietbank Maasdal", "stadsbank", organisation="public", laws=("other",)),
            Recipient("Huisartsenpraktijk Op de Geer", "doctor", "third_party", "self_employed", ()),
        ),
        purpose="service",
        domains=dict.fromkeys(("care", "family", "money", "safety"), "social_affairs"),
        town="Sittard",
        postcode="6131",
        streets=("Rijksweg", "Putstraat", "Molenbeekstraat", "Bergstraat"),
    ),
    "leiden": Place(
        people=_people(
            Name("Wil", "Zandbergen"),
            Name("Rob", "Vink", sex="male"),
            Name("Yara", "Ouwerkerk"),
            Name("Petra", "Ouwerkerk"),
            Name("Hans", "Laan", "van der", "male"),
            Name("Els", "Devilee"),
            Name("Jopie", "Bink"),
            Name("Kim", "Filippo"),
            Name("Arie", "Noort", "van", "male"),
            Name("Joke", "Noort", "van"),
            Name("Mehret", "Tesfay"),
            Name("Selam", "Gebre"),
        ),
        provider=Recipient("Buurtzorg Sleutelstad", "provider", laws=("wmo",)),
        others=(
            Recipient("Huisartsenpraktijk Rijnoever", "doctor", "third_party", "self_employed", ()),
            Recipient("Stadsbank Leiden (voorbeeld)", "stadsbank", organisation="public", laws=("other",)),
        ),
        purpose="insight",
        domains={"care": "care", "family": "welfare", "money": "income", "safety": "welfare"},
        town="Leiden",
        postcode="2316",
        streets=("Pasteurstraat", "Kooilaan", "Herensingel", "Driftstraat"),
    ),
    "opsterland": Place(
        people=_people(
            Name("Baukje", "Nijdam"),
            Name("Sjoerd", "Kloosterman", sex="male"),
            Name("Jelmer", "Wijnstra", sex="male"),
            Name("Nynke", "Wijnstra"),
            Name("Anne", "Zwaagstra", sex="male"),
            Name("Geertje", "Hofstra"),
            Name("Hiltje", "Roorda"),
            Name("Marijke", "Soepboer"),
            Name("Ype", "Dijk", "van", "male"),
            Name("Froukje", "Dijk", "van"),
            Name("Rana", "Aziz"),
            Name("Nour", "Saleh"),
        ),
        provider=Recipient("Thuiszorg De Compagnie", "provider", laws=("wmo",)),
        others=(
            Recipient("Huisartsenpraktijk It Haltsje", "doctor", "third_party", "self_employed", ()),
            Recipient("Kredietbank Noordoost", "stadsbank", organisation="public", laws=("other",)),
        ),
        purpose="support",
        domains={"care": "physical_health", "family": "family_relations", "money": "income", "safety": "social_network"},
        town="Gorredijk",
        postcode="8401",
        streets=("Hoofdstraat", "Langewal", "Stationsweg", "Loaijersstrjitte"),
    ),
}
