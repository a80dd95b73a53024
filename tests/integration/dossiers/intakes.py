"""What a start needs in each municipality, and the answers of its pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.test import Client

from dossiers.models import Dossier
from dossiers.services.intake import Start, start_intake
from dossiers.services.referral import ReferralFacts
from dossiers.services.triage import TriageFacts
from dossiers.states import Origin, ReferralAgreement, ReporterKind, TriageKind
from privacy_domain.people.services import PersonDetails
from tests.integration.dossiers.cast import World, first_code

NEW: PersonDetails = {
    "given_names": "Abel",
    "surname": "Zonnevelt",
    "birth_date": date(1961, 4, 3),
    "street": "Dorpsstraat",
    "house_number": "4",
    "postcode": "1121AB",
    "place": "Leek",
    "phone": "0612345678",
}
NOTE = "Zonder naam en telefoonnummer kan er geen afspraak komen."
BSN = "111222333"


def question(world: World, origin: Origin = Origin.SELF, **other: Any) -> Start:
    """A start as this municipality wants it."""
    code = world.dossier.municipality.code
    known: dict[str, Any] = {
        "origin": origin,
        "team": world.team,
        "purposes": [first_code("purposes")],
        "domains": [first_code("domains")],
        "law_tags": ["wmo"],
        "help_question": "" if origin == Origin.UNASKED else "Ik kan niet meer zelf koken.",
        "triage": weighed() if code == "sittard-geleen" else None,
    }
    return Start(**known | other)


def weighed(**other: Any) -> TriageFacts:
    """A step of the triage that is right."""
    known: dict[str, Any] = {
        "kind": TriageKind.SIMPLE,
        "needed": "Alleen wat hij zelf vertelt over koken.",
        "scope": "Alleen het koken.",
        "with_client": True,
    }
    return TriageFacts(**known | other)


def referred(**other: Any) -> ReferralFacts:
    """A referral that is right in every municipality that knows referrers."""
    known: dict[str, Any] = {
        "kind": ReporterKind.REFERRER,
        "name": "Ria Kok",
        "position": "wijkverpleegkundige",
        "because": "Hij eet bijna niet meer.",
        "told": "Dat hij alleen woont en slecht eet.",
        "discussed": True,
        "agreement": ReferralAgreement.YES,
    }
    return ReferralFacts(**known | other)


def begin(world: World, start: Start | None = None, details: PersonDetails = NEW, **other: Any) -> Dossier:
    """Start a dossier as Sanne, with a note where one may be needed."""
    return start_intake(
        start=start or question(world), details=details, note=other.pop("note", NOTE), agreed=other.pop("agreed", True), by=world.sanne, **other
    )


def token(client: Client, code: str) -> str:
    """What the search page gives to who searched."""
    page = client.post(f"/{code}/intake/", {"name": "Niemand", "birth_date": "1950-01-01"})
    found = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    assert found, page.status_code
    return found[1]


def posted(world: World, **other: Any) -> dict[str, Any]:
    """Every field of the pages of a start, as the last page sends them."""
    start = question(world)
    sent: dict[str, Any] = {
        "step": "client",
        "purpose-origin": "self",
        "purpose-help_question": start.help_question,
        "purpose-purposes": start.purposes,
        "purpose-domains": start.domains,
        "purpose-law_tags": ["wmo"],
        "purpose-team": str(world.team.pk),
        "client-surname": "Zonnevelt",
        "client-birth_date": "1961-04-03",
        "client-note": NOTE,
        "client-agreed": "on",
    }
    if start.triage is not None:
        sent |= {"purpose-kind": "simple", "purpose-needed": "a", "purpose-scope": "b", "purpose-with_client": "on", "purpose-beforehand": "no"}
    return sent | other
