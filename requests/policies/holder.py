"""Who exercises the right: by age and capacity, as the protocol of the day says, and for whom somebody may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from privacy_domain.people.models import Person
from privacy_domain.people.models import Representative as Representation
from privacy_domain.people.selectors import authority_on
from privacy_domain.protocols import book
from privacy_domain.protocols.facts import Representative, RightsHolderFacts
from privacy_domain.protocols.rules import rights
from privacy_domain.protocols.types import Decision, Holder, RepresentativeKind
from privacy_domain.tenancy.selectors import protocol_on
from requests.states import Requester

AUTHORITY = "awb art. 2:1 lid 1"
"""Somebody may let himself be represented by whom he authorises in writing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who acts by the rules, and whether who asks is among them. `together`: child and representative must both ask."""

    decision: Decision
    acts: tuple[Holder, ...]
    allowed: bool
    together: bool


def standing_of(person: Person, requester: Requester, on: date) -> Standing | None:
    """How who asks stands to the rights of a person on a day (leek-2018 art. 12; opsterland-2015 art. 22; by law uavg art. 5).

    Who says to be a representative and is not registered as such counts as one here, unless one of his kind was limited or refused: the
    paper behind it is looked at when his identity is checked. Somebody with a written authority stands where the person himself stands. None: the birth date is not known.
    """
    if person.birth_date is None:
        return None
    known = authority_on(person, on)
    facts = RightsHolderFacts(
        birth_date=person.birth_date,
        capable=known.capable,
        representatives=(*known.representatives, *_claimed(person, requester, known.representatives)),
    )
    decision = rights.decide(facts, protocol_on(on), book.law(), on)
    acts: tuple[Holder, ...] = decision.values["acts"]
    together = Holder.SELF in acts and len(acts) > 1
    return Standing(decision, acts, _as_holder(requester) in acts, together)


def _claimed(person: Person, requester: Requester, known: tuple[Representative, ...]) -> tuple[Representative, ...]:
    if requester in (Requester.SELF, Requester.AUTHORISED):
        return ()
    kind = RepresentativeKind(requester)
    limited = Representation.objects.filter(person=person, limited_at__isnull=False)
    if any(each.kind is kind for each in known) or any(row.engine_kind is kind for row in limited):
        return ()
    return (Representative(kind=kind, adult=True, willing=True),)


def _as_holder(requester: Requester) -> Holder:
    return Holder.SELF if requester == Requester.AUTHORISED else Holder(requester)
