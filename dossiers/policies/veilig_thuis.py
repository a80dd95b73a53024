"""Veilig Thuis asks: what may be given, what comes first, and whether the client hears of it by the protocol or by law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dossiers.policies.disclosure import SharingAnswer, may_share
from dossiers.policies.telling import INFORMING, may_wait
from privacy_domain.protocols import book, catalogue
from privacy_domain.protocols.types import After, Category, Citation, Decision, Occasion, PostponeGround, Recipient
from privacy_domain.tenancy.selectors import protocol_on


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence, and where it comes from."""

    explanation: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ToldOfIt:
    """Whether the protocol itself orders that the client is told (otherwise the law asks it), and the answer to whether that may
    wait for somebody's safety."""

    ordered: bool
    waits: Decision


def asked_by_veilig_thuis(on: date) -> SharingAnswer:
    """The answer for what says least of the client, his name and address; another kind of data changes nothing in it."""
    return may_share(Recipient.VEILIG_THUIS, Occasion.RECIPIENT_REQUEST, {Category.NAW}, on=on)


def rule_when_asked(on: date) -> Rule:
    """What is said of it: by the protocol itself, or where it is silent by the law (wmo-2015 art. 5.2.6)."""
    protocol = protocol_on(on)
    own = protocol.get(catalogue.DISCLOSE_VEILIG_THUIS_REQUEST) if protocol else None
    said = own if own is not None and own.value else book.law().required(catalogue.LAW_DISCLOSE_VEILIG_THUIS, on)
    return Rule(said.explanation, said.citations)


def told_of_it(on: date) -> ToldOfIt:
    """Telling the client that something was given because Veilig Thuis asked (leek-2018 art. 10 lid 2; leiden-2016 art. 14 lid 4;
    opsterland-2015 art. 16 lid 4; landsmeer-2016 orders nothing)."""
    waits = may_wait(After.VEILIG_THUIS_REQUEST, PostponeGround.SAFETY, on)
    return ToldOfIt(bool(INFORMING & {str(duty) for duty in asked_by_veilig_thuis(on).then}), waits)
