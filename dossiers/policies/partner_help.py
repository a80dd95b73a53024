"""Data that partners hold about the client: through whom, and what comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dossiers.models import Dossier, Referral
from privacy_domain.protocols import catalogue
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.types import Citation
from privacy_domain.protocols.values import Item
from privacy_domain.tenancy.selectors import protocol_on

THROUGH_MEMBER, CONTACT_FIRST = "through_member", "contact_first"


@dataclass(frozen=True, slots=True)
class PartnerDataRules:
    """How data of partners come to the team here, in the words and with the articles of the protocol."""

    protocol: Protocol
    steps: tuple[Item, ...]
    citations: tuple[Citation, ...]
    contact_first: bool


def partner_data_rules(on: date) -> PartnerDataRules | None:
    """The rules of a day, where the team looks at data of partners through the member who has access to them (Opsterland 8); None
    where they come another way: on consent (Leiden 9), from the colleague himself (Sittard-Geleen), or as any request."""
    protocol = protocol_on(on)
    found = protocol.get(catalogue.PARTNER_DATA) if protocol else None
    steps = tuple(found.value or ()) if found else ()
    codes = {step.code for step in steps}
    if protocol is None or found is None or THROUGH_MEMBER not in codes:
        return None
    return PartnerDataRules(protocol, steps, found.citations, CONTACT_FIRST in codes)


def needs_contact_first(dossier: Dossier, rules: PartnerDataRules) -> bool:
    """Whether somebody registered this client, so that contact with him comes before looking (Opsterland 8 lid 2)."""
    return rules.contact_first and bool(Referral.objects.filter(dossier=dossier).exists())
