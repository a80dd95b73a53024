"""An inquiry into fraud: what the protocol says of it, and who may act in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from access.models import User
from access.policies import consider
from dossiers.models import FraudInquiry
from dossiers.policies.disclosure import decide, may_share, protocol_id
from dossiers.states.safety import InquiryState
from privacy_domain.protocols import catalogue, facts
from privacy_domain.protocols.protocol import Protocol
from privacy_domain.protocols.types import Category, Citation, Decision, Occasion, Recipient, Role
from privacy_domain.tenancy.selectors import protocol_on

LONGEST = 182
"""The most days that an inquiry can be given at once. No protocol sets it: it is here so that none runs on unnoticed."""


@dataclass(frozen=True, slots=True)
class InquiryRules:
    """What is said of sharing in an inquiry. `roles`: who alone may do it; empty where whoever works in the dossier does, by the
    ordinary rules for each recipient."""

    protocol: Protocol | None
    explanation: str
    citations: tuple[Citation, ...]
    roles: frozenset[Role]


def inquiry_rules(on: date) -> InquiryRules:
    """The rules of the day: an own article (leek-2018 art. 8 lid 2 and 3), that on enforcement of the Participation Act
    (opsterland-2015 art. 15 lid 2), or the ordinary answer for who enforces it."""
    protocol = protocol_on(on)
    ways = (protocol.value(catalogue.DISCLOSE_FRAUD) or ()) if protocol else ()
    if protocol is not None and ways:
        own = protocol.get(catalogue.DISCLOSE_FRAUD)
        return InquiryRules(protocol, own.explanation, own.citations, frozenset(role for way in ways for role in way.roles))
    enforcement = protocol.get(catalogue.DISCLOSE_PW_ENFORCEMENT) if protocol else None
    if enforcement is not None and enforcement.value:
        return InquiryRules(protocol, enforcement.explanation, enforcement.citations, frozenset())
    ordinary = may_share(Recipient.PW_ENFORCEMENT, Occasion.FRAUD_INVESTIGATION, {Category.NAW}, on=on).decision
    return InquiryRules(protocol, ordinary.explanation, ordinary.citations, frozenset())


def acting_role(user: User, subject: UUID, on: date) -> Role | None:
    """In which role `user` can act in an inquiry into this dossier today; None: in none.

    Where only some roles may, the hat in which he comes through the gate decides: who is directly involved in the support comes
    in as a professional, and cannot look into his own client. Elsewhere it takes the right to write in the dossier.
    """
    passage = consider(user, subject, on=on)
    if not passage.decision.allowed:
        return None
    roles = inquiry_rules(on).roles
    if roles:
        return passage.role if passage.role in roles else None
    return passage.role if passage.may_write else None


def not_in_this_role(on: date) -> Decision:
    """Why somebody else may not (leek-2018 art. 8 lid 3)."""
    question = facts.DiscloseFacts(
        recipient=Recipient.PW_ENFORCEMENT, occasion=Occasion.FRAUD_INVESTIGATION, items=frozenset({Category.NAW}), necessary=True
    )
    return decide(question, on, protocol_id(on))


def is_current(inquiry: FraudInquiry, on: date) -> bool:
    """Whether something can be shared in it today: it runs, and its last day has not passed."""
    return inquiry.state == InquiryState.RUNNING and inquiry.until >= on
