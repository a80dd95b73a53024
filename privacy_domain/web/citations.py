"""A citation in the words a reader knows: `leek-2018 art. 4 lid 3` becomes "artikel 4 lid 3"."""

from __future__ import annotations

import re

LAWS = {
    "avg": "AVG",
    "uavg": "UAVG",
    "wmo-2015": "Wmo 2015",
    "jeugdwet": "Jeugdwet",
    "participatiewet": "Participatiewet",
    "awb": "Awb",
    "atw": "Algemene termijnenwet",
    "vo-1182-71": "verordening 1182/71",
    "archiefwet": "Archiefwet",
    "selectielijst-2020": "selectielijst 2020",
    "wgs": "Wgs",
    "wabb": "Wabb",
}
_CONTACT = re.compile(r"^(bijlage \S+ rij \d+) ([a-z][a-z0-9-]*)$")


def in_words(citation: object) -> str:
    """The citation in Dutch words. An article of a law names the law, one of the protocol does not.

    Takes anything whose text has the form `<version or law> <place>`; what has another form comes back as it is.
    """
    text = str(citation)
    source, _, place = text.partition(" ")
    if not place.startswith(("art. ", "par. ", "bijlage ")):
        return text
    words = place.replace("art. ", "artikel ", 1).replace("par. ", "paragraaf ", 1)
    if contact := _CONTACT.match(words):
        words = f"{contact[1]} ({contact[2].replace('-', ' ')})"
    law = LAWS.get(source)
    return f"{words} {law}" if law else words
