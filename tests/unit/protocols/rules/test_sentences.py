"""The sentence of each question, for one answer of every kind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privacy_domain.protocols.ask import ask

SENTENCES: list[tuple[str, str, str, dict[str, Any], str]] = [
    (
        "leek",
        "2018-09-01",
        "record",
        {"categories": ["naw"]},
        "Je mag deze gegevens nog niet vastleggen of opvragen: nodig is nog dat de cliënt toestemming heeft gegeven en "
        "dat de cliënt is geïnformeerd, of dat er een uitzonderingsgrond is en dat die uitzondering in het dossier is "
        "aangetekend, volgens artikel 4, eerste, derde en zesde lid, van het protocol van Leek.",
    ),
    (
        "leiden",
        "2016-09-01",
        "record",
        {"categories": ["naw"]},
        "Je mag deze gegevens vastleggen en opvragen op grond van artikel 6a, tweede lid, en artikel 10, eerste lid, van het protocol van Leiden.",
    ),
    (
        "opsterland",
        "2016-09-01",
        "record",
        {"categories": ["religion"]},
        "Je mag deze gegevens niet vastleggen of opvragen, volgens artikel 10 en artikel 11 van het reglement van Opsterland.",
    ),
    (
        "leek",
        "2018-09-01",
        "access",
        {"role": "veilig_thuis", "necessary": True, "domestic_violence": True},
        "Je mag dit openen op grond van artikel 7, tweede lid, onder d, van het protocol van Leek, omdat de noodzaak is "
        "vastgelegd en is vastgelegd dat huiselijk geweld aan de orde is.",
    ),
    (
        "sittard-geleen",
        "2018-09-01",
        "access",
        {"role": "professional", "statutory_duty": True},
        "Het beleid van Sittard-Geleen zegt hier niets over; je mag dit openen op grond van artikel 6, eerste lid, van "
        "de AVG, omdat een wettelijke plicht ertoe dwingt.",
    ),
    (
        "sittard-geleen",
        "2018-09-01",
        "access",
        {"role": "director", "directly_involved": True},
        "Je mag dit nog niet openen: nodig is nog dat de noodzaak is vastgelegd, of dat een wettelijke plicht ertoe "
        "dwingt, volgens artikel 5, eerste lid, en artikel 6, eerste lid, van de AVG en paragraaf 5 van het beleid van "
        "Sittard-Geleen.",
    ),
    (
        "leiden",
        "2016-09-01",
        "disclose",
        {"recipient": "veilig_thuis", "occasion": "recipient_request", "necessary": True, "lead_consulted": True},
        "Je mag deze gegevens verstrekken op grond van artikel 14, tweede, derde en vierde lid, van het protocol van "
        "Leiden, omdat de noodzaak is vastgelegd en je vooraf met de teamcoach hebt overlegd; informeer de betrokkene en "
        "leg het vast in het dossier.",
    ),
    (
        "leiden",
        "2016-09-01",
        "disclose",
        {"recipient": "third_party"},
        "Je mag deze gegevens nog niet verstrekken: nodig is nog dat de betrokkene toestemming heeft gegeven en dat de "
        "betrokkene vooraf heeft gehoord waarvoor, aan wie en wat, of een andere weg die de tekst noemt, volgens artikel "
        "6b, eerste en tweede lid, en artikel 7, eerste, tweede en derde lid, van het protocol van Leiden.",
    ),
    (
        "opsterland",
        "2014-09-01",
        "postpone_informing",
        {"after": "pw_enforcement", "ground": "convenience"},
        "Er geldt op deze dag geen protocol; je mag met informeren om deze reden niet wachten, volgens artikel 23, "
        "eerste lid, van de AVG en artikel 41, eerste lid, van de UAVG.",
    ),
    (
        "opsterland",
        "2016-09-01",
        "verwijsindex",
        {"birth_date": "1990-01-01", "ground": "a"},
        "Je mag deze jongere niet melden in de verwijsindex, volgens artikel 17, eerste lid, van het reglement van Opsterland.",
    ),
    (
        "leek",
        "2018-09-01",
        "rights_holder",
        {"birth_date": "2004-01-01", "representatives": [{"kind": "legal"}]},
        "Volgens artikel 12, eerste lid, van het protocol van Leek oefenen de wettelijk vertegenwoordiger en de "
        "betrokkene zelf samen de rechten uit.",
    ),
    (
        "leek",
        "2018-09-01",
        "rights_holder",
        {
            "birth_date": "1954-01-01",
            "capable": False,
            "representatives": [
                {"kind": "parent", "willing": True},
                {"kind": "child", "willing": True, "adult": True},
            ],
        },
        "Volgens artikel 12, tweede lid, van het protocol van Leek oefenen een meerderjarig kind en een ouder de rechten "
        "uit (een van hen is genoeg).",
    ),
    (
        "leiden",
        "2016-09-01",
        "rights_holder",
        {"birth_date": "1954-01-01"},
        "Het protocol van Leiden zegt hier niets over; volgens artikel 5, vierde lid, van de UAVG oefent de betrokkene zelf de rechten uit.",
    ),
    (
        "opsterland",
        "2016-09-01",
        "rights_holder",
        {"birth_date": "1999-12-01", "capable": False},
        "Volgens artikel 22, vierde lid, van het reglement van Opsterland kan nu niemand de rechten uitoefenen; leg dit voor aan je leidinggevende.",
    ),
    (
        "leiden",
        "2018-09-01",
        "term",
        {"right": "destruction", "received": "2018-09-01"},
        "Beslis uiterlijk op 29 september 2018 en voer het uit uiterlijk op 1 december 2018 volgens artikel 17, tweede "
        "lid, en artikel 18, eerste lid, van het protocol van Leiden; beslis uiterlijk op 1 oktober 2018 volgens artikel "
        "12, derde lid, van de AVG.",
    ),
    (
        "landsmeer",
        "2017-09-01",
        "term",
        {"right": "access", "received": "2017-09-01"},
        "Voor dit verzoek geldt op deze dag geen termijn uit een protocol of de wet.",
    ),
    (
        "sittard-geleen",
        "2026-11-27",
        "term",
        {"right": "access", "received": "2026-11-27"},
        "Beslis uiterlijk op 28 december 2026 volgens artikel 12, derde lid, van de AVG en artikel 3, vierde lid, van de "
        "Europese verordening over termijnen.",
    ),
    (
        "leiden",
        "2016-09-01",
        "retention",
        {"law": "wmo", "received": "2016-09-01", "last_change": "2016-09-01"},
        "De termijn begint pas na afsluiting volgens artikel 10, tweede lid, van het protocol van Leiden; bewaar dit tot "
        "en met 1 september 2031 volgens artikel 5.3.4, eerste lid, van de Wmo 2015.",
    ),
    (
        "sittard-geleen",
        "2018-09-01",
        "retention",
        {"law": "other", "received": "2016-09-01", "last_change": "2016-09-01"},
        "Noch een protocol noch een sectorwet noemt voor dit gegeven een bewaartermijn.",
    ),
    (
        "leek",
        "2018-10-27",
        "breach",
        {"discovered": "2018-10-27T12:00:00+02:00"},
        "Meld dit intern uiterlijk op 29 oktober 2018 om 12.00 uur volgens artikel 3, derde lid, van het protocol van "
        "Leek; meld dit aan de toezichthouder uiterlijk op 30 oktober 2018 om 12.00 uur volgens artikel 33, eerste lid, "
        "van de AVG.",
    ),
    (
        "landsmeer",
        "2017-10-27",
        "breach",
        {"discovered": "2017-10-27T12:00:00+02:00"},
        "Voor het melden van een datalek geldt op deze dag geen termijn uit een protocol of de wet.",
    ),
    (
        "sittard-geleen",
        "2018-10-27",
        "special_data",
        {},
        "Het beleid van Sittard-Geleen zegt hier niets over; volgens artikel 9, eerste lid, en artikel 10 van de AVG zijn "
        "dit bijzondere gegevens: hinderlijk of onrechtmatig gedrag bij een verbod, strafrechtelijke gegevens, "
        "gezondheid, politieke gezindheid, ras, godsdienst of levensovertuiging, seksuele geaardheid en lidmaatschap van "
        "een vakvereniging.",
    ),
    (
        "leek",
        "2018-10-27",
        "special_data",
        {},
        "Volgens artikel 1, onder b, van het protocol van Leek zijn dit bijzondere gegevens: hinderlijk of onrechtmatig "
        "gedrag bij een verbod, het burgerservicenummer, strafrechtelijke gegevens, gezondheid, politieke gezindheid, "
        "ras, godsdienst of levensovertuiging, seksuele geaardheid en lidmaatschap van een vakvereniging.",
    ),
]


@pytest.mark.requirement("ENG-7")
@pytest.mark.parametrize(("municipality", "on", "question", "facts", "sentence"), SENTENCES)
def test_the_sentence(municipality: str, on: str, question: str, facts: dict[str, Any], sentence: str) -> None:
    asked = {"municipality": municipality, "on": on, "question": question, "facts": facts}
    assert ask(json.dumps(asked))["explanation"] == sentence
